package dev.aisle.query.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.aisle.query.QuerySettings;
import dev.aisle.query.readmodel.Recency;
import dev.aisle.query.readmodel.Snapshot;

/**
 * The parts that all nodes share, as readers see them. Asking never throws and never waits long: without Redis nothing is
 * found.
 *
 * <p><b>Why what is found is right.</b> Changes of the read model are numbered, in the order of their commits, by one
 * projector at a time; the number stands in the checkpoint, so a read learns in its own snapshot how new it is. For
 * each change the publisher first leaves a tombstone with the change's number on every key that it touches, and then
 * says in the cache's meta key that it is <i>applied</i>; it does so in order. A part is stored by one script on its
 * key, only if
 *
 * <ol>
 * <li>the read behind it saw every change that was applied when the request began, which this node learned before it
 * read the database: so for each change that the read did not see, the tombstone is yet to come or came since;
 * <li>the key's tombstone, if there is one, is not newer than the read.
 * </ol>
 *
 * So if the part is older than a change to its key, either the tombstone came first, and refuses it, or it comes later,
 * and deletes it. Tombstones live longer than any request: that is the one clock that this depends on, and a node that
 * was frozen for half as long doesn't store. A replica of the database that lags behind fails the first rule.
 *
 * <p>What is found belongs to an <i>incarnation</i>, named in the meta key, which is read in the same pipeline as the
 * parts. The publisher begins a new one whenever Redis may have lost an invalidation: when it is empty, or older than
 * the publisher remembers. Until it does, {@link CacheTrust} keeps this node from believing a Redis that went back.
 *
 * <p>What this leaves open: Redis must not evict tombstones before parts ({@code volatile-ttl} would), and in a Redis
 * Cluster one shard can lose its last writes without the meta key's shard showing it.
 */
final class RedisParts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisParts.class);

    /** A bound on what clients can put under one key by asking for ever other pages. */
    private static final int MOST_FIELDS = 256;

    private static final byte[] STATE = "state".getBytes(StandardCharsets.US_ASCII);

    private final RedisLink redis;
    private final CircuitBreaker breaker;
    private final CacheTrust trust;
    private final Recency recency;
    private final CacheMetrics metrics;
    private final QuerySettings settings;
    private final byte[] metaKey;
    private volatile String incarnation = "none";

    RedisParts(RedisLink redis, CircuitBreaker breaker, Recency recency, CacheMetrics metrics, QuerySettings settings) {
        this.redis = redis;
        this.breaker = breaker;
        this.recency = recency;
        this.metrics = metrics;
        this.settings = settings;
        this.trust = new CacheTrust(settings.cache().orphanedAfter());
        this.metaKey = metaKey(settings);
    }

    static byte[] metaKey(QuerySettings settings) {
        return (settings.cache().prefix() + ":meta").getBytes(StandardCharsets.US_ASCII);
    }

    /** What Redis had. */
    record Found(@Nullable CacheMeta meta, @Nullable StoredPart<?>[] parts) {

        static Found nothing(int size) {
            return new Found(null, new @Nullable StoredPart<?>[size]);
        }
    }

    /**
     * Looks for parts, all at once.
     * @param keys their names
     * @param node what changes this node knows of otherwise: where Redis is behind it, only what they didn't touch is believed
     */
    Found look(List<? extends PartKey<?>> keys, @Nullable NodeState node) {
        var expected = this.incarnation;
        var look = look(keys, expected, node);
        var meta = look.meta();
        if (meta == null || meta.state().incarnation().equals(expected)) {
            return look;
        }
        this.incarnation = meta.state().incarnation();
        look = look(keys, this.incarnation, node);
        meta = look.meta();
        return (meta == null || meta.state().incarnation().equals(this.incarnation)) ? look
                : Found.nothing(keys.size());
    }

    private Found look(List<? extends PartKey<?>> keys, String incarnation, @Nullable NodeState node) {
        if (!this.breaker.tryAcquirePermission()) {
            this.metrics.leftAlone();
            return Found.nothing(keys.size());
        }
        long start = System.nanoTime();
        var newest = this.trust.newest();
        try {
            var look = lookOnce(keys, incarnation, newest, node);
            this.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return look;
        } catch (RuntimeException ex) {
            if (!(ex instanceof RedisException || ex instanceof CacheUnavailableException)) {
                log.warn("Redis answered what nobody expected", ex);
            }
            this.breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, ex);
            this.metrics.failed();
            return Found.nothing(keys.size());
        }
    }

    private Found lookOnce(List<? extends PartKey<?>> keys, String incarnation, CacheTrust.Newest newest,
            @Nullable NodeState node) {
        var fields = new ArrayList<RedisLink.Field>(keys.size() + 1);
        fields.add(new RedisLink.Field(this.metaKey, STATE));
        for (var key : keys) {
            fields.add(new RedisLink.Field(redisKey(incarnation, key), key.redisField()));
        }
        var answers = this.redis.fields(fields)
                .orElseThrow(() -> new CacheUnavailableException("there is no connection to Redis", null));
        // the last one first: once it is there, the others are, and nobody has to be woken for each
        if (!LettuceFutures.awaitAll(this.settings.cache().timeout(), answers.reversed().toArray(Future[]::new))) {
            throw new CacheUnavailableException("Redis didn't answer in time", null);
        }
        byte @Nullable [] state = answers.getFirst().resultNow();
        var known = (state == null) ? null : CacheMeta.of(state).orElse(null);
        if (known == null || !this.trust.believes(known, newest, System.nanoTime())) {
            this.metrics.doubted();
            return Found.nothing(keys.size());
        }
        // the publisher tells Redis of a change some milliseconds after this node has heard of it
        var ahead = (node != null && CacheTrust.Newest.of(node).isPast(known.state())) ? node : null;
        if (ahead != null && (ahead.epoch() != known.state().epoch()
                || ahead.generation() != known.state().generation())) {
            this.metrics.doubted();
            return Found.nothing(keys.size());
        }
        this.recency.note(known.state().epoch(), known.state().freshness().settledTime());
        @Nullable
        StoredPart<?>[] found = new @Nullable StoredPart<?>[keys.size()];
        int held = 0;
        for (int i = 0; i < found.length; i++) {
            byte @Nullable [] bytes = answers.get(i + 1).resultNow();
            found[i] = (bytes == null) ? null : stored(keys.get(i), bytes, known, ahead);
            held += (found[i] == null) ? 0 : 1;
        }
        this.metrics.believed(found.length, held);
        return new Found(known, found);
    }

    private @Nullable StoredPart<?> stored(PartKey<?> key, byte[] bytes, CacheMeta meta, @Nullable NodeState ahead) {
        try {
            var part = StoredPart.of(bytes, key.codec());
            if (!holds(key, part, meta.structure(), meta.counts(key.kind()), this.settings.countStaleness())
                    || ahead != null && !isKnownToHold(key, part, meta, ahead)) {
                return null;
            }
            // what is shown only because it is young is no newer than it was
            return holds(key, part, meta.structure(), meta.counts(key.kind()), Duration.ZERO)
                    ? part.knownAt(meta.state().applied())
                    : part;
        } catch (IOException ex) {
            log.debug("Redis holds no readable part {}", key, ex);
            return null;
        }
    }

    private static boolean holds(PartKey<?> key, StoredPart<?> part, long structure, long counts,
            Duration countStaleness) {
        return part.holds(key.validity(), structure, counts, System.currentTimeMillis(), countStaleness.toMillis());
    }

    /** Whether what Redis hasn't been told of yet leaves a part as it is. */
    private boolean isKnownToHold(PartKey<?> key, StoredPart<?> part, CacheMeta meta, NodeState ahead) {
        long counts = ahead.counts(key.kind(), key.id());
        return ahead.stamps().isUntouched(key.kind(), key.id(), meta.state().applied())
                && holds(key, part, ahead.structure(),
                        (counts > meta.state().applied()) ? counts : meta.counts(key.kind()),
                        this.settings.countStaleness());
    }

    /**
     * Stores a part, if it is as new as must be. Doesn't wait; if that fails it is as if it hadn't been tried.
     * @param meta what Redis said of itself before the database was read
     * @param asked when that was, in milliseconds of this node's clock
     * @param at what state of the read model was read
     */
    <T> void put(PartKey<T> key, StoredPart<T> part, CacheMeta meta, long asked, Snapshot at) {
        boolean newEnough = at.generation() == meta.state().generation() && at.epoch() == meta.state().epoch()
                && at.change() >= meta.state().applied();
        long age = System.currentTimeMillis() - asked;
        boolean late = age < 0 || age > this.settings.cache().tombstones().toMillis() / 2;
        if (newEnough && !late && this.breaker.getState() == CircuitBreaker.State.CLOSED) {
            this.redis.commands()
                    .ifPresent(commands -> commands.eval(Scripts.FILL, ScriptOutputType.INTEGER,
                            new byte[][]{redisKey(meta.state().incarnation(), key)}, key.redisField(),
                            ascii(part.change()), part.toBytes(key.codec()), timeToLive(),
                            ascii(this.settings.cache().tombstones().toMillis()), ascii(MOST_FIELDS)));
        }
    }

    private byte[] redisKey(String incarnation, PartKey<?> key) {
        return PartKey.redisKey(this.settings.cache().prefix(), incarnation, key.kind(), key.id());
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] timeToLive() {
        Duration most = this.settings.cache().timeToLive();
        return ascii(most.toMillis() - ThreadLocalRandom.current().nextLong(most.toMillis() / 10 + 1));
    }

    @Override
    public void close() {
        this.redis.close();
    }
}
