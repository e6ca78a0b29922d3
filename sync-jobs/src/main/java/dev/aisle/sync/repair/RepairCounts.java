package dev.aisle.sync.repair;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.following.FailureCounters;
import dev.aisle.sync.reconciliation.KeyRepairs.Repaired;

/** What operators are told of read repair. */
@SyncRole
@Component
public class RepairCounts {

    private final Map<Outcome, Counter> keys = new EnumMap<>(Outcome.class);

    private final FailureCounters failures;

    private volatile boolean listening;

    private volatile int waiting;

    private volatile @Nullable Instant lastRepair;

    private enum Outcome {

        REPAIRED, RIGHT, BUSY, REFUSED, FAILED

    }

    RepairCounts(ObjectProvider<MeterRegistry> registries) {
        MeterRegistry registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        Arrays.stream(Outcome.values())
                .forEach(outcome -> this.keys.put(outcome, Counter.builder("aisle.read.repair.keys")
                        .description("Keys that readers suspected, by what became of them")
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT)).register(registry)));
        this.failures = new FailureCounters(registry, "aisle.read.repair.failures", "Turns of read repair that failed");
    }

    void listens(boolean listening) {
        this.listening = listening;
    }

    void waits(int number) {
        this.waiting = number;
    }

    void refused() {
        count(Outcome.REFUSED, 1);
    }

    void failedFor(int number) {
        count(Outcome.FAILED, number);
    }

    void failed(Throwable failure) {
        this.failures.count(failure);
    }

    void done(Repaired repaired) {
        count(Outcome.REPAIRED, repaired.number());
        count(Outcome.RIGHT, repaired.right());
        count(Outcome.BUSY, repaired.busy());
        if (repaired.number() > 0) {
            this.lastRepair = Instant.now();
        }
    }

    private void count(Outcome outcome, int number) {
        counter(outcome).increment(number);
    }

    private Counter counter(Outcome outcome) {
        return Objects.requireNonNull(this.keys.get(outcome));
    }

    /**
     * Sums it up.
     * @return what became of the keys so far
     */
    public RepairSummary summary() {
        return new RepairSummary(this.listening, this.waiting, total(Outcome.REPAIRED), total(Outcome.RIGHT),
                total(Outcome.BUSY), total(Outcome.REFUSED), this.lastRepair);
    }

    private long total(Outcome outcome) {
        return (long) counter(outcome).count();
    }

}
