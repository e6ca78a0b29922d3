package dev.aisle.sync.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;

import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.Window;

/**
 * Reads ISO 8601 times as feeds write them: {@code 2026-11-20T09:00+0100}, seconds and
 * offset optional (UTC), or a date alone, which counts whole.
 */
final class SaleDates {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .appendPattern("HH:mm")
            .optionalStart()
            .appendLiteral(':')
            .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .toFormatter();

    private SaleDates() {}

    static Window interval(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new InvalidValueException(
                    "'%s' is not an interval: write from/to, such as 2026-11-20T09:00+0100/2026-11-27T09:00+0100"
                            .formatted(text.length() > 60 ? text.substring(0, 60) : text));
        }
        return new Window(instant(text.substring(0, slash).strip(), 0), instant(text.substring(slash + 1).strip(), 1));
    }

    /** The instant at which a time ends: of a date alone, the next day's beginning. */
    static Instant end(String text) {
        return instant(text, 1);
    }

    private static Instant instant(String text, int days) {
        try {
            TemporalAccessor read = TIME.parse(text);
            if (!read.isSupported(ChronoField.HOUR_OF_DAY)) {
                return LocalDate.from(read).plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            var offset = read.query(TemporalQueries.zone());
            return read.query(TemporalQueries.localDate())
                    .atTime(read.query(TemporalQueries.localTime()))
                    .atZone(offset != null ? offset : ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeException ex) {
            throw new InvalidValueException("'%s' is not a time: write it as 2026-11-20T09:00+0100"
                    .formatted(text.length() > 60 ? text.substring(0, 60) : text));
        }
    }

}
