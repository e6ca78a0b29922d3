package dev.aisle.sync.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.sync.SyncRole;

/** What reconciliations found, in the database. */
@SyncRole
@Repository
class Reconciliations {

    private static final String SELECT = """
            SELECT id, run, state, repair, generation, position, time, started_at, ended_at, rounds, rows_compared,
                   left_out, found, repaired, vanished
              FROM sync.reconciliation
            """;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    Reconciliations(@Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Begins one; what a run left that didn't come to its end is marked as such. */
    long begin(long run, boolean repair, int generation) {
        this.jdbc.sql("""
                UPDATE sync.reconciliation
                   SET state = 'interrupted', ended_at = clock_timestamp()
                 WHERE state = 'running'""").update();
        return this.jdbc.sql("""
                INSERT INTO sync.reconciliation (run, repair, generation)
                VALUES (:run, :repair, :generation)
                RETURNING id""").param("run", run).param("repair", repair).param("generation", generation)
                .query((row, _) -> row.getLong("id")).single();
    }

    /** Ends one that was stopped. */
    void interrupt(long id) {
        this.jdbc.sql(
                "UPDATE sync.reconciliation SET state = 'interrupted', ended_at = clock_timestamp() WHERE id = :id")
                .param("id", id).update();
    }

    /** Lets the run that was refused last repair whatever it finds when it is restarted. */
    void confirm() {
        this.jdbc.sql("""
                UPDATE sync.reconciliation
                   SET confirmed = true
                 WHERE id = (SELECT max(id) FROM sync.reconciliation WHERE state = 'refused')""").update();
    }

    /** Whether a run was refused and then confirmed. */
    boolean isConfirmed(long run) {
        return this.jdbc.sql("SELECT EXISTS (SELECT FROM sync.reconciliation WHERE run = :run AND confirmed)")
                .param("run", run).query((row, _) -> row.getBoolean(1)).single();
    }

    /** Notes the first snapshot. */
    void at(long id, Comparison.At at) {
        this.jdbc.sql("UPDATE sync.reconciliation SET position = :position, time = :time WHERE id = :id")
                .param("id", id).param("position", at.position()).param("time", at.time()).update();
    }

    /** Ends one. */
    void end(long id, Outcome outcome) {
        this.jdbc.sql("""
                UPDATE sync.reconciliation
                   SET state = :state, ended_at = clock_timestamp(), rounds = :rounds, rows_compared = :rows,
                       left_out = :leftOut, found = :found, repaired = :repaired, vanished = :vanished,
                       report = :report::jsonb
                 WHERE id = :id""").param("id", id).param("state", outcome.state()).param("rounds", outcome.rounds())
                .param("rows", outcome.rowsCompared()).param("leftOut", outcome.leftOut())
                .param("found", outcome.found()).param("repaired", outcome.repaired())
                .param("vanished", outcome.vanished()).param("report", this.json.writeValueAsString(outcome.report()))
                .update();
    }

    List<Reconciliation> latest(int limit) {
        return this.jdbc.sql(SELECT + "ORDER BY id DESC LIMIT :limit").param("limit", limit)
                .query(Reconciliations::read).list();
    }

    Optional<Reconciliation> find(long id) {
        return this.jdbc.sql(SELECT + "WHERE id = :id").param("id", id).query(Reconciliations::read).optional();
    }

    /** The last that came to its end. */
    Optional<Reconciliation> last() {
        return this.jdbc
                .sql(SELECT + "WHERE state IN ('clean', 'repaired', 'drift', 'refused') ORDER BY ended_at DESC LIMIT 1")
                .query(Reconciliations::read).optional();
    }

    Report report(long id) {
        return this.jdbc.sql("SELECT report::text FROM sync.reconciliation WHERE id = :id").param("id", id)
                .query((row, _) -> this.json.readValue(row.getString(1), Report.class)).single();
    }

    Findings findings(long id) {
        return new Findings(this.jdbc, id);
    }

    void purge(Duration keep) {
        this.jdbc.sql(
                "DELETE FROM sync.reconciliation WHERE ended_at < clock_timestamp() - make_interval(secs => :seconds)")
                .param("seconds", (double) keep.toSeconds()).update();
    }

    private static Reconciliation read(ResultSet row, int number) throws SQLException {
        var startedAt = row.getObject("started_at", OffsetDateTime.class).toInstant();
        var endedAt = instant(row, "ended_at");
        Double seconds = (endedAt == null) ? null
                : Double.valueOf(Duration.between(startedAt, endedAt).toMillis() / 1_000.0);
        return new Reconciliation(row.getLong("id"), row.getLong("run"), row.getString("state"),
                row.getBoolean("repair"), row.getInt("generation"), row.getObject("position", Long.class),
                instant(row, "time"), startedAt, endedAt, seconds, row.getInt("rounds"),
                row.getLong("rows_compared"), row.getLong("left_out"), row.getLong("found"), row.getLong("repaired"),
                row.getLong("vanished"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return (time == null) ? null : time.toInstant();
    }

}
