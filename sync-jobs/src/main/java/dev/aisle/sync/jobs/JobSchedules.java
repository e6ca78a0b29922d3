package dev.aisle.sync.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The schedules of jobs, in the database: what all nodes agree upon, by its clock. */
@Repository
class JobSchedules {

    private final JdbcClient jdbc;

    JobSchedules(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A schedule whose time has come.
     *
     * @param job the job's name
     * @param schedule its schedule
     * @param now the database's time
     */
    record Due(String job, JobSchedule schedule, Instant now) {

    }

    Instant now() {
        return this.jdbc.sql("SELECT clock_timestamp() AS now").query((row, _) -> instant(row, "now")).single();
    }

    Map<String, JobSchedule> all() {
        return this.jdbc.sql("""
                SELECT job, cron, zone, next_fire, last_fire
                  FROM sync.job_schedule""")
                .query((row, _) -> Map.entry(row.getString("job"), schedule(row))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Sets a schedule; one that is so already keeps its next time, even if that has passed. */
    void put(String job, String cron, String zone, Instant next) {
        this.jdbc.sql("""
                INSERT INTO sync.job_schedule AS old (job, cron, zone, next_fire)
                VALUES (:job, :cron, :zone, :next)
                    ON CONFLICT (job) DO UPDATE
                   SET cron = excluded.cron, zone = excluded.zone, next_fire = excluded.next_fire
                 WHERE (old.cron, old.zone) IS DISTINCT FROM (excluded.cron, excluded.zone)""")
                .param("job", job).param("cron", cron).param("zone", zone).param("next", next.atOffset(ZoneOffset.UTC))
                .update();
    }

    void remove(String job) {
        this.jdbc.sql("DELETE FROM sync.job_schedule WHERE job = :job").param("job", job).update();
    }

    List<Due> due(Collection<String> jobs) {
        return this.jdbc.sql("""
                SELECT job, cron, zone, next_fire, last_fire, clock_timestamp() AS now
                  FROM sync.job_schedule
                 WHERE next_fire <= clock_timestamp()
                   AND job = ANY (:jobs)
                 ORDER BY next_fire, job""").param("jobs", jobs.toArray(String[]::new))
                .query((row, _) -> new Due(row.getString("job"), schedule(row), instant(row, "now"))).list();
    }

    /** Takes a time that has come; of all nodes that try, one does. */
    boolean take(Due due, Instant next) {
        return this.jdbc.sql("""
                UPDATE sync.job_schedule
                   SET next_fire = :next, last_fire = :now
                 WHERE job = :job
                   AND next_fire = :seen""")
                .param("job", due.job()).param("next", next.atOffset(ZoneOffset.UTC))
                .param("now", due.now().atOffset(ZoneOffset.UTC))
                .param("seen", due.schedule().nextFire().atOffset(ZoneOffset.UTC)).update() == 1;
    }

    private static JobSchedule schedule(ResultSet row) throws SQLException {
        var last = row.getObject("last_fire", OffsetDateTime.class);
        return new JobSchedule(row.getString("cron"), row.getString("zone"), instant(row, "next_fire"),
                (last == null) ? null : last.toInstant());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

}
