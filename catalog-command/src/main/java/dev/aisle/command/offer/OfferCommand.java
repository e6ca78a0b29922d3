package dev.aisle.command.offer;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.ProductId;

/**
 * Sets what a product is offered with.
 *
 * @param <S> what its stream tells
 * @param <E> what happens to the stream
 */
public interface OfferCommand<S, E extends CatalogEvent> {

    /** The product that it is about. */
    ProductId product();

    /**
     * Decides.
     * @param now the offer as it is, or null if there is none
     * @return what happens, or why nothing does
     */
    Decision<E> decide(@Nullable S now);

    /**
     * Tells what an event makes of an offer.
     *
     * @param <S> what its stream tells
     * @param <E> what happens to the stream
     */
    @FunctionalInterface
    interface Evolution<S, E extends CatalogEvent> {

        /**
         * Tells it.
         * @param before the offer before the event, or null if there was none
         * @param event what happened
         * @return the offer after it
         */
        S after(@Nullable S before, E event);

    }

}
