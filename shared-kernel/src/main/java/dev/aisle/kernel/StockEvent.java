package dev.aisle.kernel;

import org.jspecify.annotations.Nullable;

/** What can happen to a product's stock. Stream {@code stock}, one stream a product id. */
public sealed interface StockEvent extends CatalogEvent {

    /**
     * The stock was set.
     *
     * @param product the product
     * @param level the stock now
     * @param sourceVersion the version by which its source orders levels, or null
     */
    record StockLevelSet(ProductId product, StockLevel level, @Nullable Long sourceVersion) implements StockEvent {}

}
