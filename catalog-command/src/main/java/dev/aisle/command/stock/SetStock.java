package dev.aisle.command.stock;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.offer.OfferCommand;
import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent;
import dev.aisle.kernel.StockLevel;

/** Sets how much of a product there is. */
record SetStock(ProductId product, StockLevel level, @Nullable Long sourceVersion)
        implements
            OfferCommand<Stock, StockEvent> {

    @Override
    public Decision<StockEvent> decide(@Nullable Stock now) {
        return Stock.set(now, this.product, this.level, this.sourceVersion);
    }

}
