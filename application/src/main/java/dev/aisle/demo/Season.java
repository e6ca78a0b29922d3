package dev.aisle.demo;

import java.time.Instant;
import java.time.MonthDay;
import java.time.ZoneOffset;

import dev.aisle.kernel.Window;

/**
 * A part of the year.
 *
 * @param from its first day
 * @param until the day after its last
 */
record Season(MonthDay from, MonthDay until) {

    static Season of(int fromMonth, int fromDay, int untilMonth, int untilDay) {
        return new Season(MonthDay.of(fromMonth, fromDay), MonthDay.of(untilMonth, untilDay));
    }

    /**
     * This season as it is now, or else as it comes next.
     * @param time any instant
     * @return its next window that isn't over
     */
    Window at(Instant time) {
        int year = time.atZone(ZoneOffset.UTC).getYear();
        int over = this.until.isAfter(this.from) ? 0 : 1;
        for (int y = year - over;; y++) {
            var end = start(this.until, y + over);
            if (end.isAfter(time)) {
                return new Window(start(this.from, y), end);
            }
        }
    }

    private static Instant start(MonthDay day, int year) {
        return day.atYear(year).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

}
