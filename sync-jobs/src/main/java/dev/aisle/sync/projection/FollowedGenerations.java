package dev.aisle.sync.projection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;

import dev.aisle.sync.following.Stillness;
import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Elsewhere;
import dev.aisle.sync.projection.Projected.Retired;

/**
 * Projects the generation that readers use, and, when there is time, the one that they left last
 * and may return to, until it has had its time. One that another version of the projection made is
 * left as it is.
 */
final class FollowedGenerations {

    private static final Logger log = LoggerFactory.getLogger(FollowedGenerations.class);

    /** Also when the active generation leaves no time, the other one gets a tenth of it. */
    private static final int PART = 10;

    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    private static final long AFTER_FAILURE = Duration.ofMinutes(1).toNanos();

    /** Few enough that the active generation waits for no more than an instant. */
    private static final int BATCH = 200;

    private final Projection projection;

    private final Generations generations;

    private final Duration keep;

    private @Nullable ProjectionSql active;

    private boolean foreign;

    private @Nullable ProjectionSql left;

    /** The generation that is being dropped, which nothing is projected in any more; 0 for none. */
    private final AtomicInteger going = new AtomicInteger();

    private volatile long dropNext = System.nanoTime();

    private long lookedAt = System.nanoTime() - LOOK_EVERY;

    private long keepUpNext = System.nanoTime();

    FollowedGenerations(DataSource dataSource, PlatformTransactionManager transactionManager, Duration keep,
            int mostDeadLetters) {
        this.projection = new Projection(dataSource, transactionManager, mostDeadLetters,
                Stillness.betweenWakeUps());
        this.generations = new Generations(dataSource, transactionManager);
        this.keep = keep;
    }

    /** Projects what is next for the generation that readers use. */
    Projected project(int budget) {
        var sql = this.active;
        if (sql == null) {
            sql = look();
            if (sql == null) {
                return new Elsewhere();
            }
        }
        var projected = this.projection.next(sql, budget, true);
        if (projected instanceof Retired) {
            this.active = null;
            this.lookedAt = System.nanoTime() - LOOK_EVERY;
        }
        return projected;
    }

    private @Nullable ProjectionSql look() {
        var found = this.generations.active();
        if (found.isCurrent()) {
            this.active = new ProjectionSql(found.generation());
        } else if (!this.foreign) {
            log.warn("Generation {} was made by version {} of the projection, this is version {}: it stands still "
                    + "until the job rebuild-read-model has replaced it", found.generation(), found.projection(),
                    ProjectionVersion.CURRENT);
        }
        this.foreign = !found.isCurrent();
        return this.active;
    }

    /**
     * Projects a little for the generation that readers left.
     * @param idle whether there is nothing else to do
     * @return whether there is more to do for it
     */
    boolean keepUp(boolean idle) {
        long begin = System.nanoTime();
        if (!idle && begin - this.keepUpNext < 0) {
            return false;
        }
        if (begin - this.lookedAt >= LOOK_EVERY) {
            this.lookedAt = begin;
            dropOutdated();
            int going = this.going.get();
            this.left = this.generations.left().stream().filter(generation -> generation != going).findFirst()
                    .map(ProjectionSql::new).orElse(null);
        }
        boolean more = false;
        if (this.left != null) {
            try {
                more = this.projection.next(this.left, BATCH, false) instanceof Done done && done.more();
            } catch (BadSqlGrammarException ex) {
                log.debug("Another node dropped the generation that readers left", ex);
                this.left = null;
            }
        }
        long end = System.nanoTime();
        this.keepUpNext = end + (PART - 1) * (end - begin);
        return more;
    }

    /** By a thread of its own: to remove the files of a large generation takes seconds, in which edits would wait. */
    private void dropOutdated() {
        if (this.going.get() != 0 || System.nanoTime() - this.dropNext < 0) {
            return;
        }
        this.generations.outdated(this.keep).ifPresent(generation -> {
            this.going.set(generation);
            Thread.ofVirtual().name("aisle-generation-drop").start(() -> {
                try {
                    if (!this.generations.dropUnused(generation)) {
                        log.debug("Generation {} is still in use", generation);
                    }
                } catch (DataAccessException | TransactionException ex) {
                    log.warn("Generation {} of the read model couldn't be dropped; that is tried again in a minute",
                            generation, ex);
                    this.dropNext = System.nanoTime() + AFTER_FAILURE;
                } finally {
                    this.going.set(0);
                }
            });
        });
    }

}
