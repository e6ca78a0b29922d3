package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The embedded PostgreSQL of an application under test, seen as its superuser. */
final class BenchmarkDatabase implements AutoCloseable {

    private final Properties server;

    private final Connection connection;

    private BenchmarkDatabase(Properties server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    static BenchmarkDatabase of(Path dataDirectory) throws IOException {
        var server = new Properties();
        try (var file = Files.newBufferedReader(dataDirectory.resolve("postgres/server.properties"))) {
            server.load(file);
        }
        try {
            return new BenchmarkDatabase(server, connect(server, "aisle"));
        } catch (SQLException ex) {
            throw new IOException(ex);
        }
    }

    /** One more connection, to the application's database or one beside it. */
    Connection connect(String database) throws SQLException {
        return connect(this.server, database);
    }

    private static Connection connect(Properties server, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/%s".formatted(server.get("port"), database), "postgres",
                server.getProperty("superuser-password"));
    }

    String port() {
        return this.server.getProperty("port");
    }

    String superuserPassword() {
        return this.server.getProperty("superuser-password");
    }

    /** How many journalled events shoppers may not see yet. */
    long unsettled() {
        return number("""
                SELECT greatest(0, coalesce((SELECT max(position) FROM command.journal), 0) - %s)
                """.formatted(settled()));
    }

    long head() {
        return number("SELECT coalesce(max(position), 0) FROM command.journal");
    }

    private long settled() {
        return number("SELECT settled_position FROM read_g%d.checkpoint".formatted(generation()));
    }

    /** Reads what editors and shoppers touch into memory: the generation in use, the write model, the journal's indexes. */
    void warm() {
        execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
        number("""
                SELECT sum(pg_prewarm(oid))
                  FROM pg_class
                 WHERE relkind IN ('r', 'i')
                   AND (relnamespace = 'read_g%d'::regnamespace
                        OR relnamespace = 'command'::regnamespace AND (relkind = 'i' OR relname NOT LIKE 'journal%%'))
                """.formatted(generation()));
    }

    /** Reads all tables of a database beside the application's into memory. */
    void warm(String beside) throws SQLException {
        try (var other = connect(beside); var statement = other.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
            statement.execute("""
                    SELECT sum(pg_prewarm(oid))
                      FROM pg_class
                     WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace""");
        }
    }

    long generation() {
        return number("SELECT generation FROM read.pointer");
    }

    void awaitSettled(Duration limit, LongConsumer progress) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        var nextReport = System.nanoTime();
        for (long unsettled = unsettled(); unsettled > 0; unsettled = unsettled()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%,d events are not settled after %s".formatted(unsettled, limit));
            }
            if (System.nanoTime() > nextReport) {
                progress.accept(unsettled);
                nextReport += TimeUnit.SECONDS.toNanos(10);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Waits until the generation that readers may return to has followed, too: it takes its time after the other one. */
    void awaitAllSettled(Duration limit) throws InterruptedException {
        awaitSettled(limit, _ -> {});
        long head = head();
        for (var generation : texts("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'read\\_g%'")) {
            awaitSettled(() -> isThere(generation)
                    ? number("SELECT settled_position FROM %s.checkpoint".formatted(generation))
                    : head, head, limit);
        }
    }

    private boolean isThere(String generation) {
        return number("SELECT count(*) FROM pg_namespace WHERE nspname = '%s'".formatted(generation)) > 0;
    }

    /** Waits until everything up to a position is settled, whatever comes after it. */
    void awaitSettled(long position, Duration limit) throws InterruptedException {
        awaitSettled(this::settled, position, limit);
    }

    private static void awaitSettled(LongSupplier settled, long position, Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        while (settled.getAsLong() < position) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("position %,d is not settled after %s".formatted(position, limit));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    long number(String sql) {
        try (var statement = this.connection.createStatement(); var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException ex) {
            throw new IllegalStateException(sql, ex);
        }
    }

    List<String> texts(String sql) {
        try (var statement = this.connection.createStatement(); var rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException ex) {
            throw new IllegalStateException(sql, ex);
        }
    }

    void execute(String sql) {
        try (var statement = this.connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException ex) {
            throw new IllegalStateException(sql, ex);
        }
    }

    @Override
    public void close() {
        try {
            this.connection.close();
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

}
