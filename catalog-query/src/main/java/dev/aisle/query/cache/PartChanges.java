package dev.aisle.query.cache;

import java.util.List;

/**
 * What one transaction of the projector changed: a row of {@code read.changes}.
 *
 * @param seq its number
 * @param previous the number of the one before it
 * @param products products whose row changed, came or went
 * @param listings categories whose listing rows changed
 * @param categories categories that came, went, were changed otherwise than in their count, or whose count left or
 * reached 0
 * @param productSlugs product slugs, old and new, that lead elsewhere now
 * @param tree whether the displayed tree may look different, be it only a count
 */
public record PartChanges(long seq, long previous, List<String> products, List<String> listings,
        List<String> categories,
        List<String> productSlugs, boolean tree) {

    /** Copies the lists. */
    public PartChanges {
        products = List.copyOf(products);
        listings = List.copyOf(listings);
        categories = List.copyOf(categories);
        productSlugs = List.copyOf(productSlugs);
    }
}
