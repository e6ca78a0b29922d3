package dev.aisle.query.product;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.category.CategoryLinks;
import dev.aisle.query.json.JsonBytes;

/**
 * A rendered product without its categories, whose names are not its own.
 *
 * @param slug its slug
 * @param open the JSON object without its closing brace and without {@code categories}
 * @param leaves its visible leaves, in the order shown
 * @param links all categories that their breadcrumbs needed when this was rendered: what to look up together
 * @param modified when it last changed, its categories aside
 */
record DetailPart(String slug, byte[] open, List<String> leaves, List<String> links, Instant modified) {

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
