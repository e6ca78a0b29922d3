package dev.aisle.oracle;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in a history. In texts, {@code §} stands for the history's own
 * namespace and <code>@{n}</code> for the instant n minutes after its beginning, so that
 * the same steps can be run again and again in one catalog.
 */
public sealed interface Step {

    /**
     * A command to the admin API.
     *
     * @param method the HTTP method
     * @param path the path below {@code /admin/v1}
     * @param ifMatch the version it changes, {@code *} for any, or null
     * @param contentType the body's type
     * @param body the body, or null
     */
    record Call(String method, String path, @Nullable String ifMatch, String contentType,
            @Nullable String body) implements Step {}

    /**
     * One command sent twice at once with one idempotency key.
     *
     * @param call the command
     */
    record Twice(Call call) implements Step {}

    /**
     * Products through the bulk interface that imports use.
     *
     * @param items what to create or change
     */
    record UpsertProducts(List<Item> items) implements Step {

        /**
         * A product of a bulk.
         *
         * @param id its id
         * @param name its name
         * @param priceCents its price, or null to leave it
         * @param quantity its stock, or null to leave it
         * @param place leaves that it comes to stand in
         * @param unplace leaves that it leaves
         */
        record Item(String id, String name, @Nullable Integer priceCents, @Nullable Integer quantity,
                List<String> place, List<String> unplace) {}
    }

    /**
     * Categories through the bulk interface that imports use.
     *
     * @param items what to create or change, parents first
     */
    record UpsertCategories(List<Item> items) implements Step {

        /**
         * A category of a bulk.
         *
         * @param id its id
         * @param name its name
         * @param parent its parent, or null at the root
         * @param move whether an existing one moves there
         */
        record Item(String id, String name, @Nullable String parent, boolean move) {}
    }

    /**
     * Gives a leaf with products a child that takes them over.
     *
     * @param leaf the leaf
     * @param child the child's id
     */
    record SplitLeaf(String leaf, String child) implements Step {}

    /**
     * Files are imported, and the import comes to its end.
     *
     * @param taxonomy a taxonomy text, or null
     * @param feed a feed as tab-separated values
     * @param mode {@code upsert} or {@code full}
     */
    record Import(@Nullable String taxonomy, String feed, String mode) implements Step {}

    /**
     * The clock goes to the boundary of windows, or a moment before or after it.
     *
     * @param minute minutes after the history's beginning
     * @param micros microseconds to add
     */
    record ClockReaches(int minute, int micros) implements Step {}

    /** The database drops all connections of the projector and the publisher. */
    record SyncLosesConnections() implements Step {}

    /** Redis loses all its data. */
    record RedisIsEmptied() implements Step {}

    /**
     * A job is asked for, and runs while the history goes on.
     *
     * @param name the job's name
     */
    record StartJob(String name) implements Step {}

    /**
     * The database refuses to store a product as shoppers should see it, until the next comparison.
     *
     * @param product its id
     */
    record Poison(String product) implements Step {}

    /** Everything that the storefront answers is compared. */
    record Compare() implements Step {}

}
