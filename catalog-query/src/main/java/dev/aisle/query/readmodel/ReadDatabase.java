package dev.aisle.query.readmodel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One way to the read model. Pointer, checkpoint and data come in one statement, so that they belong together; a
 * statement that finds another generation active than its text was made for is run again with that one. So is a statement
 * whose generation was dropped meanwhile. Each way remembers the generation by itself: a replica may be at another one.
 */
final class ReadDatabase {

    /** A switch between two attempts is rare, two are absurd. */
    private static final int ATTEMPTS = 4;

    private static final Set<String> GENERATION_IS_GONE = Set.of("3F000", "42P01");

    private static final int UNKNOWN = 0;

    private final JdbcClient jdbc;
    private final ReadGuard guard;
    private volatile int generation = UNKNOWN;

    ReadDatabase(JdbcClient jdbc, ReadGuard guard) {
        this.jdbc = jdbc;
        this.guard = guard;
    }

    <T> Read<T> read(GenerationSql sql, Exactness exactness, Map<String, ?> parameters, ReadModel.Rows<T> rows) {
        return this.guard.run(() -> unguarded(sql, exactness, parameters, rows));
    }

    private <T> Read<T> unguarded(GenerationSql sql, Exactness exactness, Map<String, ?> parameters,
            ReadModel.Rows<T> rows) {
        if (this.generation == UNKNOWN) {
            this.generation = active();
        }
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            int expected = this.generation;
            try {
                var read = attempt(sql, exactness, parameters, rows, expected);
                if (read.at().generation() == expected) {
                    return read;
                }
                this.generation = read.at().generation();
            } catch (DataAccessException ex) {
                int active = activeGenerationAfter(ex);
                if (active == expected) {
                    throw ex;
                }
                this.generation = active;
            }
        }
        return attempt(sql, exactness, parameters, rows, this.generation);
    }

    private <T> Read<T> attempt(GenerationSql sql, Exactness exactness, Map<String, ?> parameters,
            ReadModel.Rows<T> rows, int generation) {
        return this.jdbc.sql(sql.at(generation, exactness)).params(parameters).query(result -> {
            if (!result.next()) {
                throw new IllegalStateException("generation %d has no checkpoint".formatted(generation));
            }
            var at = snapshot(result);
            boolean dead = result.getBoolean(GenerationSql.SNAPSHOT_COLUMNS);
            return new Read<>(at, dead, rows.read(new Row(result)));
        });
    }

    private int activeGenerationAfter(DataAccessException ex) {
        if (ex.getRootCause() instanceof SQLException cause && cause.getSQLState() != null
                && GENERATION_IS_GONE.contains(cause.getSQLState())) {
            return active();
        }
        throw ex;
    }

    private int active() {
        return this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
    }

    private static Snapshot snapshot(ResultSet result) throws SQLException {
        return new Snapshot(result.getInt(1), result.getLong(2), result.getLong(3), result.getLong(4),
                result.getObject(5, OffsetDateTime.class).toInstant());
    }
}
