package dev.aisle.query.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import dev.aisle.query.QuerySettings;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.readmodel.ReadModel;

/** Walks through the keys of the incarnation in use. Every command is about one key. */
final class RedisPartInspection implements PartInspection, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisPartInspection.class);

    /** Keys asked for at once: Redis answers readers in between. */
    private static final int BATCH = 250;

    /**
     * How many such batches are compared at once: one waits for Redis or the database while another computes. Beside replicas
     * readers need the few connections to the primary more.
     */
    private static final int WORKERS = 2;

    private static final int ATTEMPTS = 4;

    private static final Duration PUBLISHER = Duration.ofSeconds(15);

    /** The publisher is some milliseconds behind the read model. */
    private static final long PAUSE = Duration.ofMillis(2).toNanos();

    private static final byte[] TOMBSTONE = ascii("v");

    private final RedisLink redis;
    private final List<PartSource<?>> sources;
    private final ReadModel readModel;
    private final QuerySettings settings;
    private final byte[] metaKey;

    RedisPartInspection(RedisLink redis, List<PartSource<?>> sources, ReadModel readModel, QuerySettings settings) {
        this.redis = redis;
        this.sources = List.copyOf(sources);
        this.readModel = readModel;
        this.settings = settings;
        this.metaKey = RedisParts.metaKey(settings);
    }

    /** The cache began anew, so that nothing that was scanned is in use any more. */
    private static final class BeganAnewException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BeganAnewException() {
            super("the cache began anew", null, false, false);
        }
    }

    /** A field of a key. */
    private record Stored<T>(PartSource<T> source, PartKey<T> key, byte[] bytes) {}

    /** A field that nothing writes. */
    private record Unknown(byte[] redisKey, byte[] redisField, byte[] bytes) {}

    /** A part that has to be looked at again. */
    private record Suspect<T>(PartSource<T> source, PartKey<T> key) {}

    /** Some keys at first sight: how many parts they hold, and which have to be looked at again. */
    private record Glance(int parts, List<Unknown> unknown, List<Suspect<?>> suspects) {}

    /** From the primary: what a replica doesn't have yet would look like a fault of Redis. */
    @Override
    public boolean inspect(Watch watch) {
        return this.readModel.fromPrimary(() -> inspectThere(watch));
    }

    private boolean inspectThere(Watch watch) {
        try {
            var commands = commands();
            var meta = meta(commands);
            return meta.isPresent() && new Walk(commands, meta.get().state().incarnation(), watch).all();
        } catch (BeganAnewException _) {
            return false;
        } catch (RedisException ex) {
            throw new CacheUnavailableException("Redis didn't answer", ex);
        }
    }

    private RedisClusterAsyncCommands<byte[], byte[]> commands() {
        long deadline = System.nanoTime() + this.settings.cache().publisherTimeout().toNanos();
        while (true) {
            var commands = this.redis.commands();
            if (commands.isPresent()) {
                return commands.get();
            }
            if (System.nanoTime() > deadline) {
                throw new CacheUnavailableException("there is no connection to Redis", null);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private Optional<CacheMeta> meta(RedisClusterAsyncCommands<byte[], byte[]> redis) {
        byte @Nullable [] bytes = await(redis.hget(this.metaKey, ascii("state")));
        return (bytes == null) ? Optional.empty() : CacheMeta.of(bytes);
    }

    private <T extends @Nullable Object> T await(RedisFuture<T> answer) {
        awaitAll(List.of(answer));
        return answer.resultNow();
    }

    private void awaitAll(Collection<? extends Future<?>> answers) {
        if (!LettuceFutures.awaitAll(this.settings.cache().publisherTimeout(), answers.toArray(Future[]::new))) {
            throw new CacheUnavailableException("Redis didn't answer in time", null);
        }
    }

    /** One inspection. */
    private final class Walk {

        private final RedisClusterAsyncCommands<byte[], byte[]> redis;
        private final String incarnation;
        private final String keys;
        private final Watch watch;
        private long looked;

        Walk(RedisClusterAsyncCommands<byte[], byte[]> redis, String incarnation, Watch watch) {
            this.redis = redis;
            this.incarnation = incarnation;
            this.keys = RedisPartInspection.this.settings.cache().prefix() + ':' + incarnation + ':';
            this.watch = watch;
        }

        boolean all() {
            var arguments = ScanArgs.Builder.matches(this.keys + '*').limit(BATCH);
            var glances = new ArrayDeque<Future<Glance>>();
            int most = RedisPartInspection.this.readModel.isReplicated() ? 1 : WORKERS;
            try (var workers = Executors.newFixedThreadPool(most,
                    Thread.ofPlatform().name("aisle-inspect-", 0).factory())) {
                try {
                    ScanCursor cursor = ScanCursor.INITIAL;
                    do {
                        KeyScanCursor<byte[]> page = await(this.redis.scan(cursor, arguments));
                        var redisKeys = page.getKeys();
                        glances.add(workers.submit(() -> RedisPartInspection.this.readModel
                                .fromPrimary(() -> glance(redisKeys))));
                        if (glances.size() > most) {
                            look(glances.remove());
                        }
                        cursor = page;
                    } while (!cursor.isFinished() && !this.watch.isStopped());
                    while (!glances.isEmpty() && !this.watch.isStopped()) {
                        look(glances.remove());
                    }
                    return cursor.isFinished() && glances.isEmpty();
                } finally {
                    // what was left behind is of no use to anybody
                    workers.shutdownNow();
                }
            }
        }

        /** Several at once: this is what takes time. */
        private Glance glance(List<byte[]> redisKeys) {
            var answers = redisKeys.stream().map(this.redis::hgetall).toList();
            awaitAll(answers);
            var stored = new ArrayList<Stored<?>>();
            var unknown = new ArrayList<Unknown>();
            for (int i = 0; i < redisKeys.size(); i++) {
                var redisKey = redisKeys.get(i);
                answers.get(i).resultNow().forEach((field, bytes) -> {
                    if (!Arrays.equals(field, TOMBSTONE)) {
                        stored(redisKey, field, bytes).ifPresentOrElse(stored::add,
                                () -> unknown.add(new Unknown(redisKey, field, bytes)));
                    }
                });
            }
            var suspects = new ArrayList<Suspect<?>>();
            RedisPartInspection.this.sources.forEach(source -> compare(source, stored, suspects));
            return new Glance(stored.size() + unknown.size(), unknown, suspects);
        }

        private void look(Future<Glance> done) {
            var glance = result(done);
            this.looked += glance.parts();
            glance.unknown().forEach(this::surplus);
            glance.suspects().forEach(this::lookAgain);
            this.watch.looked(this.looked);
        }

        private void surplus(Unknown unknown) {
            boolean gone = this.watch.removes() && remove(unknown.redisKey(), unknown.redisField(), unknown.bytes());
            var thing = thing(unknown.redisKey());
            this.watch.differs(new DifferingPart(
                    kind(thing).map(RedisPartInspection::name).orElse("unknown"), id(thing),
                    new String(unknown.redisField(), StandardCharsets.UTF_8), Type.SURPLUS), gone);
        }

        private String thing(byte[] redisKey) {
            return new String(redisKey, StandardCharsets.UTF_8).substring(this.keys.length());
        }

        private static Optional<Kind> kind(String thing) {
            char code = thing.isEmpty() ? ' ' : thing.charAt(0);
            return Arrays.stream(Kind.values()).filter(each -> each.code() == code).findFirst();
        }

        private static String id(String thing) {
            return (thing.length() < 2) ? "" : thing.substring(2);
        }

        private Optional<? extends Stored<?>> stored(byte[] redisKey, byte[] redisField, byte[] bytes) {
            var thing = thing(redisKey);
            var field = new String(redisField, StandardCharsets.UTF_8);
            return kind(thing).flatMap(kind -> RedisPartInspection.this.sources.stream()
                    .flatMap(source -> stored(source, kind, id(thing), field, bytes).stream()).findFirst());
        }

        private <T> Optional<Stored<T>> stored(PartSource<T> source, Kind kind, String id, String field, byte[] bytes) {
            return source.key(kind, id, field).map(key -> new Stored<>(source, key, bytes));
        }

        private <T> void compare(PartSource<T> source, List<Stored<?>> all, List<Suspect<?>> suspects) {
            var stored = new LinkedHashMap<PartKey<T>, byte[]>();
            for (var each : all) {
                if (each.source() == source) {
                    source.key(each.key().kind(), each.key().id(), each.key().field())
                            .ifPresent(key -> stored.put(key, each.bytes()));
                }
            }
            if (stored.isEmpty()) {
                return;
            }
            var fresh = glance(source, stored.keySet());
            stored.forEach((key, bytes) -> {
                var made = fresh.get(key);
                if (made == null || difference(source, key, bytes, made).isPresent()) {
                    suspects.add(new Suspect<>(source, key));
                }
            });
        }

        /** One that can't be made as quickly as readers want it is made by itself. */
        private static <T> Map<PartKey<T>, PartSource.Fresh<T>> glance(PartSource<T> source,
                Collection<PartKey<T>> keys) {
            try {
                return source.glance(keys);
            } catch (DataAccessException ex) {
                log.debug("{} parts couldn't be made at once", keys.size(), ex);
                return Map.of();
            }
        }

        private <T> Optional<Type> difference(PartSource<T> source, PartKey<T> key, byte[] bytes,
                PartSource.Fresh<T> fresh) {
            try {
                var value = StoredPart.of(bytes, key.codec()).value();
                var made = fresh.part();
                if (made.isEmpty()) {
                    return Optional.of(Type.SURPLUS);
                }
                if (source.isSame(value, made.get())) {
                    return Optional.empty();
                }
                return Optional.of(source.isOlder(value, made.get()) ? Type.STALE : Type.CORRUPT);
            } catch (IOException _) {
                return Optional.of(Type.CORRUPT);
            }
        }

        /**
         * A part that was there after every change up to a read was applied survived them all, so that it must say what
         * that read says; unless it was made from a newer one.
         */
        private <T> void lookAgain(Suspect<T> suspect) {
            var source = suspect.source();
            var key = suspect.key();
            var redisKey = PartKey.redisKey(RedisPartInspection.this.settings.cache().prefix(), this.incarnation,
                    key.kind(), key.id());
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                var fresh = source.make(List.of(key)).get(key);
                if (fresh == null) {
                    return;
                }
                var meta = awaitApplied(fresh.change());
                byte @Nullable [] bytes = await(this.redis.hget(redisKey, key.redisField()));
                if (bytes == null) {
                    return;
                }
                var difference = difference(source, key, bytes, fresh);
                if (difference.isEmpty()) {
                    return;
                }
                var part = read(bytes, key);
                if (part.isPresent() && !part.get().holds(key.validity(), meta.structure(), meta.counts(key.kind()),
                        0, 0)) {
                    // readers don't believe it either, or not for long
                    return;
                }
                // unreadable bytes are older than anything
                long change = part.map(StoredPart::change).orElse(Long.MIN_VALUE);
                if (change <= fresh.change() || attempt == ATTEMPTS) {
                    boolean gone = this.watch.removes() && remove(redisKey, key.redisField(), bytes);
                    this.watch.differs(new DifferingPart(name(key.kind()), key.id(), key.field(), difference.get()),
                            gone);
                    return;
                }
            }
        }

        private <T> Optional<StoredPart<T>> read(byte[] bytes, PartKey<T> key) {
            try {
                return Optional.of(StoredPart.of(bytes, key.codec()));
            } catch (IOException _) {
                return Optional.empty();
            }
        }

        private CacheMeta awaitApplied(long change) {
            long deadline = System.nanoTime() + PUBLISHER.toNanos();
            while (true) {
                var meta = meta(this.redis).filter(known -> known.state().incarnation().equals(this.incarnation))
                        .orElseThrow(BeganAnewException::new);
                if (meta.state().applied() >= change) {
                    return meta;
                }
                if (System.nanoTime() > deadline || this.watch.isStopped()) {
                    throw new CacheUnavailableException("the publisher doesn't follow the read model", null);
                }
                LockSupport.parkNanos(PAUSE);
            }
        }

        private boolean remove(byte[] redisKey, byte[] field, byte[] bytes) {
            return await(this.redis.<Long>eval(Scripts.REMOVE, ScriptOutputType.INTEGER, new byte[][]{redisKey}, field,
                    bytes)) == 1;
        }
    }

    private static <T> T result(Future<T> work) {
        try {
            return work.get();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CacheUnavailableException("interrupted while parts were compared", ex);
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof RuntimeException cause) ? cause
                    : new IllegalStateException("parts couldn't be compared", ex.getCause());
        }
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        this.redis.close();
    }
}
