package dev.aisle.kernel;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * A span of time, open at either side: it holds at {@code t} when
 * {@code from <= t < until}. Bounds are kept to the microsecond, as PostgreSQL keeps them.
 *
 * @param from the first instant at which it holds, or null for always so far
 * @param until the first instant at which it holds no more, or null for ever after
 */
public record Window(@Nullable Instant from, @Nullable Instant until) {

    /** The window that always holds. */
    public static final Window ALWAYS = new Window(null, null);

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /**
     * @throws InvalidValueException if it would end before or when it begins, or lies
     * outside the years 1 to 9999
     */
    public Window {
        from = bounded(from);
        until = bounded(until);
        if (from != null && until != null && !from.isBefore(until)) {
            throw new InvalidValueException("a window from %s until %s never holds: let it end after it begins"
                    .formatted(from, until));
        }
    }

    private static @Nullable Instant bounded(@Nullable Instant bound) {
        if (bound == null) {
            return null;
        }
        if (bound.isBefore(EARLIEST) || bound.isAfter(LATEST)) {
            throw new InvalidValueException("the time %s is out of range: use the years 1 to 9999".formatted(bound));
        }
        return bound.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Tells whether the window holds.
     * @param time the instant asked about
     * @return whether {@code from <= time < until}
     */
    public boolean holdsAt(Instant time) {
        return (this.from == null || !time.isBefore(this.from)) && (this.until == null || time.isBefore(this.until));
    }

}
