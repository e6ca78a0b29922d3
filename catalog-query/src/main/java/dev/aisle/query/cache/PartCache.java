package dev.aisle.query.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.ChangeFeed.LastKnown;
import dev.aisle.query.readmodel.Snapshot;

/**
 * Rendered parts of answers: those that this node holds itself, then those in Redis that all nodes share. Asking never
 * throws and never waits long. Why what is found is right is said in {@code LocalParts} and {@code RedisParts}.
 */
public final class PartCache implements AutoCloseable {

    private final LocalParts local;
    private final ChangeFeed feed;
    private final RedisParts redis;
    private final ClusterLoads clusterLoads;
    private final CacheMetrics metrics;
    private final long countStaleness;
    private final Duration staleFor;

    PartCache(LocalParts local, ChangeFeed feed, RedisParts redis, ClusterLoads clusterLoads, CacheMetrics metrics,
            QuerySettings settings) {
        this.local = local;
        this.feed = feed;
        this.redis = redis;
        this.clusterLoads = clusterLoads;
        this.metrics = metrics;
        this.countStaleness = settings.countStaleness().toMillis();
        this.staleFor = settings.local().staleFor();
    }

    /**
     * Looks for parts, all at once.
     * @param keys their names
     * @return what there is of them
     */
    public PartLook look(List<? extends PartKey<?>> keys) {
        long now = System.currentTimeMillis();
        var node = this.feed.state();
        @Nullable
        StoredPart<?>[] parts = new @Nullable StoredPart<?>[keys.size()];
        var missing = new ArrayList<PartKey<?>>();
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (node == null) ? null : near(keys.get(i), node, now);
            if (parts[i] == null) {
                missing.add(keys.get(i));
            }
        }
        if (node != null) {
            this.metrics.near(parts.length, parts.length - missing.size());
            if (missing.isEmpty() && parts.length > 0) {
                return new PartLook(keys, parts, null, node, node.freshness().settledTime(), now);
            }
        }
        return far(keys, parts, missing, node, now);
    }

    /**
     * Begins to look for what this node holds, whether or not it is still as the data is: for when nothing else answers.
     * @return looks for the parts of one answer
     */
    public LookBack lookBack() {
        return new LookBack(this.feed.lastKnown(this.staleFor));
    }

    /**
     * Parts that were looked for are gone from the read model, and readers were told so: then no older ones are shown
     * instead, either.
     * @param look the look that missed them
     */
    public void gone(PartLook look) {
        look.missing().forEach(this.local::forgetSuperseded);
    }

    private boolean holds(StoredPart<?> part, PartKey<?> key, NodeState node, long now) {
        return part.holds(key.validity(), node.structure(), node.counts(key.kind(), key.id()), now,
                this.countStaleness);
    }

    private @Nullable StoredPart<?> near(PartKey<?> key, NodeState node, long now) {
        var part = this.local.find(key);
        return (part != null && holds(part, key, node, now)) ? part : null;
    }

    private PartLook far(List<? extends PartKey<?>> keys, @Nullable StoredPart<?>[] parts, List<PartKey<?>> missing,
            @Nullable NodeState node, long now) {
        // what was applied stays known when it is no longer trusted: a Redis behind it could show a token's reader less
        var found = this.redis.look(missing, this.local.state());
        var meta = found.meta();
        if (meta == null) {
            return new PartLook(keys, parts, null, node, asOf(node, null), now);
        }
        int next = 0;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == null) {
                parts[i] = found.parts()[next++];
                if (parts[i] != null) {
                    keep(keys.get(i), parts[i], meta.state());
                }
            }
        }
        return new PartLook(keys, parts, meta, node, asOf((missing.size() < parts.length) ? node : null, meta), now);
    }

    @SuppressWarnings("unchecked") // it was read by the key's codec
    private <T> void keep(PartKey<T> key, StoredPart<?> part, CacheState state) {
        this.local.put(key, (StoredPart<T>) part, state.generation(), state.epoch(), state.applied(),
                state.freshness().settledTime());
    }

    private static Instant asOf(@Nullable NodeState node, @Nullable CacheMeta meta) {
        var near = (node == null) ? Instant.MAX : node.freshness().settledTime();
        var far = (meta == null) ? Instant.MAX : meta.state().freshness().settledTime();
        var oldest = near.isBefore(far) ? near : far;
        return oldest.equals(Instant.MAX) ? Instant.EPOCH : oldest;
    }

    /**
     * How new what this cache answers with is.
     * @return how far it is settled, or empty while nothing cached is believed
     */
    public Optional<Freshness> freshness() {
        var node = this.feed.state();
        if (node != null) {
            return Optional.of(node.freshness());
        }
        return Optional.ofNullable(look(List.of()).meta()).map(meta -> meta.state().freshness());
    }

    /**
     * Tells whether this node's own parts are known to be as new as a token asks, with nothing set aside.
     * @param token what a command answered with
     * @return whether what it holds satisfies the token
     */
    public boolean satisfies(ConsistencyToken token) {
        var node = this.feed.state();
        return node != null && node.exact() && covers(node, token);
    }

    /**
     * Tells whether this node's own parts are as new as a token asks.
     * @param token what a command answered with
     * @return whether they are, or there are none that readers are answered with
     */
    public boolean isPast(ConsistencyToken token) {
        var node = this.feed.state();
        return node == null || covers(node, token);
    }

    private static boolean covers(NodeState node, ConsistencyToken token) {
        return token.epoch() <= node.epoch() && token.position() <= node.freshness().settledPosition();
    }

    /**
     * Loads a part that costs much, once for all nodes that miss it at the same time: the others wait for it to come to
     * Redis, though not for long.
     * @param <T> what is made of the part
     * @param key its name
     * @param before the look that missed it
     * @param find finds it in a newer look
     * @param load reads and stores it, given the newest look that missed it
     * @return what was found or loaded
     */
    public <T> Optional<T> loadOnce(PartKey<?> key, PartLook before, Function<PartLook, Optional<T>> find,
            Function<PartLook, Optional<T>> load) {
        return this.clusterLoads.load(key, before, () -> look(List.of(key)), find, load);
    }

    /**
     * Stores parts of one read, where they are as new as must be.
     * @param before the look that was made before the database was read
     * @param at what state of the read model was read
     * @return stores one part after the other
     */
    public Fill fill(PartLook before, Snapshot at) {
        return new Fill(before, at);
    }

    @Override
    public void close() {
        this.redis.close();
    }

    /**
     * Looks for the parts of one answer among those that this node holds, superseded ones included, as long as they are not
     * older than answers may be. The answer is as old as the oldest of them, wherever it takes its time from.
     */
    public final class LookBack {

        private final @Nullable LastKnown last;
        private Instant asOf;

        LookBack(@Nullable LastKnown last) {
            this.last = last;
            this.asOf = PartCache.asOf((last == null) ? null : last.state(), null);
        }

        /**
         * Looks for parts, all at once.
         * @param keys their names
         * @return what there is of them; as old as the oldest part that was found by this look and those before it
         */
        public PartLook look(List<? extends PartKey<?>> keys) {
            long now = System.currentTimeMillis();
            @Nullable
            StoredPart<?>[] parts = new @Nullable StoredPart<?>[keys.size()];
            for (int i = 0; i < parts.length && this.last != null; i++) {
                parts[i] = find(keys.get(i), this.last, now);
            }
            return new PartLook(keys, parts, null, null, this.asOf, now);
        }

        private @Nullable StoredPart<?> find(PartKey<?> key, LastKnown known, long now) {
            var found = PartCache.this.local.findOld(key);
            if (found == null) {
                return null;
            }
            if (!found.superseded() && holds(found.part(), key, known.state(), now)) {
                return found.part();
            }
            // what the node has followed since is not in it
            if (found.asOf().isBefore(known.oldest())) {
                return null;
            }
            this.asOf = found.asOf().isBefore(this.asOf) ? found.asOf() : this.asOf;
            return found.part();
        }
    }

    /** Stores parts of one read. */
    public final class Fill {

        private final PartLook before;
        private final Snapshot at;

        Fill(PartLook before, Snapshot at) {
            this.before = before;
            this.at = at;
        }

        /**
         * Stores a part; if that fails it is as if it hadn't been tried.
         * @param <T> the kind of part
         * @param key its name
         * @param part the part
         * @return this
         */
        public <T> Fill put(PartKey<T> key, T part) {
            var stored = new StoredPart<>(part, this.at.change(), System.currentTimeMillis());
            var meta = this.before.meta();
            if (meta != null) {
                PartCache.this.redis.put(key, stored, meta, this.before.at(), this.at);
            }
            // a replica that is behind Redis would bring back what readers have seen gone
            if (meta == null || this.at.change() >= meta.state().applied()) {
                PartCache.this.local.put(key, stored, this.at.generation(), this.at.epoch(), this.at.change(),
                        this.at.settledTime());
            }
            return this;
        }
    }
}
