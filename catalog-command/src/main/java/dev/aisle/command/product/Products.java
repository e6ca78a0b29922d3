package dev.aisle.command.product;

import java.util.Collection;
import java.util.List;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.Slug;

/** The products, as they are stored. */
interface Products {

    /** Locks rows in the order of their ids until the transaction ends; others may still set stock and prices. */
    void lock(Collection<ProductId> ids);

    /** Locks rows in the order of their ids until the transaction ends, stock and prices of them included. */
    void lockForDeletion(Collection<ProductId> ids);

    /** Keeps categories, locked in the order of their ids, from being deleted or getting children. */
    void holdLeaves(Collection<CategoryId> leaves);

    /** How many of these are categories without children. */
    int countLeaves(Collection<CategoryId> leaves);

    /** The products that stand in a category, ordered by id. */
    List<ProductId> standingIn(CategoryId category);

    /** Loads products, with their stock and prices. */
    Assortment load(Collection<ProductId> ids);

    /** Loads who has these slugs. */
    void loadSlugs(Assortment assortment, Collection<Slug> slugs);

    /** Loads categories as places for products. */
    void loadLeaves(Assortment assortment, Collection<CategoryId> leaves);

    /** Writes what events have made of products, placements and old slugs, stock and prices. */
    void write(Assortment assortment);

}
