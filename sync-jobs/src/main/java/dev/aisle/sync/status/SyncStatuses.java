package dev.aisle.sync.status;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.deadletter.DeadLetters;
import dev.aisle.sync.repair.RepairCounts;

/** Reads how far the read model is, in one snapshot. */
@SyncRole
@Repository
class SyncStatuses {

    private static final String SQL = """
            WITH head AS (
                SELECT coalesce(max(position), 0) AS position
                  FROM command.published_journal
            ), unsettled AS (
                SELECT min(recorded_at) AS since
                  FROM (SELECT recorded_at
                          FROM command.published_journal
                         WHERE position > (SELECT settled_position FROM read_g%1$d.checkpoint)
                         ORDER BY position
                         LIMIT 1) AS oldest
            )
            SELECT pointer.generation, checkpoint.epoch, checkpoint.position, checkpoint.settled_position,
                   head.position AS head,
                   extract(epoch FROM clock_timestamp() - unsettled.since)         AS age,
                   extract(epoch FROM clock_timestamp() - checkpoint.time)         AS unseen,
                   extract(epoch FROM clock_timestamp() - checkpoint.settled_time) AS late,
                   (SELECT count(*) FROM sync.dirty WHERE dirty.generation = pointer.generation) AS dirty,
                   greatest(0, checkpoint.settled_position - publisher.settled_position)         AS cache_events,
                   CASE WHEN isfinite(publisher.settled_time)
                        THEN greatest(0, extract(epoch FROM checkpoint.settled_time - publisher.settled_time))
                        ELSE 0 END                                                               AS cache_age,
                   (SELECT count(*) FROM read.dead_letter WHERE generation = pointer.generation) AS dead,
                   sync.oldest_transaction()                                                     AS oldest_transaction,
                   (SELECT extract(epoch FROM clock_timestamp() - coalesce(ready_at, begun_at))
                      FROM read.generation
                     WHERE generation = pointer.generation)                                      AS generation_age,
                   (SELECT max(ended_at)
                      FROM sync.reconciliation
                     WHERE state IN ('clean', 'repaired', 'drift', 'refused'))                   AS reconciled
              FROM read.pointer
             CROSS JOIN read_g%1$d.checkpoint
             CROSS JOIN sync.publisher
             CROSS JOIN head
             CROSS JOIN unsettled
             WHERE pointer.generation = %1$d""";

    /** More would make the answer long; all of them have a path of their own. */
    private static final int LETTERS = 100;

    private final JdbcClient jdbc;

    private final DeadLetters deadLetters;

    private final ObjectProvider<CircuitBreakerRegistry> breakers;

    private final RepairCounts repairs;

    private final double usual;

    SyncStatuses(@Qualifier("syncJdbc") JdbcClient jdbc, DeadLetters deadLetters,
            ObjectProvider<CircuitBreakerRegistry> breakers, RepairCounts repairs, SyncSettings settings) {
        this.jdbc = jdbc;
        this.deadLetters = deadLetters;
        this.breakers = breakers;
        this.repairs = repairs;
        this.usual = 2 * settings.projection().beat().toMillis() / 1_000.0;
    }

    SyncStatus now() {
        return read((row, _) -> {
            var lag = lag(row);
            var reconciled = row.getObject("reconciled", OffsetDateTime.class);
            return new SyncStatus(row.getLong("epoch"), row.getLong("head"), row.getLong("position"),
                    row.getLong("settled_position"), lag.events(), lag.seconds(), row.getInt("generation"),
                    (row.getDouble("unseen") > this.usual) ? "stalled" : "running", lag.dirty(),
                    (lag.deadLetters() == 0) ? List.of() : this.deadLetters.oldest(LETTERS), breakers(),
                    this.repairs.summary(), (reconciled == null) ? null : reconciled.toInstant());
        });
    }

    Lag lag() {
        return read((row, _) -> lag(row));
    }

    private <T> T read(RowMapper<T> rows) {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer")
                .query((row, _) -> row.getInt("generation")).single();
        return this.jdbc.sql(SQL.formatted(generation)).query(rows).single();
    }

    private Lag lag(ResultSet row) throws SQLException {
        double late = Math.max(0, row.getDouble("late") - this.usual);
        return new Lag(row.getLong("head") - row.getLong("settled_position"),
                milliseconds(Math.max(row.getDouble("age"), late)), row.getLong("dirty"),
                row.getLong("cache_events"), milliseconds(row.getDouble("cache_age")), row.getLong("dead"),
                row.getDouble("oldest_transaction"), row.getDouble("generation_age"));
    }

    private static double milliseconds(double seconds) {
        return Math.round(1_000 * seconds) / 1_000.0;
    }

    private Map<String, String> breakers() {
        var states = new TreeMap<String, String>();
        this.breakers.ifAvailable(registry -> registry.getAllCircuitBreakers()
                .forEach(breaker -> states.put(breaker.getName(), breaker.getState().name().toLowerCase(Locale.ROOT))));
        return states;
    }

}
