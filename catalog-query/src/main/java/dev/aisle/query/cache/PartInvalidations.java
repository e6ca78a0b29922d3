package dev.aisle.query.cache;

import java.util.List;
import java.util.Optional;

import dev.aisle.query.cache.CacheState.Freshness;

/**
 * The publisher's side of the cache: it tells Redis what changed. All methods wait for Redis, a few seconds at most,
 * may be repeated, and throw {@link CacheUnavailableException} if it isn't certain that they took effect.
 *
 * <p>The publisher must keep to this order, for one generation at a time:
 *
 * <ol>
 * <li>It reads {@link #state()}. If that is empty (Redis is new or was emptied), names another epoch than
 * {@code read.pointer}, or is behind what the publisher stored for itself (Redis came back old), it calls
 * {@link #begin}.
 * <li>It applies the changes after {@link CacheState#applied()} in the order of their seq, leaving none out: the
 * first one's previous is what is applied. If some are gone already, it calls {@link #begin} instead.
 * <li>With nothing to apply it calls {@link #apply} with an empty list about once a second: nodes take a cache for
 * orphaned, and go past it, when this beat stops.
 * </ol>
 */
public interface PartInvalidations {

    /** What Redis holds now, or empty when it holds nothing that can be trusted. */
    Optional<CacheState> state();

    /**
     * Forgets all that is cached.
     * @param generation the generation that readers use
     * @param epoch its epoch
     * @param change the {@code change} of its checkpoint, read before this call: what the cache begins from
     * @param freshness how far that checkpoint was settled
     * @return the new state
     */
    CacheState begin(int generation, long epoch, long change, Freshness freshness);

    /**
     * Makes invalid what the changes touch, then says so in the cache's state.
     * @param from the state that the changes follow
     * @param changes the next changes in order, each the previous of the next; none for a mere beat
     * @param generation the generation that readers use after the last of them
     * @param freshness how far the checkpoint was settled when the changes were read
     * @return the new state
     * @throws CacheUnavailableException also if the cache meanwhile went on from another state: read it again
     */
    CacheState apply(CacheState from, List<PartChanges> changes, int generation, Freshness freshness);
}
