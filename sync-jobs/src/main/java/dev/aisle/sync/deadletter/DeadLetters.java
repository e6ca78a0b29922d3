package dev.aisle.sync.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.sync.SyncRole;

/** The dead letters of all generations that are kept up to date. */
@SyncRole
@Repository
public class DeadLetters {

    private static final String COLUMNS = """
            generation, kind, key, position, error, failures, first_failed_at, last_failed_at, retry""";

    private final JdbcClient jdbc;

    DeadLetters(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The letters, the oldest first.
     * @param limit how many at most
     * @return a list
     */
    public List<DeadLetter> oldest(int limit) {
        return this.jdbc.sql("""
                SELECT %s
                  FROM read.dead_letter
                 ORDER BY first_failed_at, kind, key, generation
                 LIMIT :limit""".formatted(COLUMNS)).param("limit", limit).query(DeadLetters::read).list();
    }

    /** Has all of a key's letters tried again; the projectors are woken. */
    List<DeadLetter> retry(String kind, String key) {
        return this.jdbc.sql("""
                WITH woken AS MATERIALIZED (
                    SELECT pg_notify('aisle_journal', '')
                )
                UPDATE read.dead_letter
                   SET retry = true
                  FROM woken
                 WHERE kind = :kind
                   AND key = :key
                RETURNING %s""".formatted(COLUMNS)).param("kind", kind).param("key", key).query(DeadLetters::read)
                .list();
    }

    /** Has every letter tried again. */
    int retryAll() {
        return this.jdbc.sql("""
                WITH woken AS MATERIALIZED (
                    SELECT pg_notify('aisle_journal', '')
                )
                UPDATE read.dead_letter
                   SET retry = true
                  FROM woken""").update();
    }

    /** Forgets a key's letters; what is shown of it stays as it is. */
    boolean discard(String kind, String key) {
        return this.jdbc.sql("DELETE FROM read.dead_letter WHERE kind = :kind AND key = :key").param("kind", kind)
                .param("key", key).update() > 0;
    }

    private static DeadLetter read(ResultSet row, int number) throws SQLException {
        return new DeadLetter(row.getInt("generation"), row.getString("kind"), row.getString("key"),
                row.getLong("position"), row.getString("error"), row.getInt("failures"),
                row.getObject("first_failed_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_failed_at", OffsetDateTime.class).toInstant(), row.getBoolean("retry"));
    }

}
