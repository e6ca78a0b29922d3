package dev.aisle.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.aisle.oracle.StorefrontComparison.Difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Many small catalogs live through many things, and the storefront's answers are those of
 * the oracle all the time. Other histories: {@code -Daisle.histories=2000 -Daisle.seed=42}.
 */
@ExtendWith(AisleForHistories.class)
@Order(1)
class RandomHistoriesIntegrationTests {

    private static final int HISTORIES = Integer.getInteger("aisle.histories", 200);

    private static final long SEED = Long.getLong("aisle.seed", 4150);

    /** How often each of these must have happened, a hundred histories. */
    private static final Map<String, Integer> FLOOR = Map.ofEntries(Map.entry("comparisons", 150),
            Map.entry("comparisons with token", 80), Map.entry("redirects", 200), Map.entry("further pages", 1500),
            Map.entry("displayed products in 2 leaves", 100), Map.entry("displayed products in 3 leaves", 15),
            Map.entry("sold-out products with a page", 150), Map.entry("displayed categories deeper than 4", 60),
            Map.entry("visible categories without a displayed product", 200),
            Map.entry("windows that closed on something", 25), Map.entry("windows that opened something", 40),
            Map.entry("moves with products", 12), Map.entry("displayed categories hidden", 20),
            Map.entry("ids made again", 15), Map.entry("refused with 409", 60), Map.entry("refused with 412", 5),
            Map.entry("refused with 428", 8), Map.entry("refused with 422", 6), Map.entry("sent twice", 20),
            Map.entry("leaves split", 20), Map.entry("bulk items created", 200), Map.entry("bulk items updated", 60),
            Map.entry("items superseded", 8), Map.entry("lost connections", 20), Map.entry("redis emptied", 3),
            Map.entry("not modified", 300), Map.entry("imports that ended completed", 5),
            Map.entry("rebuild-read-model completed", 3), Map.entry("rollback-read-model completed", 1),
            Map.entry("reconcile-read-model completed", 3), Map.entry("dead letters", 3));

    private final Coverage coverage = new Coverage();

    private final AtomicInteger next = new AtomicInteger();

    @Test
    void theStorefrontAnswersWhatTheJournalTells(AisleUnderTest aisle) throws Exception {
        Instant begin = Instant.now();
        try (var other = AisleUnderTest.start(); var thread = Executors.newSingleThreadExecutor()) {
            var others = thread.submit(() -> runHistories(other));
            try {
                runHistories(aisle);
            } finally {
                // where one failed, the other has enough, too
                this.next.set(HISTORIES);
            }
            others.get();
        }
        System.out.printf("%d histories in %d s met%n%s%n", HISTORIES,
                Duration.between(begin, Instant.now()).toSeconds(),
                this.coverage);
        assumeThat(HISTORIES).as("few histories meet little").isGreaterThanOrEqualTo(100);
        assertThat(FLOOR).allSatisfy((what, times) -> assertThat(this.coverage.of(what)).as(what)
                .isGreaterThanOrEqualTo(times * HISTORIES / 100));
    }

    /** Until there is none left that nobody has run. */
    private @Nullable Void runHistories(AisleUnderTest aisle) throws Exception {
        for (int i = this.next.getAndIncrement(); i < HISTORIES; i = this.next.getAndIncrement()) {
            CatalogHistory history = HistoryGenerator.generate(SEED + i);
            List<Difference> differences = HistoryRunner.run(history, aisle, this.coverage);
            if (!differences.isEmpty()) {
                throw new AssertionError(report(history, differences, aisle));
            }
        }
        return null;
    }

    private static String report(CatalogHistory history, List<Difference> differences, AisleUnderTest aisle) {
        CatalogHistory shortest = Shrinking.shrink(history, it -> !run(it, aisle).isEmpty(), Duration.ofSeconds(60));
        List<Difference> now = run(shortest, aisle);
        return """
                %d answers are wrong in history %d of %d steps, for example
                %s
                The shortest history found that fails too:
                %s
                where %s
                """.formatted(differences.size(), history.seed(), history.steps().size(), differences.getFirst(),
                shortest, now.isEmpty() ? "nothing was wrong this time" : now.getFirst());
    }

    private static List<Difference> run(CatalogHistory history, AisleUnderTest aisle) {
        try {
            return HistoryRunner.run(history, aisle, new Coverage());
        } catch (Exception ex) {
            throw new IllegalStateException(ex);
        }
    }

}
