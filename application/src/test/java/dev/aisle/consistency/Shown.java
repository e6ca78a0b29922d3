package dev.aisle.consistency;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a body shows.
 *
 * @param sights which versions of what
 * @param counts how many products it says that categories have
 * @param page the page of a listing, or null if it is something else
 * @param flaws what can't be right, whatever was written
 */
record Shown(List<Sight> sights, List<Count> counts, @Nullable Page page, List<String> flaws) {

    static final Shown NOTHING = new Shown(List.of(), List.of(), null, List.of());

    /**
     * A version of something.
     *
     * @param facet what
     * @param version its version; of a stock only whether it is odd
     */
    record Sight(Facet facet, int version) {}

    /**
     * A category's number of displayed products.
     *
     * @param category its id
     * @param products the number
     */
    record Count(String category, long products) {}

    /**
     * A page of a listing.
     *
     * @param category the category
     * @param byPosition whether its order is the one that never changes
     * @param first how many products were asked for
     * @param after the product that it begins after, or null
     * @param products their ids
     * @param more whether it says that others follow
     */
    record Page(String category, boolean byPosition, int first, @Nullable String after, List<String> products,
            boolean more) {}
}
