package dev.aisle.query.category;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aisle.query.json.JsonBytes;

/**
 * The categories of a product, put together from links.
 *
 * @param json the members of the array {@code categories}, each {@code {id, slug, name, breadcrumbs}}
 * @param modified when the newest of the links changed
 */
public record CategoryLinks(List<byte[]> json, Instant modified) {

    /**
     * Renders leaves with their breadcrumbs, which go from the root to the leaf's parent and hold what shoppers can
     * visit.
     * @param leaves ids of leaves in the order wanted; one that is gone or hidden meanwhile is left out
     * @param links all that is known, by id
     * @return the rendered leaves, or empty if a link is missing
     */
    public static Optional<CategoryLinks> of(List<String> leaves, Map<String, CategoryLink> links) {
        var json = new ArrayList<byte[]>(leaves.size());
        var modified = Instant.EPOCH;
        for (String id : leaves) {
            var leaf = links.get(id);
            if (leaf == null) {
                return Optional.empty();
            }
            if (!leaf.visible()) {
                continue;
            }
            var breadcrumbs = new ArrayList<byte[]>(leaf.path().size());
            modified = later(modified, leaf.modified());
            for (String above : leaf.ancestors()) {
                var ancestor = links.get(above);
                if (ancestor == null) {
                    return Optional.empty();
                }
                modified = later(modified, ancestor.modified());
                if (ancestor.displayed()) {
                    breadcrumbs.add(new JsonBytes(128).append(ancestor.open()).append("}").toBytes());
                }
            }
            json.add(new JsonBytes(512).append(leaf.open())
                    .append(",\"breadcrumbs\":[")
                    .appendAll(breadcrumbs)
                    .append("]}")
                    .toBytes());
        }
        return Optional.of(new CategoryLinks(json, modified));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
