package dev.aisle.command.price;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Patch;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductId;

/** Sets what a product costs. */
record SetPrice(ProductId product, Patch<Money> regular, Patch<SalePrice> sale, @Nullable Long sourceVersion) {

}
