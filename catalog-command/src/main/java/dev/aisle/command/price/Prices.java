package dev.aisle.command.price;

import java.util.Collection;
import java.util.Set;

import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.ProductId;

/** The prices of products, as they are stored. */
public interface Prices {

    /**
     * Loads price streams.
     * @param products whose
     * @return a stream each, and which of the products exist
     */
    Loaded load(Collection<ProductId> products);

    /**
     * Locks price rows in the order of their ids, until the transaction ends.
     * @param products whose
     */
    void lock(Collection<ProductId> products);

    /**
     * Writes what changed.
     * @param prices streams as they were loaded, and as events made them
     */
    void write(WorkingSet<ProductId, Price> prices);

    /**
     * Prices as they are stored.
     *
     * @param prices a stream for each product asked for
     * @param products those that exist
     */
    record Loaded(WorkingSet<ProductId, Price> prices, Set<ProductId> products) {

    }

}
