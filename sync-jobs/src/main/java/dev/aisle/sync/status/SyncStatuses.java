package dev.aisle.sync.status;

import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

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
                   (SELECT count(*) FROM sync.dirty WHERE dirty.generation = pointer.generation) AS dirty
              FROM read.pointer
             CROSS JOIN read_g%1$d.checkpoint
             CROSS JOIN head
             CROSS JOIN unsettled
             WHERE pointer.generation = %1$d""";

    private final JdbcClient jdbc;

    private final double usual;

    SyncStatuses(@Qualifier("syncJdbc") JdbcClient jdbc, SyncSettings settings) {
        this.jdbc = jdbc;
        this.usual = 2 * settings.projection().beat().toMillis() / 1_000.0;
    }

    SyncStatus now() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer")
                .query((row, _) -> row.getInt("generation")).single();
        return this.jdbc.sql(SQL.formatted(generation)).query((row, _) -> {
            double late = Math.max(0, row.getDouble("late") - this.usual);
            return new SyncStatus(row.getLong("epoch"), row.getLong("head"), row.getLong("position"),
                    row.getLong("settled_position"), row.getLong("head") - row.getLong("settled_position"),
                    Math.round(1_000 * Math.max(row.getDouble("age"), late)) / 1_000.0, row.getInt("generation"),
                    (row.getDouble("unseen") > this.usual) ? "stalled" : "running", row.getLong("dirty"), List.of(),
                    Map.of(), null);
        }).single();
    }

}
