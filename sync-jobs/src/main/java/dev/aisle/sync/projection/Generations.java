package dev.aisle.sync.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The copies of the read model: the one that readers use, those that they left, one that is being built. */
public final class Generations {

    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private static final String LOCK_TIMEOUT = "55P03";

    /** Longer than any reader could be on the way to a generation that it has looked up. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    /**
     * Looks at the database that this belongs to.
     * @param dataSource the sync role's
     * @param transactionManager for it
     */
    public Generations(DataSource dataSource, PlatformTransactionManager transactionManager) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(transactionManager);
    }

    /**
     * The generation that readers use.
     *
     * @param generation its number
     * @param projection the version of the projection that made it
     */
    public record Active(int generation, int projection) {

        /**
         * Whether this version of Aisle projects it.
         * @return whether it was made by the present version of the projection
         */
        public boolean isCurrent() {
            return this.projection == ProjectionVersion.CURRENT;
        }

    }

    /**
     * Looks which generation readers use.
     * @return that generation
     */
    public Active active() {
        return this.jdbc.sql("""
                SELECT generation, projection
                  FROM read.generation
                  JOIN read.pointer USING (generation)""")
                .query((row, _) -> new Active(row.getInt("generation"), row.getInt("projection"))).single();
    }

    /**
     * The generations that readers have left and may return to, the one that they left last first.
     * @return their numbers
     */
    public List<Integer> left() {
        return this.jdbc.sql("""
                SELECT generation
                  FROM read.generation
                 WHERE phase = 'ready'
                   AND projection = :projection
                   AND generation <> (SELECT generation FROM read.pointer)
                 ORDER BY left_at DESC NULLS LAST""").param("projection", ProjectionVersion.CURRENT)
                .query((row, _) -> row.getInt("generation")).list();
    }

    /**
     * Makes the first generation of a new catalog this version's: it is empty, whatever projects it.
     */
    public void adoptWhatIsEmpty() {
        this.jdbc.sql("""
                UPDATE read.generation
                   SET projection = :projection
                 WHERE generation = 1
                   AND projection < :projection
                   AND NOT EXISTS (SELECT FROM command.published_journal)""")
                .param("projection", ProjectionVersion.CURRENT).update();
    }

    /**
     * Looks for a generation that readers left long ago, or before they left another one.
     * @param keep how long they may return to the one that they left last
     * @return the one that they left first, or empty when there is none
     */
    public Optional<Integer> outdated(Duration keep) {
        return this.jdbc.sql("""
                SELECT generation
                  FROM (SELECT generation, left_at,
                               CASE row_number() OVER (ORDER BY left_at DESC) WHEN 1 THEN :keep
                                    ELSE least(:keep, :grace) END AS keep
                          FROM read.generation
                         WHERE left_at IS NOT NULL
                           AND generation <> (SELECT generation FROM read.pointer)) AS gone
                 WHERE left_at < clock_timestamp() - make_interval(secs => keep)
                 ORDER BY left_at
                 LIMIT 1""").param("keep", keep.toMillis() / 1_000.0).param("grace", GRACE.toSeconds() + 0.0)
                .query((row, _) -> row.getInt("generation")).optional();
    }

    /**
     * Drops a generation, unless somebody still reads it: then it is left for later. Its files may take seconds.
     * @param generation one that is {@link #outdated}
     * @return whether it is gone
     */
    public boolean dropUnused(int generation) {
        try {
            drop(generation);
            return true;
        } catch (UncategorizedSQLException ex) {
            if (!(ex.getRootCause() instanceof SQLException cause) || !LOCK_TIMEOUT.equals(cause.getSQLState())) {
                throw ex;
            }
            return false;
        }
    }

    /** Drops what an earlier build left unfinished. */
    void dropUnfinished() {
        this.jdbc.sql("SELECT generation FROM read.generation WHERE phase <> 'ready'")
                .query((row, _) -> row.getInt("generation")).list().forEach(this::drop);
    }

    /** At most for a moment it stands in the way of others who use the generation. */
    void drop(int generation) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql("SET LOCAL lock_timeout = '200ms'").update();
            this.jdbc.sql("SELECT read.drop_generation(:n)").param("n", generation).query((_, _) -> true).single();
            if (active().generation() == generation) {
                // readers returned to it while this waited for them
                throw new ConcurrencyFailureException("readers use generation %d again".formatted(generation));
            }
            for (var table : List.of("dirty", "rebuild_range", "generation_difference")) {
                this.jdbc.sql("DELETE FROM sync.%s WHERE generation = :n".formatted(table)).param("n", generation)
                        .update();
            }
        });
        log.info("Generation {} of the read model was dropped", generation);
    }

}
