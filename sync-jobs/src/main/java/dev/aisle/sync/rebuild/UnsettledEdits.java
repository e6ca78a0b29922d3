package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How old the oldest edit is that shoppers don't see yet, or for how long one has been waiting to be written down. */
final class UnsettledEdits implements Supplier<Duration> {

    private final JdbcClient jdbc;

    UnsettledEdits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Duration get() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
        double seconds = this.jdbc.sql("""
                SELECT greatest(0,
                                extract(epoch FROM clock_timestamp() -
                                        (SELECT recorded_at
                                           FROM command.published_journal
                                          WHERE position > (SELECT settled_position FROM read_g%d.checkpoint)
                                          ORDER BY position
                                          LIMIT 1)),
                                -- the lock under which events get their positions
                                extract(epoch FROM clock_timestamp() -
                                        (SELECT min(waitstart)
                                           FROM pg_locks
                                           JOIN pg_database ON pg_database.oid = pg_locks.database
                                          WHERE datname = current_database()
                                            AND (locktype, classid, objid, objsubid) = ('advisory', 4150, 1, 2)
                                            AND NOT granted)))""".formatted(generation)).query(Double.class).single();
        return Duration.ofMillis((long) (seconds * 1_000));
    }

}
