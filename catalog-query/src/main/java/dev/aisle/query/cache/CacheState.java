package dev.aisle.query.cache;

import java.time.Instant;

/**
 * What Redis says of itself.
 *
 * @param incarnation names the set of keys in use; keys of another one are never read again
 * @param generation the generation of the read model that the parts were made from
 * @param epoch that generation's epoch
 * @param applied the seq of the newest change that has been applied, with all before it
 * @param freshness how new the read model was then
 */
public record CacheState(String incarnation, int generation, long epoch, long applied, Freshness freshness) {

    /**
     * How new the data behind an answer is.
     *
     * @param settledPosition every event up to it is in the data
     * @param settledTime the data is as it was at that time, or newer
     */
    public record Freshness(long settledPosition, Instant settledTime) {}
}
