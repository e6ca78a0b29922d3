package dev.aisle.query.product;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aisle.query.cache.Ids;
import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.category.CategoryLinks;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.json.Rendered;

/**
 * A rendered product without its categories, whose names are not its own.
 *
 * @param open the JSON object without its closing brace and without {@code categories}
 * @param leaves its visible leaves, in the order shown
 * @param linked all categories that their breadcrumbs needed when this was rendered: what to look up together
 * @param modified when it last changed, its categories aside
 */
record DetailPart(Json open, Ids leaves, Ids linked, Instant modified) {

    private static final PartCodec<DetailPart> CODEC = new PartCodec<>() {

        @Override
        public void write(DetailPart part, DataOutputStream out) throws IOException {
            PartCodec.writeJson(out, part.open());
            PartCodec.writeIds(out, part.leaves().toList());
            PartCodec.writeIds(out, part.linked().toList());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(DetailPart part) {
            return part.open().bytes().length + 136 + part.leaves().weight() + part.linked().weight();
        }

        @Override
        public DetailPart read(DataInputStream in) throws IOException {
            return of(PartCodec.readJson(in), PartCodec.readIds(in), PartCodec.readIds(in), PartCodec.readTime(in));
        }
    };

    static DetailPart of(Json open, List<String> leaves, Collection<String> linked, Instant modified) {
        return new DetailPart(open, Ids.of(leaves), Ids.of(linked), modified);
    }

    static PartKey<DetailPart> key(String product) {
        return new PartKey<>(Kind.PRODUCT, product, "detail", CODEC);
    }

    /** The names of the links to what is {@link #linked}. */
    List<PartKey<CategoryLink>> links() {
        return this.linked.toList().stream().map(CategoryLink::key).toList();
    }

    /** The body, or empty if a link is missing. */
    Optional<Rendered> with(Map<String, CategoryLink> known) {
        var json = new JsonBytes().append(this.open).append(",\"categories\":[");
        return CategoryLinks.append(json, this.leaves.toList(), known)
                .map(newest -> new Rendered(json.append("]}").toBody(),
                        newest.isAfter(this.modified) ? newest : this.modified));
    }
}
