package dev.aisle.sync.projection;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.sync.projection.JournalSlice.Key;

/** Reads what the events past a checkpoint are about. */
final class JournalReader {

    /** What it takes to see that a stock level changes nothing, of what it takes to recompute a product. */
    static final double WORK_OF_A_LEVEL = 0.1;

    private static final double MOST_EVENTS_A_PRODUCT = 1 / WORK_OF_A_LEVEL;

    private static final int MOST_EARLY_EDITS = 500;

    private final JdbcClient jdbc;

    /** As it was lately: so many events go with each product. An import writes about four, a feed of stock levels ten. */
    private double eventsAProduct = MOST_EVENTS_A_PRODUCT / 2;

    JournalReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The next events in order, as many as make it about as much work as {@code budget} products do, and if that
     * isn't all, single edits from further on, so that they needn't wait for a large change before them.
     */
    JournalSlice read(ProjectionSql sql, Checkpoint checkpoint, int budget) {
        int limit = (int) Math.ceil(budget * this.eventsAProduct);
        var keys = keys(sql, "", checkpoint.position(), limit);
        var restocked = restocked(sql, keys);
        long events = keys.stream().mapToLong(Key::events).sum();
        boolean more = events >= limit;
        if (more && !keys.isEmpty()) {
            this.eventsAProduct = Math.clamp(1.05 * events / work(keys, restocked), 1, MOST_EVENTS_A_PRODUCT);
        }
        long position = keys.stream().mapToLong(Key::last).max().orElse(checkpoint.position());
        int affordable = affordable(keys, restocked, budget);
        if (affordable < keys.size()) {
            // every event before this key's first one is about the keys before it
            position = keys.get(affordable).first() - 1;
            keys = keys.subList(0, affordable);
            more = true;
        }
        long ahead = Math.max(position, checkpoint.ahead());
        if (!more) {
            return JournalSlice.of(keys, List.of(), restocked, position, ahead, false);
        }
        var early = keys(sql, "AND NOT bulk", ahead, MOST_EARLY_EDITS);
        restocked.addAll(restocked(sql, early));
        return JournalSlice.of(keys, early, restocked, position,
                early.stream().mapToLong(Key::last).max().orElse(ahead), true);
    }

    /** How many of the keys, in their order, are no more work than so many products, but at least one. */
    private static int affordable(List<Key> keys, Set<String> restocked, int budget) {
        double work = 0;
        for (int i = 0; i < keys.size(); i++) {
            work += work(keys.get(i), restocked);
            if (work > budget && i > 0) {
                return i;
            }
        }
        return keys.size();
    }

    private static double work(List<Key> keys, Set<String> restocked) {
        return keys.stream().mapToDouble(key -> work(key, restocked)).sum();
    }

    private static double work(Key key, Set<String> restocked) {
        return (key.stock() && !restocked.contains(key.key())) ? WORK_OF_A_LEVEL : 1;
    }

    /** The products that nothing but their stock was set of, and that it may make available or take away. */
    private Set<String> restocked(ProjectionSql sql, List<Key> keys) {
        var ids = keys.stream().filter(Key::stock).map(Key::key).toArray(String[]::new);
        return (ids.length == 0) ? new HashSet<>()
                : new HashSet<>(this.jdbc.sql(sql.keyed("restocked")).param("ids", ids)
                        .query((row, _) -> row.getString("key")).list());
    }

    private List<Key> keys(ProjectionSql sql, String which, long position, int limit) {
        return this.jdbc.sql(sql.where("read-journal", which)).param("position", position).param("limit", limit)
                .query((row, _) -> new Key(row.getString("kind").equals("category"), row.getString("key"),
                        row.getBoolean("own"), row.getBoolean("stock"), row.getLong("first"), row.getLong("last"),
                        row.getLong("events")))
                .list();
    }

}
