package dev.aisle.command.product;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProductDetails;
import dev.aisle.kernel.ProductEvent;
import dev.aisle.kernel.ProductEvent.ProductCreated;
import dev.aisle.kernel.ProductEvent.ProductDeleted;
import dev.aisle.kernel.ProductEvent.ProductDetailsChanged;
import dev.aisle.kernel.ProductEvent.ProductPlaced;
import dev.aisle.kernel.ProductEvent.ProductSaleWindowChanged;
import dev.aisle.kernel.ProductEvent.ProductSlugChanged;
import dev.aisle.kernel.ProductEvent.ProductStatusChanged;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

/**
 * A product.
 *
 * @param id its id
 * @param slug unique in the catalog
 * @param status its status
 * @param sale when it may be sold
 * @param details what describes it
 * @param placements the leaves that it stands in, ordered by id
 * @param createdAt when it was made
 */
public record Product(ProductId id, Slug slug, ProductStatus status, Window sale, ProductDetails details,
        List<Placement> placements, Instant createdAt) {

    /** Copies the list. */
    public Product {
        placements = List.copyOf(placements);
    }

    /**
     * Folds an event.
     * @param before the product before, or null
     * @param event what happened
     * @param time when it was journalled
     * @return the product afterwards, or null when it is gone
     */
    static @Nullable Product evolve(@Nullable Product before, ProductEvent event, Instant time) {
        if (event instanceof ProductCreated(var id, var slug, var status, var sale, var details)) {
            return new Product(id, slug, status, sale, details, List.of(), time);
        }
        return (before != null) ? before.after(event) : null;
    }

    private @Nullable Product after(ProductEvent event) {
        return switch (event) {
            case ProductDetailsChanged(_, var now) -> new Product(this.id, this.slug, this.status, this.sale, now,
                    this.placements, this.createdAt);
            case ProductSlugChanged(_, var now) -> new Product(this.id, now, this.status, this.sale, this.details,
                    this.placements, this.createdAt);
            case ProductStatusChanged(_, var now) -> new Product(this.id, this.slug, now, this.sale, this.details,
                    this.placements, this.createdAt);
            case ProductSaleWindowChanged(_, var now) -> new Product(this.id, this.slug, this.status, now,
                    this.details, this.placements, this.createdAt);
            case ProductPlaced(_, var now) -> new Product(this.id, this.slug, this.status, this.sale, this.details, now,
                    this.createdAt);
            case ProductDeleted _ -> null;
            case ProductCreated _ -> this;
        };
    }

}
