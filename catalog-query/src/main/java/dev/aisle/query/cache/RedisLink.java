package dev.aisle.query.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One connection to Redis, which many threads use at once. It is made in the background when it is first asked for, so
 * that neither the start nor a request waits for a Redis that isn't there.
 */
final class RedisLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final LettuceConnectionFactory redis;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable Link link;
    private volatile long triedAt = System.nanoTime() - PAUSE;
    private volatile boolean closed;

    private record Link(StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands) {}

    RedisLink(LettuceConnectionFactory redis) {
        this.redis = redis;
    }

    /** The commands, or empty while there is no connection. */
    Optional<RedisClusterAsyncCommands<byte[], byte[]>> commands() {
        var known = this.link;
        if (known != null) {
            return Optional.of(known.commands());
        }
        if (System.nanoTime() - this.triedAt >= PAUSE && this.connecting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("aisle-redis-connect").start(this::connect);
        }
        return Optional.empty();
    }

    /**
     * Asks for fields of hashes, all in one write: each command by itself would cost a call of the system.
     * @param fields keys and fields
     * @return their values to come, or empty while there is no connection
     */
    Optional<List<RedisFuture<byte[]>>> fields(List<Field> fields) {
        if (commands().isEmpty()) {
            return Optional.empty();
        }
        var known = this.link;
        if (known == null) {
            return Optional.empty();
        }
        var gets = new ArrayList<AsyncCommand<byte[], byte[], byte[]>>(fields.size());
        for (var field : fields) {
            gets.add(new AsyncCommand<>(new Command<>(CommandType.HGET, new ValueOutput<>(ByteArrayCodec.INSTANCE),
                    new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(field.key()).addKey(field.field()))));
        }
        known.connection().dispatch(gets);
        return Optional.of(List.copyOf(gets));
    }

    /** A field of a hash. */
    record Field(byte[] key, byte[] field) {}

    private void connect() {
        try {
            this.triedAt = System.nanoTime();
            if (!this.closed) {
                this.link = connect(this.redis.getRequiredNativeClient());
            }
        } catch (RedisException | IllegalStateException ex) {
            log.debug("Redis can't be reached", ex);
        } finally {
            this.connecting.set(false);
        }
    }

    private static Link connect(AbstractRedisClient client) {
        return switch (client) {
            case RedisClient single -> {
                StatefulRedisConnection<byte[], byte[]> connection = single.connect(ByteArrayCodec.INSTANCE);
                yield new Link(connection, connection.async());
            }
            case RedisClusterClient cluster -> {
                StatefulRedisClusterConnection<byte[], byte[]> connection = cluster.connect(ByteArrayCodec.INSTANCE);
                yield new Link(connection, connection.async());
            }
            default -> throw new IllegalStateException("an unknown kind of Redis client: " + client.getClass());
        };
    }

    @Override
    public void close() {
        this.closed = true;
        var known = this.link;
        if (known != null) {
            known.connection().closeAsync();
        }
    }
}
