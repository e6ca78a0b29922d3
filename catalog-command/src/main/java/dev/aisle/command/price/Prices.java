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
     * @return a stream each
     */
    WorkingSet<ProductId, Price> load(Collection<ProductId> products);

    /**
     * Tells which products there are.
     * @param products ids
     * @return those of them that exist
     */
    Set<ProductId> existing(Collection<ProductId> products);

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

}
