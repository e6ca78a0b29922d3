package dev.aisle.sync.deadletter;

import java.time.Instant;

/**
 * A product or category whose view the database refused to store. It is shown as it was, and
 * tried again when something happens to it, or an operator says so.
 *
 * @param generation the generation of the read model that it is about
 * @param kind {@code product} or {@code category}
 * @param key its id
 * @param position how far the journal was tried
 * @param error what the database said last
 * @param failures how often it was tried
 * @param firstFailedAt when it failed first
 * @param lastFailedAt when it failed last
 * @param retrying whether an operator has asked for another try, which is yet to come
 */
public record DeadLetter(int generation, String kind, String key, long position, String error, int failures,
        Instant firstFailedAt, Instant lastFailedAt, boolean retrying) {

}
