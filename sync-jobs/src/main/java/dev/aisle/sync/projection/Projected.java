package dev.aisle.sync.projection;

/** How an attempt to project ended. */
sealed interface Projected {

    /** Another process is projecting. */
    record Elsewhere() implements Projected {}

    /** Readers use another generation by now. */
    record Retired() implements Projected {}

    /** Nothing had come since an instant ago, and nothing was written. */
    record Still() implements Projected {}

    /**
     * A transaction committed.
     *
     * @param keys how many products and categories it recomputed, or might have in the time that it looked at stock levels
     * @param events how many events it went past
     * @param changed whether that changed anything
     * @param more whether there is more to be done at once
     * @param position the checkpoint now
     * @param settled the position below which nothing is dirty
     */
    record Done(int keys, long events, boolean changed, boolean more, long position,
            long settled) implements Projected {}

}
