package dev.aisle.query.category;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.aisle.query.json.JsonBytes;

/** The categories of a product, put together from links. */
public final class CategoryLinks {

    private CategoryLinks() {}

    /**
     * Appends leaves with their breadcrumbs, which go from the root to the leaf's parent and hold what shoppers can
     * visit, each {@code {id, slug, name, breadcrumbs}}.
     * @param json where to; of no use if a link is missing
     * @param leaves ids of leaves in the order wanted; one that is gone or hidden meanwhile is left out
     * @param links all that is known, by id
     * @return when the newest of the links changed, or empty if a link is missing
     */
    public static Optional<Instant> append(JsonBytes json, List<String> leaves, Map<String, CategoryLink> links) {
        var modified = Instant.EPOCH;
        var separator = "";
        for (String id : leaves) {
            var leaf = links.get(id);
            if (leaf == null) {
                return Optional.empty();
            }
            var ancestors = leaf.ancestors().stream().map(links::get).filter(Objects::nonNull).toList();
            if (ancestors.size() < leaf.ancestors().size()) {
                return Optional.empty();
            }
            if (leaf.visible()) {
                json.append(separator).append(leaf.open()).append(",\"breadcrumbs\":[");
                modified = later(later(modified, leaf.modified()), appendBreadcrumbs(json, ancestors));
                json.append("]}");
                separator = ",";
            }
        }
        return Optional.of(modified);
    }

    private static Instant appendBreadcrumbs(JsonBytes json, List<CategoryLink> ancestors) {
        var modified = Instant.EPOCH;
        var separator = "";
        for (var ancestor : ancestors) {
            modified = later(modified, ancestor.modified());
            if (ancestor.displayed()) {
                json.append(separator).append(ancestor.open()).append("}");
                separator = ",";
            }
        }
        return modified;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
