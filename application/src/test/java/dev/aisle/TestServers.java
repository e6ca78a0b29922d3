package dev.aisle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.SpringApplication;

import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.embedded.EmbeddedSettings;
import dev.aisle.embedded.PostgresEndpoint;
import dev.aisle.embedded.RedisEndpoint;

/**
 * The PostgreSQL and the Redis that the tests of this JVM share: real, on free ports, gone
 * when the JVM ends. Tests that need the catalog for themselves take a database of their own.
 */
public final class TestServers {

    /** Where the servers' programs are unpacked, which takes seconds: once for all tests that don't look at that. */
    private static final Path PROGRAMS = Path.of("target", "test-servers", "programs").toAbsolutePath();

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final AtomicInteger REDIS_DATABASES = new AtomicInteger();

    private TestServers() {}

    /**
     * Of servers in a folder of their own, with the programs that are there already.
     * @param folder where their data lie
     * @return settings that cost little
     */
    public static EmbeddedSettings settings(Path folder) {
        return settings(folder, Map.of());
    }

    /**
     * Of servers in a folder of their own, with the programs that are there already.
     * @param folder where their data lie
     * @param postgresParameters further ones
     * @return settings that cost little
     */
    public static EmbeddedSettings settings(Path folder, Map<String, String> postgresParameters) {
        var parameters = new HashMap<>(postgresParameters);
        // each of thousands of connections would compute 4096 hashes
        parameters.put("scram_iterations", "1");
        return EmbeddedSettings.in(folder).withPrograms(PROGRAMS).withPostgresParameters(parameters);
    }

    /**
     * Gives an application of its own process the programs that the tests of this one use: it would unpack them anew.
     * @param dataDirectory its data directory, which isn't there yet
     * @throws IOException if it can't be made
     */
    public static void linkPrograms(Path dataDirectory) throws IOException {
        Files.createDirectories(PROGRAMS);
        Files.createSymbolicLink(Files.createDirectory(dataDirectory).resolve("programs"), PROGRAMS);
    }

    /** An empty database of its own, owned by the user that the endpoint names. */
    public static PostgresEndpoint newDatabase() {
        var name = "test_" + DATABASES.incrementAndGet();
        var postgres = Shared.SERVERS.postgres().orElseThrow();
        var superuser = postgres.superuser();
        try (var connection = DriverManager.getConnection(superuser.jdbcUrl(), superuser.username(),
                superuser.password()); var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %s OWNER %s".formatted(name, postgres.endpoint().username()));
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
        return postgres.endpoint().withDatabase(name);
    }

    /** The shared Redis. */
    public static RedisEndpoint redis() {
        return Shared.SERVERS.redis().orElseThrow().endpoint();
    }

    /**
     * Lets a server answer before the disk has what it was told: for tests that don't ask what survives a crash.
     * @param servers servers that nobody kills
     */
    public static void hurry(EmbeddedServers servers) {
        var superuser = servers.postgres().orElseThrow().superuser();
        try (var connection = DriverManager.getConnection(superuser.jdbcUrl(), superuser.username(),
                superuser.password()); var statement = connection.createStatement()) {
            for (var parameter : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                statement.execute("ALTER SYSTEM SET %s = off".formatted(parameter));
            }
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** A number for one of Redis's sixteen databases; they are handed out in turn. */
    public static int nextRedisDatabase() {
        return REDIS_DATABASES.incrementAndGet() % 16;
    }

    private static final class Shared {

        static final EmbeddedServers SERVERS = start();

        private static EmbeddedServers start() {
            try {
                var folder = Files.createDirectories(Path.of("target", "test-servers"));
                var servers = EmbeddedServers
                        .start(settings(folder.resolve(String.valueOf(ProcessHandle.current().pid()))));
                hurry(servers);
                // After the applications, which would wait for what is gone
                SpringApplication.getShutdownHandlers().add(servers::close);
                return servers;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

    }

}
