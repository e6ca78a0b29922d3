package dev.aisle.oracle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.aisle.oracle.Step.Poison;
import dev.aisle.oracle.Step.StartJob;
import dev.aisle.oracle.StorefrontComparison.Difference;

import static org.assertj.core.api.Assertions.assertThat;

/** Histories find each fault that is planted, and find nothing once it is mended. */
@ExtendWith(AisleForHistories.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(3)
class PlantedFaultsIntegrationTests {

    private static final int HISTORIES = Integer.getInteger("aisle.histories.faults", 60);

    private static final long SEED = 20_000;

    /** Histories that found nothing without a fault. */
    private final Set<Long> clean = new HashSet<>();

    @ParameterizedTest
    @EnumSource
    void historiesFind(PlantedFault fault, AisleUnderTest aisle) throws Exception {
        var planting = new Planting(aisle.database());
        long seed = SEED + fault.firstHistory();
        int needed = 0;
        List<Difference> found = List.of();
        fault.plant(planting);
        try {
            while (found.isEmpty() && needed < HISTORIES) {
                found = run(seed + needed, aisle);
                needed++;
            }
        } finally {
            planting.mend();
            aisle.emptyRedis();
        }

        assertThat(found).as("%s in %d histories", fault, needed).isNotEmpty();
        System.out.printf("%s was found by history %d: %s%n", fault, needed, found.getFirst().path());
        long last = seed + needed - 1;
        if (!this.clean.contains(last)) {
            assertThat(run(last, aisle)).as("the same history without " + fault).isEmpty();
            this.clean.add(last);
        }
    }

    /** Without jobs: a rebuild would mend what was planted. Without poison: some faults keep its end from being seen. */
    private static List<Difference> run(long seed, AisleUnderTest aisle) throws Exception {
        return HistoryRunner.run(HistoryGenerator.generate(seed).without(StartJob.class).without(Poison.class), aisle,
                new Coverage());
    }

}
