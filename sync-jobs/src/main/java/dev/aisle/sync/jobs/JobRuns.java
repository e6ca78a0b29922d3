package dev.aisle.sync.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The runs that were asked for, in the database: what all nodes agree upon. */
@Repository
class JobRuns implements JobRequests {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private static final String SELECT = """
            SELECT id, job, state, parameters::text, requested_by, requested_at, attempts, started_at, ended_at,
                   phase, phase_started_at, done, total, result::text, problem,
                   coalesce(ended_at, clock_timestamp()) AS now
              FROM sync.job_request
            """;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    JobRuns(@Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public long request(String job, Map<String, String> parameters, String requestedBy) {
        return this.jdbc.sql("""
                INSERT INTO sync.job_request (job, parameters, requested_by)
                VALUES (:job, :parameters::jsonb, :requestedBy)
                RETURNING id""")
                .param("job", job)
                .param("parameters", this.json.writeValueAsString(parameters))
                .param("requestedBy", requestedBy)
                .query(Long.class)
                .single();
    }

    Optional<JobRun> find(long id) {
        return this.jdbc.sql(SELECT + "WHERE id = :id").param("id", id).query(this::read).optional();
    }

    List<JobRun> latestOf(String job, int limit) {
        return this.jdbc.sql(SELECT + "WHERE job = :job ORDER BY id DESC LIMIT :limit").param("job", job)
                .param("limit", limit).query(this::read).list();
    }

    /** A run of a job that hasn't ended, if there is one. */
    Optional<JobRun> openOf(String job) {
        return this.jdbc.sql(SELECT + """
                WHERE job = :job
                  AND state IN ('requested', 'running', 'stopping')
                ORDER BY id
                LIMIT 1""").param("job", job).query(this::read).optional();
    }

    /** Runs that some node is at work on, or was when it died. */
    List<JobRun> open() {
        return this.jdbc.sql(SELECT + "WHERE state IN ('running', 'stopping') ORDER BY id").query(this::read).list();
    }

    /** Marks the oldest request whose job isn't running as running, in the transaction of the given client. */
    Optional<Long> claim(JdbcClient client, String node) {
        return client.sql("""
                UPDATE sync.job_request
                   SET state = 'running', node = :node, attempts = attempts + 1,
                       started_at = coalesce(started_at, clock_timestamp()), ended_at = NULL, problem = NULL,
                       phase = NULL, phase_started_at = NULL, done = 0, total = NULL
                 WHERE id = (SELECT id
                               FROM sync.job_request waiting
                              WHERE state = 'requested'
                                AND NOT EXISTS (SELECT
                                                  FROM sync.job_request running
                                                 WHERE running.job = waiting.job
                                                   AND running.state IN ('running', 'stopping'))
                              ORDER BY id
                              LIMIT 1
                                FOR UPDATE SKIP LOCKED)
                RETURNING id""").param("node", node).query((row, _) -> row.getLong("id")).optional();
    }

    /** Leaves a run that its node didn't end to whoever claims it next. */
    void giveBack(long id, String node, boolean tried) {
        this.jdbc.sql("""
                UPDATE sync.job_request
                   SET state    = CASE state WHEN 'stopping' THEN 'stopped' ELSE 'requested' END,
                       ended_at = CASE state WHEN 'stopping' THEN clock_timestamp() END,
                       attempts = CASE WHEN :tried THEN attempts ELSE attempts - 1 END
                 WHERE id = :id
                   AND node = :node
                   AND state IN ('running', 'stopping')""").param("id", id).param("node", node).param("tried", tried)
                .update();
    }

    void end(long id, String node, JobState state, @Nullable String problem) {
        this.jdbc.sql("""
                UPDATE sync.job_request
                   SET state = :state, problem = :problem, ended_at = clock_timestamp()
                 WHERE id = :id
                   AND node = :node""").param("id", id).param("node", node).param("state", state.code())
                .param("problem", problem).update();
    }

    /** Lets a run whose node died be claimed again; one that was to be stopped is stopped by that. */
    void release(long id, boolean again, String problem) {
        this.jdbc
                .sql("""
                        UPDATE sync.job_request
                           SET state    = CASE WHEN state = 'stopping' THEN 'stopped' WHEN :again THEN 'requested' ELSE 'failed' END,
                               problem  = CASE WHEN state = 'stopping' OR :again THEN NULL ELSE :problem END,
                               ended_at = CASE WHEN state = 'running' AND :again THEN NULL ELSE clock_timestamp() END
                         WHERE id = :id
                           AND state IN ('running', 'stopping')""")
                .param("id", id).param("again", again)
                .param("problem", problem).update();
    }

    /** Ends a run whose node died when there was nothing left to do. */
    void complete(long id) {
        this.jdbc.sql("""
                UPDATE sync.job_request
                   SET state = 'completed', problem = NULL, ended_at = clock_timestamp()
                 WHERE id = :id
                   AND state IN ('running', 'stopping')""").param("id", id).update();
    }

    /** Asks for a stop; what hasn't begun is stopped by that. */
    boolean stop(long id) {
        return this.jdbc.sql("""
                UPDATE sync.job_request
                   SET state    = CASE state WHEN 'requested' THEN 'stopped' ELSE 'stopping' END,
                       ended_at = CASE state WHEN 'requested' THEN clock_timestamp() END
                 WHERE id = :id
                   AND state IN ('requested', 'running', 'stopping')""").param("id", id).update() == 1;
    }

    boolean restart(long id) {
        return this.jdbc.sql("""
                UPDATE sync.job_request
                   SET state = 'requested', ended_at = NULL, problem = NULL
                 WHERE id = :id
                   AND state IN ('stopped', 'failed')""").param("id", id).update() == 1;
    }

    void begin(long id, String phase, long total) {
        this.jdbc.sql("""
                UPDATE sync.job_request
                   SET phase = :phase, phase_started_at = clock_timestamp(), done = 0, total = nullif(:total, 0)
                 WHERE id = :id""").param("id", id).param("phase", phase).param("total", total).update();
    }

    void done(long id, long done) {
        this.jdbc.sql("UPDATE sync.job_request SET done = :done, attempts = 1 WHERE id = :id").param("id", id)
                .param("done", done).update();
    }

    void result(long id, Map<String, Object> figures) {
        this.jdbc.sql("UPDATE sync.job_request SET result = result || :figures::jsonb WHERE id = :id")
                .param("id", id).param("figures", this.json.writeValueAsString(figures)).update();
    }

    private JobRun read(ResultSet row, int number) throws SQLException {
        var total = row.getObject("total", Long.class);
        var now = row.getObject("now", OffsetDateTime.class).toInstant();
        return new JobRun(row.getLong("id"), row.getString("job"), row.getString("state"),
                this.json.readValue(row.getString("parameters"), TEXTS), row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(), row.getInt("attempts"),
                instant(row, "started_at"), instant(row, "ended_at"),
                JobRun.Progress.of(row.getString("phase"), row.getLong("done"), total,
                        instant(row, "phase_started_at"), now),
                this.json.readValue(row.getString("result"), VALUES), row.getString("problem"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return (time == null) ? null : time.toInstant();
    }

}
