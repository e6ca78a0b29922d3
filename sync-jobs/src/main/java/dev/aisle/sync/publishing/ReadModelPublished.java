package dev.aisle.sync.publishing;

/**
 * Redis was told: a wake-up for whoever waits for that in this process.
 *
 * @param settled every event up to this position is projected and in Redis
 */
record ReadModelPublished(long settled) {

}
