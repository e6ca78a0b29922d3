package dev.aisle.query.product;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.category.CategoryLinks;
import dev.aisle.query.json.JsonBytes;

/**
 * A rendered product without its categories, whose names are not its own.
 *
 * @param open the JSON object without its closing brace and without {@code categories}
 * @param leaves its visible leaves, in the order shown
 * @param links all categories that their breadcrumbs needed when this was rendered: what to look up together
 * @param modified when it last changed, its categories aside
 */
record DetailPart(byte[] open, List<String> leaves, List<String> links, Instant modified) {

    private static final PartCodec<DetailPart> CODEC = new PartCodec<>() {

        @Override
        public void write(DetailPart part, DataOutputStream out) throws IOException {
            PartCodec.writeBytes(out, part.open());
            PartCodec.writeIds(out, part.leaves());
            PartCodec.writeIds(out, part.links());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public DetailPart read(DataInputStream in) throws IOException {
            return new DetailPart(PartCodec.readBytes(in), PartCodec.readIds(in), PartCodec.readIds(in),
                    PartCodec.readTime(in));
        }
    };

    static PartKey<DetailPart> key(String product) {
        return new PartKey<>(Kind.PRODUCT, product, "detail", CODEC);
    }

    /** The body, or empty if a link is missing. */
    Optional<Rendered> with(Map<String, CategoryLink> known) {
        return CategoryLinks.of(this.leaves, known)
                .map(categories -> new Rendered(new JsonBytes(this.open.length + 1024).append(this.open)
                        .append(",\"categories\":[")
                        .appendAll(categories.json())
                        .append("]}")
                        .toBytes(),
                        categories.modified().isAfter(this.modified) ? categories.modified() : this.modified));
    }

    record Rendered(byte[] json, Instant modified) {}
}
