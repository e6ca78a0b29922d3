package dev.aisle.query.repair;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.cache.SortKeys.Order;

/** A key of the read model about which the read model, or what was cached of it, contradicts itself. */
public sealed interface Suspect {

    /**
     * A product's view.
     *
     * @param id the product
     */
    record Product(ProductId id) implements Suspect {}

    /**
     * A category's view.
     *
     * @param id the category
     */
    record Category(CategoryId id) implements Suspect {}

    /**
     * A row of a listing, and the product that it names.
     *
     * @param category whose listing
     * @param product the product
     * @param order the order in which the row was met: there is an index for each
     * @param key where it stands in that order: a position, a price in minor units, or microseconds since 1970
     */
    record ListingRow(CategoryId category, ProductId product, Order order, long key) implements Suspect {}
}
