package dev.aisle.command.stream;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/** Instants on their way to and from PostgreSQL's {@code timestamptz}. */
public final class Times {

    private Times() {}

    /**
     * Writes an instant so that an array of them can be cast.
     * @param instant any instant, or null
     * @return ISO 8601 in UTC, or null
     */
    public static @Nullable String text(@Nullable Instant instant) {
        return (instant != null) ? instant.toString() : null;
    }

    /**
     * Reads an instant.
     * @param row a row of a result
     * @param column the column
     * @return the instant, or null
     * @throws SQLException if the column can't be read
     */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return (time != null) ? time.toInstant() : null;
    }

}
