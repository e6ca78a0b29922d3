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
        var schemas = this.jdbc.sql("SELECT nspname FROM pg_namespace WHERE nspname ~ '^read_g[0-9]+$'")
                .query((row, _) -> row.getString(1)).list();
        return schemas.stream().mapToLong(this::checkpoint).min().orElse(0);
    }

    private long checkpoint(String schema) {
        return this.jdbc.sql("SELECT coalesce(min(position), 0) FROM %s.checkpoint".formatted(schema))
                .query(Long.class).single();
    }

}
