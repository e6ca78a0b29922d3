package dev.aisle.sync.journal;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Which events the read model needs still. */
final class NeededEvents {

    private final JdbcClient jdbc;

    NeededEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The position that the slowest generation has come to: it needs every event after that. */
    long after() {
        return this.jdbc.sql("SELECT generation FROM read.generation").query((row, _) -> row.getInt("generation"))
                .list().stream().mapToLong(this::checkpoint).min().orElse(0);
    }

    private long checkpoint(int generation) {
        return this.jdbc.sql("SELECT coalesce(min(position), 0) FROM read_g%d.checkpoint".formatted(generation))
                .query(Long.class).single();
    }

}
