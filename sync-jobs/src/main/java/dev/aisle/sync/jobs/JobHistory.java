package dev.aisle.sync.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.sync.SyncRole;

/** The runs that ended long ago: their rows, Spring Batch's rows of them, and what their jobs keep. */
@SyncRole
@Repository
class JobHistory {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String OLD = """
            SELECT id, job, parameters::text
              FROM sync.job_request
             WHERE state IN ('stopped', 'completed', 'failed')
               AND ended_at < clock_timestamp() - make_interval(secs => :keep)
             ORDER BY ended_at
             LIMIT :limit
               FOR UPDATE SKIP LOCKED
            """;

    private static final String EXECUTIONS = """
            SELECT job_execution_id
              FROM sync.batch_job_execution_params
             WHERE parameter_name = 'run'
               AND parameter_value = ANY (:runs)
            """;

    /** Each before what it refers to. */
    private static final List<String> FORGET_EXECUTIONS = List.of("""
            DELETE FROM sync.batch_step_execution_context
             WHERE step_execution_id IN (SELECT step_execution_id
                                           FROM sync.batch_step_execution
                                          WHERE job_execution_id = ANY (:executions))""",
            "DELETE FROM sync.batch_step_execution WHERE job_execution_id = ANY (:executions)",
            "DELETE FROM sync.batch_job_execution_context WHERE job_execution_id = ANY (:executions)",
            "DELETE FROM sync.batch_job_execution_params WHERE job_execution_id = ANY (:executions)");

    private static final String FORGET_INSTANCES = """
            WITH execution AS (
                DELETE FROM sync.batch_job_execution WHERE job_execution_id = ANY (:executions)
                RETURNING job_instance_id
            )
            SELECT DISTINCT job_instance_id FROM execution
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final JsonMapper json;

    private final List<RunHistory> kept;

    JobHistory(@Qualifier("syncJdbc") JdbcClient jdbc,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions, JsonMapper json,
            ObjectProvider<RunHistory> kept) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.kept = kept.stream().toList();
    }

    private record Old(long id, String job, Map<String, String> parameters) {

    }

    /** How many runs ended before that time. */
    long count(Duration keep) {
        return this.jdbc.sql("""
                SELECT count(*)
                  FROM sync.job_request
                 WHERE state IN ('stopped', 'completed', 'failed')
                   AND ended_at < clock_timestamp() - make_interval(secs => :keep)""")
                .param("keep", keep.toSeconds()).query(Long.class).single();
    }

    /** Forgets the oldest runs that ended before that time, and answers how many. */
    int forget(Duration keep, int limit) {
        Integer forgotten = this.transaction.execute(_ -> {
            var old = this.jdbc.sql(OLD).param("keep", keep.toSeconds()).param("limit", limit)
                    .query((row, _) -> new Old(row.getLong("id"), row.getString("job"),
                            this.json.readValue(row.getString("parameters"), TEXTS)))
                    .list();
            if (!old.isEmpty()) {
                forget(old);
            }
            return old.size();
        });
        return (forgotten == null) ? 0 : forgotten;
    }

    private void forget(List<Old> old) {
        var parameters = new HashMap<String, List<Map<String, String>>>();
        old.forEach(run -> parameters.computeIfAbsent(run.job(), _ -> new ArrayList<>()).add(run.parameters()));
        for (var history : this.kept) {
            var its = parameters.get(history.job());
            if (its != null) {
                history.forget(its);
            }
        }
        var executions = this.jdbc.sql(EXECUTIONS)
                .param("runs", old.stream().map(run -> String.valueOf(run.id())).toArray(String[]::new))
                .query((row, _) -> row.getLong("job_execution_id")).list().toArray(Long[]::new);
        for (var statement : FORGET_EXECUTIONS) {
            this.jdbc.sql(statement).param("executions", executions).update();
        }
        var instances = this.jdbc.sql(FORGET_INSTANCES).param("executions", executions)
                .query((row, _) -> row.getLong("job_instance_id")).list().toArray(Long[]::new);
        this.jdbc.sql("DELETE FROM sync.batch_job_instance WHERE job_instance_id = ANY (:instances)")
                .param("instances", instances).update();
        this.jdbc.sql("DELETE FROM sync.job_request WHERE id = ANY (:runs)")
                .param("runs", old.stream().map(Old::id).toArray(Long[]::new)).update();
    }

}
