package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.aisle.query.QuerySettings;

/**
 * The right to load a part for all nodes: a key in Redis that ends by itself. It only saves work. Nothing depends on there
 * being one holder, nor on there being any: what may be stored, and what is believed, is decided by versions alone.
 */
final class LoadLeases {

    private static final Logger log = LoggerFactory.getLogger(LoadLeases.class);

    private final RedisLink redis;
    private final CircuitBreaker breaker;
    private final QuerySettings.Cache settings;

    LoadLeases(RedisLink redis, CircuitBreaker breaker, QuerySettings.Cache settings) {
        this.redis = redis;
        this.breaker = breaker;
        this.settings = settings;
    }

    /** What became of a try to take a lease. */
    enum Outcome {

        /** It is this node's until it is given back or ends. */
        TAKEN,

        /** Another node has it. */
        HELD,

        /** Redis didn't say. */
        UNKNOWN
    }

    /** How long a lease lasts. */
    Duration life() {
        return this.settings.loadLease();
    }

    Lease of(PartKey<?> key) {
        return new Lease("%s:lease:%s:%s:%s".formatted(this.settings.prefix(), key.kind().code(), key.id(),
                key.field()).getBytes(StandardCharsets.UTF_8));
    }

    /** One node's tries to have one lease. */
    final class Lease {

        private final byte[] key;
        private final byte[] owner = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

        Lease(byte[] key) {
            this.key = key;
        }

        /** Never throws, and never waits longer than any look into Redis. */
        Outcome take() {
            if (!LoadLeases.this.breaker.tryAcquirePermission()) {
                return Outcome.UNKNOWN;
            }
            long start = System.nanoTime();
            try {
                var commands = LoadLeases.this.redis.commands()
                        .orElseThrow(() -> new CacheUnavailableException("there is no connection to Redis", null));
                var answer = commands.set(this.key, this.owner, SetArgs.Builder.nx().px(life()));
                if (!LettuceFutures.awaitAll(LoadLeases.this.settings.timeout(), answer)) {
                    throw new CacheUnavailableException("Redis didn't answer in time", null);
                }
                boolean taken = answer.resultNow() != null;
                LoadLeases.this.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                return taken ? Outcome.TAKEN : Outcome.HELD;
            } catch (RuntimeException ex) {
                // whatever it is, garbage too: the load is to be made anyway
                log.debug("no lease to be had from Redis", ex);
                LoadLeases.this.breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, ex);
                return Outcome.UNKNOWN;
            }
        }

        /** Never throws, and doesn't wait. It is sent after what was stored before, which others then find. */
        void giveBack() {
            try {
                LoadLeases.this.redis.commands()
                        .ifPresent(commands -> commands.eval(Scripts.GIVE_BACK, ScriptOutputType.INTEGER,
                                new byte[][]{this.key}, this.owner));
            } catch (RedisException ex) {
                log.debug("a lease is left to end by itself", ex);
            }
        }
    }
}
