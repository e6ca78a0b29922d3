package dev.aisle.command;

/**
 * The journal grew: a wake-up for whoever follows it, and no more than that. Published
 * once it can be seen; one a command, one a bulk chunk.
 *
 * @param head the position of the newest event that the transaction appended
 */
public record JournalAdvanced(long head) {

}
