package dev.aisle.command.price;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Patch;
import dev.aisle.command.offer.OfferCommand;
import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductId;

/** Sets what a product costs. */
record SetPrice(ProductId product, Patch<Money> regular, Patch<SalePrice> sale, @Nullable Long sourceVersion)
        implements
            OfferCommand<Price, PriceEvent> {

    @Override
    public Decision<PriceEvent> decide(@Nullable Price now) {
        return Price.set(now, this.product, this.regular.applyTo((now != null) ? now.regular() : null),
                this.sale.applyTo((now != null) ? now.sale() : null), this.sourceVersion);
    }

}
