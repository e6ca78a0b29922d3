package dev.aisle.sync.publishing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.cache.PartInvalidations;

/**
 * One turn of the publisher: it tells Redis the next changes, then notes that it did. Killed
 * in between, the next turn goes by what Redis says of itself, and tells it again what it
 * may know already.
 */
final class Publication {

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final PartInvalidations cache;

    private final int most;

    Publication(JdbcClient jdbc, PlatformTransactionManager transactionManager, PartInvalidations cache, int most) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactionManager);
        this.cache = cache;
        this.most = most;
    }

    /** How a turn ended. */
    sealed interface Turn {

        /** Another process publishes. */
        record Elsewhere() implements Turn {}

        /**
         * Redis knows.
         *
         * @param state what it says of itself now
         * @param changes how many changes it was told
         * @param anew whether it had to begin anew
         * @param more whether there is more to tell
         */
        record Told(CacheState state, int changes, boolean anew, boolean more) implements Turn {}

    }

    /** How far the read model is that readers use. */
    private record Source(int generation, long epoch, long change, Freshness freshness) {

    }

    /** What was noted of Redis before. */
    private record Note(String incarnation, long applied) {

    }

    Turn next() {
        return this.transaction.<Turn>execute(_ -> lockWhileAlive().<Turn>map(note -> {
            var told = tell(note);
            write(told.state());
            return told;
        }).orElseGet(Turn.Elsewhere::new));
    }

    /** A process that is frozen must not keep others from publishing. */
    private Optional<Note> lockWhileAlive() {
        this.jdbc.sql("SET LOCAL idle_in_transaction_session_timeout = '3s'").update();
        return lock();
    }

    private Turn.Told tell(Note note) {
        var source = source();
        var known = this.cache.state().filter(state -> continues(state, note, source));
        if (known.isEmpty()) {
            return begin(source);
        }
        var from = known.get();
        var changes = changes(from, source);
        long last = from.applied() + changes.size();
        boolean gap = !changes.isEmpty() && changes.getFirst().seq() != from.applied() + 1
                || changes.isEmpty() && from.applied() < source.change();
        if (gap) {
            return begin(source);
        }
        boolean more = last < source.change();
        // while changes are left to tell, the cache is no fresher than it was
        var state = this.cache.apply(from, changes, more ? from.freshness() : source.freshness());
        return new Turn.Told(state, changes.size(), false, more);
    }

    private Turn.Told begin(Source source) {
        var state = this.cache.begin(source.generation(), source.epoch(), source.change(), source.freshness());
        return new Turn.Told(state, 0, true, false);
    }

    /** Whether what Redis knows is where it was left, or further because it was told and that wasn't noted. */
    private static boolean continues(CacheState state, Note note, Source source) {
        boolean sameModel = state.generation() == source.generation() && state.epoch() == source.epoch();
        boolean notOld = state.incarnation().equals(note.incarnation()) && state.applied() >= note.applied();
        return sameModel && notOld && state.applied() <= source.change();
    }

    private Optional<Note> lock() {
        return this.jdbc.sql("SELECT incarnation, applied FROM sync.publisher FOR UPDATE SKIP LOCKED")
                .query((row, _) -> new Note(row.getString("incarnation"), row.getLong("applied"))).optional();
    }

    private Source source() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer")
                .query((row, _) -> row.getInt("generation")).single();
        return this.jdbc.sql("""
                SELECT pointer.generation, pointer.epoch, checkpoint.change,
                       checkpoint.settled_position, checkpoint.settled_time
                  FROM read.pointer
                 CROSS JOIN read_g%d.checkpoint
                 WHERE pointer.generation = :generation""".formatted(generation)).param("generation", generation)
                .query((row, _) -> new Source(row.getInt("generation"), row.getLong("epoch"), row.getLong("change"),
                        new Freshness(row.getLong("settled_position"),
                                row.getObject("settled_time", OffsetDateTime.class).toInstant())))
                .single();
    }

    private List<PartChanges> changes(CacheState from, Source source) {
        return this.jdbc.sql("""
                SELECT seq, products, listings, categories, product_slugs, tree
                  FROM read.changes
                 WHERE seq >  :applied
                   AND seq <= :change
                 ORDER BY seq
                 LIMIT :most""")
                .param("applied", from.applied())
                .param("change", source.change())
                .param("most", this.most)
                .query((row, _) -> new PartChanges(row.getLong("seq"), texts(row, "products"), texts(row, "listings"),
                        texts(row, "categories"), texts(row, "product_slugs"), row.getBoolean("tree")))
                .list();
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private void write(CacheState state) {
        this.jdbc.sql("""
                UPDATE sync.publisher
                   SET incarnation = :incarnation, generation = :generation, epoch = :epoch, applied = :applied,
                       settled_position = :settledPosition, settled_time = :settledTime""")
                .param("incarnation", state.incarnation())
                .param("generation", state.generation())
                .param("epoch", state.epoch())
                .param("applied", state.applied())
                .param("settledPosition", state.freshness().settledPosition())
                .param("settledTime", OffsetDateTime.ofInstant(state.freshness().settledTime(), ZoneOffset.UTC))
                .update();
    }

    /** Forgets changes that nobody asks for any more; whoever misses some begins anew. */
    void purge(Duration keep) {
        this.jdbc.sql("DELETE FROM read.changes WHERE time < clock_timestamp() - make_interval(secs => :keep)")
                .param("keep", keep.toSeconds()).update();
    }

}
