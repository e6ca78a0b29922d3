package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import dev.aisle.query.QuerySettings;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.SortKeys.Order;

/** Leaves tombstones in Redis. {@link PartCache} says why that suffices. */
final class RedisPartInvalidations implements PartInvalidations, AutoCloseable {

    /** How many commands are under way at once: Redis answers readers in between. */
    private static final int PIPELINE = 1_000;

    private final RedisLink redis;
    private final QuerySettings settings;
    private final byte[] metaKey;

    RedisPartInvalidations(RedisLink redis, QuerySettings settings) {
        this.redis = redis;
        this.settings = settings;
        this.metaKey = RedisParts.metaKey(settings);
    }

    @Override
    public Optional<CacheState> state() {
        return meta().map(CacheMeta::state);
    }

    private Optional<CacheMeta> meta() {
        return asking(redis -> {
            byte @Nullable [] bytes = await(redis.hget(this.metaKey, ascii("state")));
            return (bytes == null) ? Optional.empty() : CacheMeta.of(bytes);
        });
    }

    @Override
    public CacheState begin(int generation, long epoch, long change, Freshness freshness) {
        var state = new CacheState(UUID.randomUUID().toString(), generation, epoch, change, freshness);
        var meta = new CacheMeta(state, beat(), change, change, change);
        return asking(redis -> {
            await(redis.hset(this.metaKey, Map.of(ascii("incarnation"), ascii(state.incarnation()), ascii("applied"),
                    ascii(state.applied()), ascii("state"), meta.toBytes())));
            return state;
        });
    }

    @Override
    public CacheState apply(CacheState from, List<PartChanges> changes, int generation, Freshness freshness) {
        var before = meta().filter(meta -> meta.state().incarnation().equals(from.incarnation())
                && meta.state().applied() == from.applied()).orElseThrow(RedisPartInvalidations::wentElsewhere);
        long applied = from.applied();
        long structure = before.structure();
        long counts = before.counts();
        long anyCount = before.anyCount();
        for (var change : changes) {
            if (change.previous() != applied) {
                throw new IllegalArgumentException("change %d doesn't follow %d".formatted(change.seq(), applied));
            }
            applied = change.seq();
            structure = change.categories().isEmpty() ? structure : applied;
            counts = change.tree() ? applied : counts;
            anyCount = change.isAnyCount() ? applied : anyCount;
        }
        var state = new CacheState(from.incarnation(), generation, from.epoch(), applied, freshness);
        var meta = new CacheMeta(state, beat(), structure, counts, anyCount);
        return asking(redis -> {
            invalidate(redis, from.incarnation(), changes);
            long advanced = await(redis.<Long>eval(Scripts.ADVANCE, ScriptOutputType.INTEGER,
                    new byte[][]{this.metaKey}, ascii(from.incarnation()), ascii(from.applied()),
                    ascii(state.applied()), meta.toBytes()));
            if (advanced == 0) {
                throw wentElsewhere();
            }
            if (!changes.isEmpty()) {
                // only a hint: whoever misses it looks by itself a little later
                redis.publish(ascii(channel(this.settings)), ascii(state.applied()));
            }
            return state;
        });
    }

    /** Where nodes hear that there are changes. */
    static String channel(QuerySettings settings) {
        return settings.cache().prefix() + ":changes";
    }

    private void invalidate(RedisClusterAsyncCommands<byte[], byte[]> redis, String incarnation,
            List<PartChanges> changes) {
        var newest = new LinkedHashMap<Part, Touch>();
        for (var change : changes) {
            change.listings().forEach((id, keys) -> newest.merge(new Part(Kind.LISTING, id),
                    new Touch(change.seq(), keys, false), Touch::and));
            change.namedCounts().forEach(id -> newest.merge(new Part(Kind.LISTING, id),
                    new Touch(change.seq(), SortKeys.NONE, true), Touch::and));
            var all = new Touch(change.seq(), SortKeys.ANY, true);
            change.categories().forEach(id -> newest.put(new Part(Kind.LISTING, id), all));
            change.categories().forEach(id -> newest.put(new Part(Kind.CATEGORY, id), all));
            change.products().forEach(id -> newest.put(new Part(Kind.PRODUCT, id), all));
            change.productSlugs().forEach(slug -> newest.put(new Part(Kind.PRODUCT_SLUG, slug), all));
        }
        var underWay = new ArrayList<RedisFuture<Long>>(PIPELINE);
        newest.forEach((part, touch) -> {
            var key = PartKey.redisKey(this.settings.cache().prefix(), incarnation, part.kind(), part.id());
            underWay.add(invalidate(redis, key, touch));
            if (underWay.size() == PIPELINE) {
                awaitAll(underWay);
            }
        });
        awaitAll(underWay);
    }

    private RedisFuture<Long> invalidate(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[] key, Touch touch) {
        var tombstones = ascii(this.settings.cache().tombstones().toMillis());
        var keys = touch.keys();
        return keys.isAny()
                ? redis.eval(Scripts.INVALIDATE, ScriptOutputType.INTEGER, new byte[][]{key}, ascii(touch.seq()),
                        tombstones)
                : redis.eval(Scripts.INVALIDATE, ScriptOutputType.INTEGER, new byte[][]{key},
                        ascii(touch.seq()), tombstones, ascii(keys.text(Order.POSITION)), ascii(keys.text(Order.PRICE)),
                        ascii(keys.text(Order.CREATED)), ascii(touch.counts() ? 1 : 0));
    }

    /** The newest change of a thing, where all of its changes were, and whether they touched the counts that it shows. */
    private record Touch(long seq, SortKeys keys, boolean counts) {

        Touch and(Touch later) {
            return new Touch(later.seq, this.keys.and(later.keys), this.counts || later.counts);
        }
    }

    private record Part(Kind kind, String id) {}

    private void awaitAll(List<RedisFuture<Long>> underWay) {
        if (!LettuceFutures.awaitAll(this.settings.cache().publisherTimeout(), underWay.toArray(Future[]::new))) {
            throw new CacheUnavailableException("Redis didn't answer in time", null);
        }
        underWay.clear();
    }

    private <T extends @Nullable Object> T await(RedisFuture<T> answer) {
        if (!LettuceFutures.awaitAll(this.settings.cache().publisherTimeout(), answer)) {
            throw new CacheUnavailableException("Redis didn't answer in time", null);
        }
        return answer.resultNow();
    }

    private <T> T asking(Question<T> question) {
        var commands = this.redis.commands()
                .orElseThrow(() -> new CacheUnavailableException("there is no connection to Redis yet", null));
        try {
            return question.ask(commands);
        } catch (RedisException ex) {
            throw new CacheUnavailableException("Redis didn't do it", ex);
        }
    }

    @FunctionalInterface
    private interface Question<T> {

        T ask(RedisClusterAsyncCommands<byte[], byte[]> redis);
    }

    private static CacheUnavailableException wentElsewhere() {
        return new CacheUnavailableException("the cache went on from another state meanwhile", null);
    }

    private static long beat() {
        return System.nanoTime();
    }

    private static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        this.redis.close();
    }
}
