package dev.aisle.query.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one transaction of the projector changed: a row of {@code read.changes}.
 *
 * @param seq its number
 * @param previous the number of the one before it
 * @param products products whose row changed, came or went
 * @param listings categories whose listing rows changed, and where
 * @param counts categories whose count changed, or that of a child; null if any may have
 * @param categories categories that came, went, were changed otherwise than in their count, or whose count left or
 * reached 0
 * @param productSlugs product slugs, old and new, that lead elsewhere now
 * @param tree whether the displayed tree may look different, be it only a count
 */
public record PartChanges(long seq, long previous, List<String> products, Map<String, SortKeys> listings,
        @Nullable List<String> counts, List<String> categories, List<String> productSlugs, boolean tree) {

    /** Copies the collections. */
    public PartChanges {
        products = List.copyOf(products);
        listings = Map.copyOf(listings);
        counts = (counts == null) ? null : List.copyOf(counts);
        categories = List.copyOf(categories);
        productSlugs = List.copyOf(productSlugs);
    }

    /** Whether any count may have changed, since nobody says which. */
    boolean isAnyCount() {
        return this.counts == null;
    }

    /** The categories that are known to show another count. */
    List<String> namedCounts() {
        return (this.counts == null) ? List.of() : this.counts;
    }

    /**
     * Pairs listings with where they changed.
     * @param listings categories
     * @param touched for each of them, in the same order, what {@link SortKeys#parse} reads; where it ends early
     * anything may have changed
     * @return the pairs
     */
    public static Map<String, SortKeys> listings(List<String> listings,
            @Nullable String[] touched) {
        var pairs = new LinkedHashMap<String, SortKeys>();
        for (int i = 0; i < listings.size(); i++) {
            pairs.put(listings.get(i), (i < touched.length) ? SortKeys.parse(touched[i]) : SortKeys.ANY);
        }
        return pairs;
    }
}
