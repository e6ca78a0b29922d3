package dev.aisle.command.stock;

import java.util.Collection;
import java.util.Set;

import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.ProductId;

/** The stock of products, as it is stored. */
public interface StockLevels {

    /**
     * Loads stock streams.
     * @param products whose
     * @return a stream each, and which of the products exist
     */
    Loaded load(Collection<ProductId> products);

    /**
     * Locks stock rows in the order of their ids, until the transaction ends.
     * @param products whose
     */
    void lock(Collection<ProductId> products);

    /**
     * Writes what changed.
     * @param stocks streams as they were loaded, and as events made them
     */
    void write(WorkingSet<ProductId, Stock> stocks);

    /**
     * Stock as it is stored.
     *
     * @param stocks a stream for each product asked for
     * @param products those that exist
     */
    record Loaded(WorkingSet<ProductId, Stock> stocks, Set<ProductId> products) {

    }

}
