package dev.aisle.sync.projection;

/**
 * The read model moved on, in this process or another: a wake-up for whoever follows it.
 */
public record ReadModelAdvanced() {

}
