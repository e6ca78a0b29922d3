package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.aisle.query.QuerySettings;

/**
 * Hears in Redis that there are changes, and wakes the feed. The first connection is tried for in the background until
 * there is one; from then on the client renews it and its subscription by itself.
 */
final class ChangeHints implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ChangeHints.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LettuceConnectionFactory redis;
    private final ChangeFeed feed;
    private final boolean listens;
    private final byte[] channel;

    private @Nullable Listening listening;

    ChangeHints(LettuceConnectionFactory redis, ChangeFeed feed, boolean listens, QuerySettings settings) {
        this.redis = redis;
        this.feed = feed;
        this.listens = listens;
        this.channel = RedisPartInvalidations.channel(settings).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public synchronized void start() {
        if (this.listens && this.listening == null) {
            this.listening = new Listening();
            Thread.ofVirtual().name("aisle-change-hints").start(this.listening);
        }
    }

    @Override
    public synchronized void stop() {
        if (this.listening != null) {
            this.listening.end();
            this.listening = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return this.listening != null;
    }

    /** From a start to a stop. */
    private final class Listening implements Runnable {

        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void run() {
            try {
                var connection = connect();
                while (connection == null && !this.ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    connection = connect();
                }
                this.ended.await();
                if (connection != null) {
                    connection.closeAsync();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connect() {
            try {
                var connection = open();
                connection.addListener(new RedisPubSubAdapter<byte[], byte[]>() {

                    @Override
                    public void message(byte[] channel, byte[] message) {
                        ChangeHints.this.feed.wake();
                    }

                    /** What was said while the connection was away isn't said again. */
                    @Override
                    public void subscribed(byte[] channel, long count) {
                        ChangeHints.this.feed.wake();
                    }
                });
                connection.async().subscribe(ChangeHints.this.channel);
                return connection;
            } catch (RedisException | IllegalStateException ex) {
                log.debug("Redis can't be listened to", ex);
                return null;
            }
        }

        private StatefulRedisPubSubConnection<byte[], byte[]> open() {
            return switch (ChangeHints.this.redis.getRequiredNativeClient()) {
                case RedisClient single -> single.connectPubSub(ByteArrayCodec.INSTANCE);
                case RedisClusterClient cluster -> cluster.connectPubSub(ByteArrayCodec.INSTANCE);
                default -> throw new IllegalStateException("an unknown kind of Redis client");
            };
        }

        void end() {
            this.ended.countDown();
        }
    }
}
