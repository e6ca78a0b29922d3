package dev.aisle.sync.projection;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.sync.projection.JournalSlice.Key;

/** Reads what the events past a checkpoint are about. */
final class JournalReader {

    /** An import writes about four for a product, a feed of stock levels one. */
    private static final double MOST_EVENTS_A_KEY = 5;

    private static final int MOST_EARLY_EDITS = 500;

    private final JdbcClient jdbc;

    /** As it was lately: so many events are read for each key wanted. */
    private double eventsAKey = MOST_EVENTS_A_KEY;

    JournalReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The next events in order, as many as touch about {@code budget} things, and if that
     * isn't all, single edits from further on, so that they needn't wait for a large change
     * before them.
     */
    JournalSlice read(ProjectionSql sql, Checkpoint checkpoint, int budget) {
        int limit = (int) Math.ceil(budget * this.eventsAKey);
        var keys = keys(sql, "", checkpoint.position(), limit);
        long events = keys.stream().mapToLong(Key::events).sum();
        boolean more = events >= limit;
        if (more && !keys.isEmpty()) {
            this.eventsAKey = Math.clamp(1.05 * events / keys.size(), 1, MOST_EVENTS_A_KEY);
        }
        long position = keys.stream().mapToLong(Key::last).max().orElse(checkpoint.position());
        if (keys.size() > budget) {
            // every event before this key's first one is about the keys before it
            position = keys.get(budget).first() - 1;
            keys = keys.subList(0, budget);
            more = true;
        }
        long ahead = Math.max(position, checkpoint.ahead());
        if (!more) {
            return JournalSlice.of(keys, List.of(), position, ahead, false);
        }
        var early = keys(sql, "AND NOT bulk", ahead, MOST_EARLY_EDITS);
        return JournalSlice.of(keys, early, position, early.stream().mapToLong(Key::last).max().orElse(ahead), true);
    }

    private List<Key> keys(ProjectionSql sql, String which, long position, int limit) {
        return this.jdbc.sql(sql.where("read-journal", which)).param("position", position).param("limit", limit)
                .query((row, _) -> new Key(row.getString("kind").equals("category"), row.getString("key"),
                        row.getBoolean("own"), row.getBoolean("stock"), row.getLong("first"), row.getLong("last"),
                        row.getLong("events")))
                .list();
    }

}
