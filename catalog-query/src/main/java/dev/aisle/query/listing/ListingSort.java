package dev.aisle.query.listing;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

import dev.aisle.query.cache.SortKeys.Order;
import dev.aisle.query.readmodel.Row;

/** The orders of a listing. Ties go by product id, in the same direction, so that each order is one index, either way. */
enum ListingSort {

    POSITION("position", 'o', "position", true, Order.POSITION),

    PRICE("price", 'p', "price", true, Order.PRICE),

    PRICE_DESCENDING("-price", 'P', "price", false, Order.PRICE),

    NEWEST("newest", 'n', "created_at", false, Order.CREATED);

    /** The first year of our era, in microseconds. */
    private static final long FIRST_YEAR = -62_135_596_800_000_000L;

    private final String parameter;
    private final char code;
    private final String column;
    private final boolean ascending;
    private final Order order;

    ListingSort(String parameter, char code, String column, boolean ascending, Order order) {
        this.parameter = parameter;
        this.code = code;
        this.column = column;
        this.ascending = ascending;
        this.order = order;
    }

    static Optional<ListingSort> of(String parameter) {
        return Arrays.stream(values()).filter(sort -> sort.parameter.equals(parameter)).findFirst();
    }

    static Optional<ListingSort> ofCode(char code) {
        return Arrays.stream(values()).filter(sort -> sort.code == code).findFirst();
    }

    /** As clients write it. */
    String parameter() {
        return this.parameter;
    }

    /** As cursors and cached parts write it. */
    char code() {
        return this.code;
    }

    String column() {
        return this.column;
    }

    boolean isAscending() {
        return this.ascending;
    }

    /** The order that it reads forwards or backwards. */
    Order order() {
        return this.order;
    }

    String direction() {
        return this.ascending ? "ASC" : "DESC";
    }

    /** What compares the rows after a cursor with it. */
    String after() {
        return this.ascending ? ">" : "<";
    }

    /** The sort key as a number: times in microseconds, as fine as PostgreSQL keeps them. */
    long key(Row row, int column) throws SQLException {
        return switch (this) {
            case POSITION, PRICE, PRICE_DESCENDING -> row.number(column);
            case NEWEST -> ChronoUnit.MICROS.between(Instant.EPOCH, row.time(column));
        };
    }

    /** The sort key in PostgreSQL, made of what {@link #key} makes of it. */
    String expression(String number) {
        return (this == NEWEST) ? "timestamptz 'epoch' + %s * interval '1 microsecond'".formatted(number) : number;
    }

    /** Whether a sort key could be one: PostgreSQL's calendar goes far enough into the future, but not into the past. */
    boolean isPossible(long key) {
        return this != NEWEST || key >= FIRST_YEAR;
    }

    /** The sort key as a parameter of a statement. */
    Object parameter(long key) {
        return switch (this) {
            case POSITION, PRICE, PRICE_DESCENDING -> key;
            case NEWEST -> Instant.EPOCH.plus(key, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        };
    }
}
