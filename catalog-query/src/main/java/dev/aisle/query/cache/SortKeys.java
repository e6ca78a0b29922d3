package dev.aisle.query.cache;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where in the orders of a listing rows came, went, or stood before and after: what a cached segment of it must not
 * hold. For each order the keys of those rows in it.
 *
 * @param keys the keys by order, as {@link Order} counts them; empty if anything may have changed
 */
public record SortKeys(List<long[]> keys) {

    /** Anything may have changed. */
    public static final SortKeys ANY = new SortKeys(List.of());

    private static final Pattern SHAPE = Pattern.compile("(?:-?\\d{1,18}(?:,-?\\d{1,18})*)?");

    /** No row came, went or moved. */
    static final SortKeys NONE = parse("||");

    /** The orders of a listing, whichever way they are read. */
    public enum Order {
        /** Placement positions. */
        POSITION,
        /** Prices valid now, in minor units. */
        PRICE,
        /** When products were made, in microseconds since 1970. */
        CREATED
    }

    /** Copies the list. */
    public SortKeys {
        keys = List.copyOf(keys);
    }

    /**
     * Reads what the projector wrote.
     * @param text keys separated by commas, the orders by bars; null if anything may have changed
     * @return the keys
     */
    public static SortKeys parse(@Nullable String text) {
        if (text == null) {
            return ANY;
        }
        var orders = text.split("\\|", -1);
        if (orders.length != Order.values().length
                || !Arrays.stream(orders).allMatch(each -> SHAPE.matcher(each).matches())) {
            return ANY;
        }
        return new SortKeys(Arrays.stream(orders)
                .map(each -> each.isEmpty() ? new long[0]
                        : Arrays.stream(each.split(",")).mapToLong(Long::parseLong).toArray())
                .toList());
    }

    /**
     * Tells whether anything may have changed.
     * @return whether no segment can be kept
     */
    public boolean isAny() {
        return this.keys.isEmpty();
    }

    /**
     * Adds what else changed.
     * @param more other keys of the same listing
     * @return all of them
     */
    public SortKeys and(SortKeys more) {
        if (isAny() || more.isAny()) {
            return ANY;
        }
        return new SortKeys(Stream.of(Order.values())
                .map(order -> LongStream.concat(LongStream.of(in(order)), LongStream.of(more.in(order))).toArray())
                .toList());
    }

    /**
     * Tells whether a segment may have changed.
     * @param order its order
     * @param least its least key
     * @param most its greatest key
     * @return whether one of the keys stands between them, or is one of them
     */
    public boolean touch(Order order, long least, long most) {
        return isAny() || LongStream.of(in(order)).anyMatch(key -> least <= key && key <= most);
    }

    /** The keys in an order, as a script reads them. */
    String text(Order order) {
        return String.join(",", LongStream.of(in(order)).mapToObj(Long::toString).toList());
    }

    private long[] in(Order order) {
        return this.keys.get(order.ordinal());
    }
}
