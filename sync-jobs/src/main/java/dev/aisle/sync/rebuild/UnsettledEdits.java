package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How old the oldest event is that shoppers don't see yet. */
final class UnsettledEdits implements Supplier<Duration> {

    private final JdbcClient jdbc;

    UnsettledEdits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Duration get() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
        double seconds = this.jdbc.sql("""
                SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - recorded_at)
                                   FROM command.published_journal
                                  WHERE position > (SELECT settled_position FROM read_g%d.checkpoint)
                                  ORDER BY position
                                  LIMIT 1), 0)""".formatted(generation)).query(Double.class).single();
        return Duration.ofMillis((long) (seconds * 1_000));
    }

}
