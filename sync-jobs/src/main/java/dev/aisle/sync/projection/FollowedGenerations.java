package dev.aisle.sync.projection;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Elsewhere;
import dev.aisle.sync.projection.Projected.Retired;

/**
 * Projects the generation that readers use, and, when there is time, those that they left
 * and may return to, until these have had their time. One that another version of the
 * projection made is left as it is.
 */
final class FollowedGenerations {

    private static final Logger log = LoggerFactory.getLogger(FollowedGenerations.class);

    /** Also when the active generation leaves no time, the others get some this often. */
    private static final long AT_LEAST_EVERY = Duration.ofMillis(500).toNanos();

    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    private static final int BATCH = 2_000;

    private final Projection projection;

    private final Generations generations;

    private final Duration keep;

    private @Nullable ProjectionSql active;

    private boolean foreign;

    private List<ProjectionSql> left = List.of();

    private long lookedAt = System.nanoTime() - LOOK_EVERY;

    private long keptUpAt = System.nanoTime();

    FollowedGenerations(DataSource dataSource, PlatformTransactionManager transactionManager, Duration keep,
            int mostDeadLetters) {
        this.projection = new Projection(dataSource, transactionManager, mostDeadLetters);
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
     * Projects a little for the generations that readers left.
     * @param idle whether there is nothing else to do
     * @return whether there is more to do for them
     */
    boolean keepUp(boolean idle) {
        long now = System.nanoTime();
        if (!idle && now - this.keptUpAt < AT_LEAST_EVERY) {
            return false;
        }
        this.keptUpAt = now;
        if (now - this.lookedAt >= LOOK_EVERY) {
            this.lookedAt = now;
            this.generations.dropOldest(this.keep);
            this.left = this.generations.left().stream().map(ProjectionSql::new).toList();
        }
        boolean more = false;
        try {
            for (var sql : this.left) {
                more |= this.projection.next(sql, BATCH, false) instanceof Done done && done.more();
            }
        } catch (BadSqlGrammarException ex) {
            log.debug("Another node dropped a generation that readers left", ex);
            this.left = List.of();
        }
        return more;
    }

}
