package dev.aisle.command;

import java.util.List;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ConsistencyToken;

/**
 * The write model for systems that bring many changes: one call is one chunk, one
 * transaction and one wake-up. Items are independent: one that breaks a rule is rejected
 * and the rest goes on. What is already so makes no event and costs no write.
 */
public interface BulkCatalog {

    /** The most items that one call takes. */
    int MAX_CHUNK = 10_000;

    /**
     * Creates and changes categories, in the order given: parents first.
     * @param chunk at most {@link #MAX_CHUNK} items
     * @param caller who asks
     * @return one outcome an item, in the same order
     */
    BulkResult upsertCategories(List<CategoryUpsert> chunk, Caller caller);

    /**
     * Creates and changes products. When an id comes twice, the later item sees what the
     * earlier one did.
     * @param chunk at most {@link #MAX_CHUNK} items
     * @param caller who asks
     * @return one outcome an item, in the same order
     */
    BulkResult upsertProducts(List<ProductUpsert> chunk, Caller caller);

    /**
     * Makes a leaf that holds products ready to take children: creates {@code child}
     * below it and moves all its placements there, keeping their positions, in one
     * transaction. Does nothing to a category without products.
     * @param leaf the leaf
     * @param child the new child; its parent must be the leaf. If it exists it is used
     * @param caller who asks
     * @return one outcome, for the child
     */
    BulkResult splitLeaf(CategoryId leaf, CategoryUpsert child, Caller caller);

    /**
     * What became of a chunk.
     *
     * @param outcomes one an item, in the order of the items
     * @param token not older than this chunk's last event
     */
    record BulkResult(List<Outcome> outcomes, ConsistencyToken token) {

        /** Copies the list. */
        public BulkResult {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** What became of one item. */
    sealed interface Outcome {

        /** It is new. */
        record Created() implements Outcome {}

        /** It was changed. */
        record Updated() implements Outcome {}

        /** It was so already. */
        record Unchanged() implements Outcome {}

        /** A newer version of its source was here before. */
        record Superseded() implements Outcome {}

        /**
         * It was refused, and nothing of it was done.
         *
         * @param problem why
         */
        record Rejected(Rejection problem) implements Outcome {}

    }

}
