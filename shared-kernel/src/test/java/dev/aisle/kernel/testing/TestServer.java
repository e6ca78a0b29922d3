package dev.aisle.kernel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL for all tests of a JVM, stopped with it. It is quick, not durable: fsync is off. */
final class TestServer {

    static final String OWNER = "postgres";

    private static final EmbeddedPostgres SERVER = start();

    private TestServer() {}

    static String url(String database, String role) {
        return SERVER.getJdbcUrl(role, database);
    }

    static void execute(String sql) {
        execute(url("postgres", OWNER), sql);
    }

    static void execute(String url, String sql) {
        try (var connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Failed: " + sql, e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            var server = EmbeddedPostgres.builder()
                    .setDataDirectory(MemoryTempDirs.create())
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("shared_buffers", "128MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .start();
            for (String role : new String[]{"aisle_command", "aisle_query", "aisle_sync"}) {
                execute(server.getJdbcUrl(OWNER, "postgres"), "CREATE ROLE " + role + " LOGIN");
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL didn't start", e);
        }
    }
}
