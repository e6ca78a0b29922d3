package dev.aisle.kernel;

import org.jspecify.annotations.Nullable;

/** What can happen to a product's price. Stream {@code price}, one stream a product id. */
public sealed interface PriceEvent extends CatalogEvent {

    /**
     * The price was set, or taken away.
     *
     * @param product the product
     * @param price the regular price now, or null for none: it can't be sold
     * @param sale the reduced price now, or null
     * @param sourceVersion the version by which its source orders prices, or null
     */
    record PriceSet(ProductId product, @Nullable Money price, @Nullable SalePrice sale,
            @Nullable Long sourceVersion) implements PriceEvent {}

    /**
     * A reduced price and when it is valid.
     *
     * @param price the reduced price
     * @param window when it holds
     */
    record SalePrice(Money price, Window window) {

    }

}
