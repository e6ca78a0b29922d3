package dev.aisle.consistency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What never changes in the catalog that is read: which products stand where.
 *
 * @param listings of each category all its products, in the order of their positions
 */
record Catalog(Map<String, List<String>> listings) {

    static final String ROOT = "shop";

    static final List<String> LEAVES = List.of("left", "right");

    static final List<String> CATEGORIES = List.of(ROOT, "left", "right");

    /** One product of so many goes in and out of stock. */
    private static final int FLIPPING = 4;

    /** So many products in each leaf. */
    static Catalog of(int products) {
        var listings = new LinkedHashMap<String, List<String>>();
        for (var leaf : LEAVES) {
            listings.put(leaf, IntStream.range(0, products).mapToObj(i -> "%s-%03d".formatted(leaf, i)).toList());
        }
        listings.put(ROOT, IntStream.range(0, products).boxed()
                .flatMap(i -> LEAVES.stream().map(leaf -> listings.get(leaf).get(i))).toList());
        return new Catalog(listings);
    }

    List<String> products() {
        return this.listings.get(ROOT);
    }

    /** Those that sell out and come back. */
    List<String> flipping() {
        return products().stream().filter(id -> Integer.parseInt(id.substring(id.length() - 3)) % FLIPPING == 0)
                .toList();
    }
}
