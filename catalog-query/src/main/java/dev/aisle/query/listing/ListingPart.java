package dev.aisle.query.listing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import dev.aisle.query.cache.Ids;
import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.RangedPart;
import dev.aisle.query.cache.SortKeys;
import dev.aisle.query.cache.SortKeys.Order;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.product.CardPart;

/**
 * A segment of a listing: a page without its cards.
 *
 * @param range what it holds of the listing's order
 * @param products ids in order
 * @param endCursor where the page ends, or null if it is empty
 * @param hasNextPage whether more follow
 * @param modified not before the last time at which this changed
 */
record ListingPart(Range range, Ids products, @Nullable String endCursor, boolean hasNextPage,
        Instant modified) implements RangedPart {

    /**
     * A range of keys.
     *
     * @param order the order that they are of
     * @param least what the page begins after, or the key of the product that follows it; or less than any
     * @param most the other one of these; or more than any
     */
    record Range(Order order, long least, long most) {}

    /** To the second, as it is stored. */
    ListingPart {
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    private static final PartCodec<ListingPart> CODEC = new PartCodec<>() {

        /** The range first, at once: a script in Redis reads it there. */
        @Override
        public void write(ListingPart part, DataOutputStream out) throws IOException {
            out.writeByte(part.range().order().ordinal());
            out.writeLong(part.range().least());
            out.writeLong(part.range().most());
            PartCodec.writeIds(out, part.products().toList());
            out.writeUTF((part.endCursor() == null) ? "" : part.endCursor());
            out.writeBoolean(part.hasNextPage());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(ListingPart part) {
            return 224 + part.products().weight() + ((part.endCursor() == null) ? 0 : part.endCursor().length());
        }

        @Override
        public ListingPart read(DataInputStream in) throws IOException {
            var range = new Range(order(in.readUnsignedByte()), in.readLong(), in.readLong());
            var products = Ids.of(PartCodec.readIds(in));
            var endCursor = in.readUTF();
            return new ListingPart(range, products, endCursor.isEmpty() ? null : endCursor, in.readBoolean(),
                    PartCodec.readTime(in));
        }

        private static Order order(int ordinal) throws IOException {
            if (ordinal >= Order.values().length) {
                throw new IOException("an order numbered %d".formatted(ordinal));
            }
            return Order.values()[ordinal];
        }
    };

    /**
     * A page's segment: from the key that the page begins after to the one that follows it.
     * @param request which page
     * @param products what it names, in order
     * @param last where it ends, or empty if it is empty
     * @param next the key of the product that follows it, or empty if none does
     * @param now when it was read
     */
    static ListingPart of(ListingRequest request, List<String> products, Optional<ListingCursor> last,
            OptionalLong next, Instant now) {
        boolean ascending = request.sort().isAscending();
        long begin = request.after().map(ListingCursor::key).orElse(ascending ? Long.MIN_VALUE : Long.MAX_VALUE);
        long end = next.orElse(ascending ? Long.MAX_VALUE : Long.MIN_VALUE);
        return new ListingPart(new Range(request.sort().order(), Math.min(begin, end), Math.max(begin, end)),
                Ids.of(products), last.map(ListingCursor::toString).orElse(null), next.isPresent(), now);
    }

    static PartKey<ListingPart> key(ListingRequest request) {
        var page = request.sort().code() + "|" + request.first() + "|"
                + request.after().map(cursor -> cursor.key() + "|" + cursor.product()).orElse("");
        return new PartKey<>(Kind.LISTING, request.category(), page, CODEC);
    }

    /** The names of the products' cards, in order. */
    List<PartKey<CardPart>> cards() {
        return this.products.toList().stream().map(CardPart::key).toList();
    }

    @Override
    public boolean isTouchedBy(SortKeys keys) {
        return keys.touch(this.range.order(), this.range.least(), this.range.most());
    }

    /** The body, or empty if a card is missing or may not stand in a listing any more: then the segment is old. */
    Optional<Rendered> with(CountPart count, List<@Nullable CardPart> known) {
        var json = new ArrayList<Json>(known.size());
        var latest = count.modified().isAfter(this.modified) ? count.modified() : this.modified;
        for (var card : known) {
            if (card == null || !card.listed()) {
                return Optional.empty();
            }
            json.add(card.json());
            latest = card.modified().isAfter(latest) ? card.modified() : latest;
        }
        var body = new JsonBytes().append("{\"products\":[")
                .appendAll(json)
                .append("],\"totalCount\":" + count.products() + ",\"pageInfo\":{\"endCursor\":"
                        + ((this.endCursor == null) ? "null" : '"' + this.endCursor + '"') + ",\"hasNextPage\":"
                        + this.hasNextPage + "}}")
                .toBody();
        return Optional.of(new Rendered(body, latest));
    }
}
