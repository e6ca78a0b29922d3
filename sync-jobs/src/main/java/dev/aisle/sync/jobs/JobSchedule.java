package dev.aisle.sync.jobs;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * When a job is asked for by itself.
 *
 * @param cron Spring's cron expression
 * @param zone the zone whose clock it is about
 * @param nextFire when it is asked for next
 * @param lastFire when it was last, or null if never
 */
record JobSchedule(String cron, String zone, Instant nextFire, @Nullable Instant lastFire) {

    /**
     * The first time that a cron expression names after an instant. Where the clock is put
     * forward, a time that it skips doesn't come that day.
     * @throws IllegalArgumentException if it never comes
     */
    static Instant next(CronExpression cron, ZoneId zone, Instant after) {
        var next = cron.next(after.atZone(zone));
        if (next == null) {
            throw new IllegalArgumentException("the cron expression %s never comes true".formatted(cron));
        }
        return next.toInstant();
    }

    /** What comes after an instant that may be long past the next one: all that was missed is one. */
    Instant after(Instant now) {
        return next(CronExpression.parse(this.cron), ZoneId.of(this.zone), Objects.requireNonNull(now));
    }

}
