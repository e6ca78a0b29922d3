package dev.aisle.query.listing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;

/**
 * How many products a category's listing holds: apart from its pages, which another product elsewhere doesn't touch.
 *
 * @param products their number
 * @param modified not before the last time at which it changed
 */
record CountPart(long products, Instant modified) {

    /** As the script knows it that clears a listing of its segments. */
    static final String FIELD = "count";

    private static final PartCodec<CountPart> CODEC = new PartCodec<>() {

        @Override
        public void write(CountPart part, DataOutputStream out) throws IOException {
            out.writeLong(part.products());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(CountPart part) {
            return 56;
        }

        @Override
        public CountPart read(DataInputStream in) throws IOException {
            return new CountPart(in.readLong(), PartCodec.readTime(in));
        }
    };

    /** To the second, as it is stored. */
    CountPart {
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    static PartKey<CountPart> key(String category) {
        return new PartKey<>(Kind.LISTING, category, FIELD, Validity.BY_COUNT, CODEC);
    }
}
