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
     * @return a stream each
     */
    WorkingSet<ProductId, Stock> load(Collection<ProductId> products);

    /**
     * Tells which products there are.
     * @param products ids
     * @return those of them that exist
     */
    Set<ProductId> existing(Collection<ProductId> products);

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

}
