package dev.aisle.sync.projection;

/**
 * A transaction of the projector committed: a wake-up for whoever follows the read model in
 * this process.
 *
 * @param position the checkpoint
 * @param settled the position below which nothing is dirty
 * @param changed whether it wrote a row of {@code read.changes}
 */
public record ReadModelAdvanced(long position, long settled, boolean changed) {

}
