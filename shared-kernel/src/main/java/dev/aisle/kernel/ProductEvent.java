package dev.aisle.kernel;

import java.util.List;

/** What can happen to a product. Stream {@code product}, one stream an id. */
public sealed interface ProductEvent extends CatalogEvent {

    /**
     * The product that it happened to.
     * @return its id
     */
    ProductId id();

    /**
     * The product came to be, without placements.
     *
     * @param id its id
     * @param slug unique in the catalog
     * @param status its status
     * @param sale when it may be sold
     * @param details what describes it
     */
    record ProductCreated(ProductId id, Slug slug, ProductStatus status, Window sale,
            ProductDetails details) implements ProductEvent {}

    /**
     * What describes it changed.
     *
     * @param id its id
     * @param details all of it, as it is now
     */
    record ProductDetailsChanged(ProductId id, ProductDetails details) implements ProductEvent {}

    /**
     * It got another slug; the old one goes on leading to it while no other product has a
     * page there.
     *
     * @param id its id
     * @param slug the new slug
     */
    record ProductSlugChanged(ProductId id, Slug slug) implements ProductEvent {}

    /**
     * Its status changed.
     *
     * @param id its id
     * @param status the status now
     */
    record ProductStatusChanged(ProductId id, ProductStatus status) implements ProductEvent {}

    /**
     * The time in which it may be sold changed.
     *
     * @param id its id
     * @param sale the window now
     */
    record ProductSaleWindowChanged(ProductId id, Window sale) implements ProductEvent {}

    /**
     * The leaves that it stands in changed.
     *
     * @param id its id
     * @param placements all of them, as they are now, each category once
     */
    record ProductPlaced(ProductId id, List<Placement> placements) implements ProductEvent {

        /** Copies the list. */
        public ProductPlaced {
            placements = List.copyOf(placements);
        }
    }

    /**
     * It is gone, and its placements, stock and prices with it. An id made again
     * continues the versions of all three streams.
     *
     * @param id its id
     */
    record ProductDeleted(ProductId id) implements ProductEvent {}

}
