package dev.aisle.sync.following;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts failures by what is to be done about them. All counters are there from the start, so that rates are right. */
public final class FailureCounters {

    private enum Cause {

        OUTAGE, DATA, BUG;

        static Cause of(Throwable failure) {
            if (Outage.isOfTheData(failure)) {
                return DATA;
            }
            return Outage.isBehind(failure) ? OUTAGE : BUG;
        }

    }

    private final Map<Cause, Counter> counters = new EnumMap<>(Cause.class);

    /**
     * Registers the counters.
     * @param registry where
     * @param name their name; the tag {@code cause} tells them apart
     * @param description what is counted
     */
    public FailureCounters(MeterRegistry registry, String name, String description) {
        Arrays.stream(Cause.values()).forEach(cause -> this.counters.put(cause, Counter.builder(name)
                .description(description).tag("cause", cause.name().toLowerCase(Locale.ROOT)).register(registry)));
    }

    /**
     * Counts one.
     * @param failure what was thrown
     */
    public void count(Throwable failure) {
        this.counters.computeIfPresent(Cause.of(failure), (_, counter) -> {
            counter.increment();
            return counter;
        });
    }

}
