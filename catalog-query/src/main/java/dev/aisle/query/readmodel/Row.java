package dev.aisle.query.readmodel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A row's columns, counted from 1 after those of the snapshot. */
public final class Row {

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /**
     * Goes to the next row.
     * @return whether there is one
     * @throws SQLException if the connection broke
     */
    public boolean next() throws SQLException {
        return this.result.next();
    }

    /**
     * Tells whether nothing was joined to this row.
     * @param column a column that is never null in data
     * @return whether it is null
     * @throws SQLException if there is no such column
     */
    public boolean isAbsent(int column) throws SQLException {
        return this.result.getObject(index(column)) == null;
    }

    /**
     * Reads a text.
     * @param column its number
     * @return the text
     * @throws SQLException if there is no such column
     */
    public String text(int column) throws SQLException {
        var text = this.result.getString(index(column));
        if (text == null) {
            throw new IllegalStateException("column %d is null".formatted(column));
        }
        return text;
    }

    /**
     * Reads a text that may be missing.
     * @param column its number
     * @return the text or null
     * @throws SQLException if there is no such column
     */
    public @Nullable String optionalText(int column) throws SQLException {
        return this.result.getString(index(column));
    }

    /**
     * Reads texts.
     * @param column the number of an array column
     * @return its elements
     * @throws SQLException if there is no such column
     */
    public List<String> texts(int column) throws SQLException {
        return List.of((String[]) this.result.getArray(index(column)).getArray());
    }

    /**
     * Reads texts some of which may be missing.
     * @param column the number of an array column
     * @return its elements
     * @throws SQLException if there is no such column
     */
    public @Nullable String[] array(int column) throws SQLException {
        return (String[]) this.result.getArray(index(column)).getArray();
    }

    /**
     * Reads a number.
     * @param column its number
     * @return the value, 0 for null
     * @throws SQLException if there is no such column
     */
    public long number(int column) throws SQLException {
        return this.result.getLong(index(column));
    }

    /**
     * Reads a number that may be missing.
     * @param column its number
     * @return the value or null
     * @throws SQLException if there is no such column
     */
    public @Nullable Long optionalNumber(int column) throws SQLException {
        long value = this.result.getLong(index(column));
        return this.result.wasNull() ? null : value;
    }

    /**
     * Reads a truth value.
     * @param column its number
     * @return the value, false for null
     * @throws SQLException if there is no such column
     */
    public boolean flag(int column) throws SQLException {
        return this.result.getBoolean(index(column));
    }

    /**
     * Reads a time.
     * @param column its number
     * @return the instant
     * @throws SQLException if there is no such column
     */
    public Instant time(int column) throws SQLException {
        return this.result.getObject(index(column), OffsetDateTime.class).toInstant();
    }

    private static int index(int column) {
        return GenerationSql.SNAPSHOT_COLUMNS + column;
    }
}
