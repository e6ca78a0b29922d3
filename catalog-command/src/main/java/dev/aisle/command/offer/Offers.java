package dev.aisle.command.offer;

import java.util.Collection;
import java.util.Set;

import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.ProductId;

/**
 * One kind of what products are offered with, as it is stored: a stream a product.
 *
 * @param <S> what a stream tells, such as a price
 */
public interface Offers<S> {

    /**
     * Loads streams.
     * @param products whose
     * @return a stream each, and which of the products exist
     */
    Loaded<S> load(Collection<ProductId> products);

    /**
     * Locks rows in the order of their products' ids, until the transaction ends.
     * @param products whose
     */
    void lock(Collection<ProductId> products);

    /**
     * Writes what changed.
     * @param streams as they were loaded, and as events made them
     */
    void write(WorkingSet<ProductId, S> streams);

    /**
     * Offers as they are stored.
     *
     * @param streams one for each product asked for
     * @param products those that exist
     * @param <S> what a stream tells
     */
    record Loaded<S>(WorkingSet<ProductId, S> streams, Set<ProductId> products) {

    }

}
