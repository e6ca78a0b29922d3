package dev.aisle.consistency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.unit.DataSize;

import dev.aisle.TestServers;
import dev.aisle.embedded.EmbeddedPostgres;
import dev.aisle.embedded.EmbeddedRedis;
import dev.aisle.embedded.EmbeddedSettings;
import dev.aisle.embedded.PostgresEndpoint;
import dev.aisle.embedded.RedisEndpoint;

import static org.awaitility.Awaitility.await;

/** A PostgreSQL and a Redis that can be killed, frozen, restarted and set back, behind relays that can be spoilt. */
final class Servers implements AutoCloseable {

    private static final Duration DEATH = Duration.ofSeconds(20);

    private final EmbeddedSettings settings;
    private final Relay postgresRelay;
    private final Relay redisRelay;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;

    Servers(Path directory) {
        this.settings = TestServers.settings(directory, Map.of("max_connections", "150"))
                .withMemory(DataSize.ofMegabytes(64), DataSize.ofMegabytes(64));
        this.postgres = EmbeddedPostgres.start(this.settings);
        this.redis = EmbeddedRedis.start(this.settings);
        this.postgresRelay = new Relay(this.postgres.endpoint().port());
        this.redisRelay = new Relay(this.redis.endpoint().port());
    }

    Relay postgresRelay() {
        return this.postgresRelay;
    }

    Relay redisRelay() {
        return this.redisRelay;
    }

    /** The database by way of its relay. */
    PostgresEndpoint database() {
        var real = this.postgres.endpoint();
        return new PostgresEndpoint(real.host(), this.postgresRelay.port(), real.database(), real.username(),
                real.password());
    }

    /** Redis by way of its relay. */
    RedisEndpoint redis() {
        var real = this.redis.endpoint();
        return new RedisEndpoint(real.host(), this.redisRelay.port(), real.password());
    }

    /** Aisle's database as the superuser sees it, past the relay. */
    DataSource superuser() {
        var superuser = this.postgres.superuser();
        var database = new PGSimpleDataSource();
        database.setUrl(superuser.withDatabase(this.postgres.endpoint().database()).jdbcUrl());
        database.setUser(superuser.username());
        database.setPassword(superuser.password());
        return database;
    }

    /** Ends all of Aisle's connections. */
    void cutConnections() throws SQLException {
        try (var connection = superuser().getConnection();
                var statement = connection.prepareStatement("""
                        SELECT pg_terminate_backend(pid)
                          FROM pg_stat_activity
                         WHERE usename = ? AND pid <> pg_backend_pid()""")) {
            statement.setString(1, this.postgres.endpoint().username());
            statement.execute();
        }
    }

    void freezePostgres() throws IOException, InterruptedException {
        signalPostgres("-STOP");
    }

    void thawPostgres() throws IOException, InterruptedException {
        signalPostgres("-CONT");
    }

    private void signalPostgres(String signal) throws IOException, InterruptedException {
        var server = this.postgres.process();
        // the server first, so that it has no more children afterwards than these
        signal(signal, List.of(server));
        signal(signal, server.descendants().toList());
    }

    void restartPostgres() {
        this.postgres.close();
        this.postgres = EmbeddedPostgres.start(this.settings);
        this.postgresRelay.leadTo(this.postgres.endpoint().port());
    }

    void freezeRedis() throws IOException, InterruptedException {
        signal("-STOP", List.of(this.redis.process()));
    }

    void thawRedis() throws IOException, InterruptedException {
        signal("-CONT", List.of(this.redis.process()));
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        if (!processes.isEmpty()) {
            var pids = processes.stream().map(process -> String.valueOf(process.pid()));
            new ProcessBuilder(Stream.concat(Stream.of("kill", signal), pids).toList()).start().waitFor();
        }
    }

    void killRedis() {
        var server = this.redis.process();
        server.destroyForcibly();
        await().atMost(DEATH).until(() -> !server.isAlive());
        this.redis.close();
    }

    /** Starts it after it was killed, with nothing in it. */
    void startRedisEmpty() throws IOException {
        Files.deleteIfExists(dump());
        startRedis();
    }

    /** Starts it after it was killed, as it was when a copy was made. */
    void startRedisFrom(Path copy) throws IOException {
        Files.copy(copy, dump(), StandardCopyOption.REPLACE_EXISTING);
        startRedis();
    }

    private void startRedis() {
        this.redis = EmbeddedRedis.start(this.settings);
        this.redisRelay.leadTo(this.redis.endpoint().port());
    }

    /** Makes a copy of what Redis holds. */
    void copyRedis(Path copy) throws IOException {
        onRedis(RedisCommands::save);
        Files.copy(dump(), copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path dump() {
        return this.settings.dataDirectory().resolve("redis/dump.rdb");
    }

    <T> T onRedis(Function<RedisCommands<String, String>, T> work) {
        var endpoint = this.redis.endpoint();
        var uri = RedisURI.builder().withHost(endpoint.host()).withPort(endpoint.port())
                .withPassword(endpoint.password().toCharArray()).build();
        var client = RedisClient.create(uri);
        try {
            return work.apply(client.connect().sync());
        } finally {
            client.shutdown(Duration.ZERO, DEATH);
        }
    }

    @Override
    public void close() {
        this.postgresRelay.close();
        this.redisRelay.close();
        this.redis.close();
        this.postgres.close();
    }
}
