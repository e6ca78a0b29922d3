package dev.aisle.command.stock;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;

/** Sets how much of a product there is. */
record SetStock(ProductId product, StockLevel level, @Nullable Long sourceVersion) {

}
