package dev.aisle.query.cache;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

import dev.aisle.query.QuerySettings;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Row;
import dev.aisle.query.readmodel.Snapshot;

/**
 * Applies what changed in the read model to this node's own parts. It reads {@code read.changes} itself, on a connection
 * of its own, at once when it hears that there is something and otherwise several times a second: so it needs nobody
 * else to be right, neither Redis nor the publisher, and a lost hint costs some milliseconds. Where the chain of changes
 * is broken it forgets all parts.
 */
final class ChangeFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

    private static final int MOST = 200;

    /** The changes up to what the snapshot itself shows; those of another generation may already be there. */
    private static final GenerationSql CHANGES = GenerationSql.of("""
            SELECT {snapshot},
                   NOT EXISTS (SELECT FROM read.dead_letter letter WHERE letter.generation = s.generation),
                   next.seq, next.previous, next.products, next.listings, next.touched, next.counts,
                   next.categories, next.product_slugs, next.tree
              FROM {here}
              LEFT JOIN LATERAL (
                    SELECT *
                      FROM read.changes
                     WHERE changes.seq >  :applied
                       AND changes.seq <= s.change
                     ORDER BY changes.seq
                     LIMIT %d) next ON true
             ORDER BY next.seq
            """.formatted(MOST));

    private final ReadModel readModel;
    private final LocalParts parts;
    private final boolean follows;
    private final QuerySettings.Local limits;
    private final Semaphore hints = new Semaphore(0);

    private volatile @Nullable Thread worker;

    /** When a look began that found everything applied. */
    private volatile long knownAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    private boolean failing;

    /**
     * @param readModel on a connection that no reader can take away
     * @param parts what to keep right
     * @param follows whether this process answers readers
     * @param limits how often to look, and how long the parts are right without a look
     */
    ChangeFeed(ReadModel readModel, LocalParts parts, boolean follows, QuerySettings.Local limits) {
        this.readModel = readModel;
        this.parts = parts;
        this.follows = follows;
        this.limits = limits;
    }

    /** What this node's parts are, or null while that isn't known to be less than a second or so old, or is too far back. */
    @Nullable
    NodeState state() {
        var state = lastState(this.limits.trustedFor());
        return (state == null || this.readModel.lags(state.epoch(), state.freshness().settledTime())) ? null
                : state;
    }

    /** What this node's parts were when that was known last, or null if that is too long ago. */
    private @Nullable NodeState lastState(Duration staleFor) {
        return (System.nanoTime() - this.knownAt <= staleFor.toNanos()) ? this.parts.state() : null;
    }

    /**
     * What this node's parts were once.
     *
     * @param state when that was known last
     * @param oldest by the read model's own clock, the time before which the data was too long ago to be shown
     */
    record LastKnown(NodeState state, Instant oldest) {}

    /** What this node's parts were when that was known last, or null if that is too long ago. */
    @Nullable
    LastKnown lastKnown(Duration staleFor) {
        var since = Duration.ofNanos(System.nanoTime() - this.knownAt);
        var state = lastState(staleFor);
        return (state == null) ? null
                : new LastKnown(state, state.freshness().settledTime().minus(staleFor).plus(since));
    }

    /** Looks soon. */
    void wake() {
        this.hints.release();
    }

    @Override
    public void start() {
        if (this.follows) {
            var thread = Thread.ofPlatform().name("aisle-change-feed").daemon().unstarted(this::run);
            this.worker = thread;
            thread.start();
        }
    }

    @Override
    public void stop() {
        var thread = this.worker;
        this.worker = null;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.worker != null;
    }

    private void run() {
        try {
            while (Thread.currentThread().equals(this.worker)) {
                this.hints.drainPermits();
                if (!step()) {
                    this.hints.tryAcquire(this.limits.poll().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether there is more to apply. */
    private boolean step() {
        try {
            boolean more = look();
            if (this.failing) {
                log.info("The read model's changes are followed again");
                this.failing = false;
            }
            return more;
        } catch (DataAccessException | TransactionException | IllegalStateException ex) {
            if (!this.failing) {
                log.warn(
                        "The read model's changes can't be followed; this node's own cache is left alone until they can: {}",
                        ex.getMessage());
                this.failing = true;
            }
            return false;
        }
    }

    private record News(boolean exact, List<PartChanges> changes) {}

    private boolean look() {
        long began = System.nanoTime();
        var known = this.parts.state();
        long applied = (known == null) ? Long.MAX_VALUE : known.applied();
        var read = this.readModel.read(CHANGES, Map.of("applied", applied), ChangeFeed::news);
        var changes = read.value().changes();
        if (known != null && this.readModel.isReplicated() && isOlder(read.at(), known)
                && lastState(this.limits.staleFor()) != null) {
            // a replica that lags: to begin there would show readers again what they have seen gone
            throw new DataAccessResourceFailureException("what is read now is older than what was read before");
        }
        if (known == null || !follow(known, read)) {
            this.parts.begin(read.at(), read.value().exact());
            this.knownAt = began;
            return false;
        }
        var next = known;
        for (var change : changes) {
            next = next.with(change);
        }
        boolean all = next.applied() == read.at().change();
        this.parts.apply(changes, all ? next.at(read.at(), read.value().exact()) : next);
        if (all) {
            this.knownAt = began;
        }
        return !all;
    }

    private static boolean isOlder(Snapshot at, NodeState known) {
        return at.epoch() < known.epoch() || at.epoch() == known.epoch() && at.change() < known.applied();
    }

    /** Whether the changes go on from what is known, with none left out. */
    private static boolean follow(NodeState known, Read<News> read) {
        if (known.epoch() != read.at().epoch() || known.applied() > read.at().change()) {
            return false;
        }
        long applied = known.applied();
        for (var change : read.value().changes()) {
            if (change.previous() != applied) {
                return false;
            }
            applied = change.seq();
        }
        if (applied == known.applied() && known.generation() != read.at().generation()) {
            // a switch that caches can't follow says nothing
            return false;
        }
        return applied == read.at().change() || read.value().changes().size() == MOST;
    }

    private static News news(Row row) throws SQLException {
        boolean exact = row.flag(1);
        var changes = new ArrayList<PartChanges>();
        if (!row.isAbsent(2)) {
            do {
                changes.add(new PartChanges(row.number(2), row.number(3), row.texts(4),
                        PartChanges.listings(row.texts(5), row.array(6)), row.isAbsent(7) ? null : row.texts(7),
                        row.texts(8), row.texts(9), row.flag(10)));
            } while (row.next());
        }
        return new News(exact, changes);
    }
}
