package dev.aisle.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The embedded servers that are wanted, started and stopped side by side. */
public final class EmbeddedServers implements AutoCloseable {

    /** What can be embedded. */
    public enum Server {
        /** The database. */
        POSTGRES,
        /** The shared cache. */
        REDIS
    }

    private final Path dataDirectory;
    private final CompletableFuture<Optional<EmbeddedPostgres>> postgres;
    private final CompletableFuture<Optional<EmbeddedRedis>> redis;

    /** Returns when each start has ended, well or badly. */
    private EmbeddedServers(EmbeddedSettings settings, Set<Server> wanted) {
        dataDirectory = settings.dataDirectory();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            postgres = CompletableFuture.supplyAsync(
                    () -> wanted.contains(Server.POSTGRES)
                            ? Optional.of(EmbeddedPostgres.start(settings))
                            : Optional.empty(),
                    threads);
            redis = CompletableFuture.supplyAsync(
                    () -> wanted.contains(Server.REDIS) ? Optional.of(EmbeddedRedis.start(settings)) : Optional.empty(),
                    threads);
        }
    }

    /**
     * Starts both servers.
     *
     * @param settings the folder and the servers' sizes
     * @throws EmbeddedServerException if one doesn't start; then neither is left running
     */
    public static EmbeddedServers start(EmbeddedSettings settings) {
        return start(settings, Set.of(Server.values()));
    }

    /**
     * Starts the servers that are wanted.
     *
     * @param settings the folder and the servers' sizes
     * @param wanted which of them
     * @throws EmbeddedServerException if one doesn't start; then neither is left running
     */
    public static EmbeddedServers start(EmbeddedSettings settings, Set<Server> wanted) {
        EmbeddedServers servers = new EmbeddedServers(settings, wanted);
        try {
            CompletableFuture.allOf(servers.postgres, servers.redis).join();
            return servers;
        } catch (CompletionException e) {
            servers.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The folder with everything in it. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** PostgreSQL, if it was wanted. */
    public Optional<EmbeddedPostgres> postgres() {
        return postgres.resultNow();
    }

    /** Redis, if it was wanted. */
    public Optional<EmbeddedRedis> redis() {
        return redis.resultNow();
    }

    /** Stops what was started. */
    @Override
    public void close() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> postgresStopped = CompletableFuture
                    .runAsync(() -> started(postgres).ifPresent(EmbeddedPostgres::close), threads);
            CompletableFuture<Void> redisStopped = CompletableFuture
                    .runAsync(() -> started(redis).ifPresent(EmbeddedRedis::close), threads);
            CompletableFuture.allOf(postgresStopped, redisStopped).join();
        }
    }

    private static <T> Optional<T> started(CompletableFuture<Optional<T>> server) {
        return server.isCompletedExceptionally() ? Optional.empty() : server.resultNow();
    }
}
