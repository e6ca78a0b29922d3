package dev.aisle.sync.publishing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.cache.PartInvalidations;
import dev.aisle.sync.following.Stillness;

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

    private final Stillness stillness = Stillness.betweenWakeUps();

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

        /** Redis knew it all, and was told so an instant ago. */
        record Still() implements Turn {}

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

        boolean isTold(CacheState state) {
            return state.generation() == this.generation && state.applied() == this.change
                    && state.freshness().equals(this.freshness);
        }

    }

    /** What was noted of Redis before. */
    private record Note(String incarnation, long applied) {

    }

    /** The next changes, and the generation that the last of them is about. */
    private record Next(List<PartChanges> changes, int generation) {

        long last(long applied) {
            return this.changes.isEmpty() ? applied : this.changes.getLast().seq();
        }

        /** Whether none is missing; a switch that caches can't follow leaves its number out. */
        boolean follow(long applied, Source source) {
            long previous = applied;
            for (var change : this.changes) {
                if (change.previous() != previous) {
                    return false;
                }
                previous = change.seq();
            }
            return !this.changes.isEmpty() || applied == source.change();
        }

    }

    Turn next() {
        var turn = this.transaction.<Turn>execute(
                status -> lock().map(note -> next(note, status)).orElseGet(Turn.Elsewhere::new));
        if (turn instanceof Turn.Told) {
            this.stillness.moved();
        }
        return turn;
    }

    private Turn next(Note note, TransactionStatus status) {
        var source = source();
        var known = this.cache.state().filter(state -> continues(state, note, source));
        if (known.isPresent() && source.isTold(known.get()) && this.stillness.lasts()) {
            // a commit would wait for the disk
            status.setRollbackOnly();
            return new Turn.Still();
        }
        var told = known.map(state -> tell(state, source)).orElseGet(() -> begin(source));
        write(told.state());
        return told;
    }

    private Turn.Told tell(CacheState from, Source source) {
        var next = changes(from, source);
        if (!next.follow(from.applied(), source)) {
            return begin(source);
        }
        boolean more = next.last(from.applied()) < source.change();
        // while changes are left to tell, the cache is no fresher than it was
        var state = this.cache.apply(from, next.changes(), more ? next.generation() : source.generation(),
                more ? from.freshness() : source.freshness());
        return new Turn.Told(state, next.changes().size(), false, more);
    }

    private Turn.Told begin(Source source) {
        var state = this.cache.begin(source.generation(), source.epoch(), source.change(), source.freshness());
        return new Turn.Told(state, 0, true, false);
    }

    /** Whether what Redis knows is where it was left, or further because it was told and that wasn't noted. */
    private static boolean continues(CacheState state, Note note, Source source) {
        boolean sameModel = state.epoch() == source.epoch();
        boolean notOld = state.incarnation().equals(note.incarnation()) && state.applied() >= note.applied();
        return sameModel && notOld && state.applied() <= source.change();
    }

    /** A process that is frozen must not keep others from publishing. */
    private Optional<Note> lock() {
        return this.jdbc.sql("""
                SELECT incarnation, applied, set_config('idle_in_transaction_session_timeout', '3s', true)
                  FROM sync.publisher
                   FOR UPDATE SKIP LOCKED""")
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

    private Next changes(CacheState from, Source source) {
        if (from.applied() == source.change()) {
            return new Next(List.of(), source.generation());
        }
        var changes = new ArrayList<PartChanges>();
        var generation = new int[]{from.generation()};
        this.jdbc.sql("""
                SELECT seq, previous, generation, products, listings, touched, counts, categories, product_slugs, tree
                  FROM read.changes
                 WHERE seq >  :applied
                   AND seq <= :change
                 ORDER BY seq
                 LIMIT :most""")
                .param("applied", from.applied())
                .param("change", source.change())
                .param("most", this.most)
                .query(row -> {
                    changes.add(new PartChanges(row.getLong("seq"), row.getLong("previous"), texts(row, "products"),
                            PartChanges.listings(texts(row, "listings"),
                                    (String[]) row.getArray("touched").getArray()),
                            counts(row), texts(row, "categories"), texts(row, "product_slugs"),
                            row.getBoolean("tree")));
                    generation[0] = row.getInt("generation");
                });
        return new Next(changes, generation[0]);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** A projector that is older than the names of counts left them out. */
    private static @Nullable List<String> counts(ResultSet row) throws SQLException {
        return (row.getArray("counts") == null) ? null : texts(row, "counts");
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
