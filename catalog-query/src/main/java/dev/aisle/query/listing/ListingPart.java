package dev.aisle.query.listing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.product.CardPart;

/**
 * A page of a listing without its cards.
 *
 * @param products ids in order
 * @param totalCount how many products the whole listing holds
 * @param endCursor where the page ends, or null if it is empty
 * @param hasNextPage whether more follow
 * @param modified not before the last time at which this changed
 */
record ListingPart(List<String> products, long totalCount, @Nullable String endCursor, boolean hasNextPage,
        Instant modified) {

    private static final PartCodec<ListingPart> CODEC = new PartCodec<>() {

        @Override
        public void write(ListingPart part, DataOutputStream out) throws IOException {
            PartCodec.writeIds(out, part.products());
            out.writeLong(part.totalCount());
            out.writeUTF((part.endCursor() == null) ? "" : part.endCursor());
            out.writeBoolean(part.hasNextPage());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public ListingPart read(DataInputStream in) throws IOException {
            var products = PartCodec.readIds(in);
            long totalCount = in.readLong();
            var endCursor = in.readUTF();
            return new ListingPart(products, totalCount, endCursor.isEmpty() ? null : endCursor, in.readBoolean(),
                    PartCodec.readTime(in));
        }
    };

    ListingPart {
        products = List.copyOf(products);
    }

    static PartKey<ListingPart> key(ListingRequest request) {
        var page = request.sort().code() + "|" + request.first() + "|"
                + request.after().map(cursor -> cursor.key() + "|" + cursor.product()).orElse("");
        return new PartKey<>(Kind.LISTING, request.category(), page, CODEC);
    }

    /** The body, or empty if a card is missing or may not stand in a listing any more: then the ids are old. */
    Optional<Rendered> with(Map<String, CardPart> known) {
        var cards = new ArrayList<byte[]>(this.products.size());
        var latest = this.modified;
        for (String id : this.products) {
            var card = known.get(id);
            if (card == null || !card.listed()) {
                return Optional.empty();
            }
            cards.add(card.json());
            latest = card.modified().isAfter(latest) ? card.modified() : latest;
        }
        var body = new JsonBytes(256 + cards.size() * 384).append("{\"products\":[")
                .appendAll(cards)
                .append("],\"totalCount\":" + this.totalCount + ",\"pageInfo\":{\"endCursor\":")
                .append((this.endCursor == null) ? "null" : '"' + this.endCursor + '"')
                .append(",\"hasNextPage\":" + this.hasNextPage + "}}")
                .toBytes();
        return Optional.of(new Rendered(body, latest));
    }

    record Rendered(byte[] json, Instant modified) {}
}
