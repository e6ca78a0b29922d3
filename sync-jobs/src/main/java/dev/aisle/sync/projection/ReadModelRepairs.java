package dev.aisle.sync.projection;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.function.Function;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that write the read model beside the projector: while one lasts nobody projects, and what it changes
 * is numbered and told like everything else. Keep them short, for the read model stands still meanwhile.
 */
public final class ReadModelRepairs {

    /** What is looked up is named by keys; whoever is frozen in here loses the lock as the projector does. */
    private static final String SESSION = """
            SET LOCAL random_page_cost = 0.5;
            SET LOCAL jit = off;
            SET LOCAL max_parallel_workers_per_gather = 0;
            SET LOCAL work_mem = '32MB';
            SET LOCAL idle_in_transaction_session_timeout = '4s'
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    /**
     * Repairs on connections of their own.
     * @param dataSource the sync role's
     * @param transactionManager for it
     */
    public ReadModelRepairs(DataSource dataSource, PlatformTransactionManager transactionManager) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(transactionManager);
        // each statement sees what was committed before it, for one that waited for the lock must see behind it
        this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Looks around beforehand, in nobody's way.
     * @return a client
     */
    public JdbcClient unlocked() {
        return this.jdbc;
    }

    /**
     * Does some work while nobody projects.
     * @param <T> what it answers
     * @param generation the generation that it is about
     * @param keep whether what it writes stays; else it is as if nothing had been done
     * @param work the work
     * @return its answer
     */
    public <T> T locked(int generation, boolean keep, Function<Repair, T> work) {
        return this.transaction.execute(status -> {
            this.jdbc.sql(SESSION).update();
            var sql = new ProjectionSql(generation);
            var repair = this.jdbc.sql(sql.keyed("wait-for-checkpoint"))
                    .query((row, _) -> new Repair(this.jdbc, sql,
                            new Checkpoint(row.getLong("position"), row.getObject("time", OffsetDateTime.class),
                                    row.getLong("change"), row.getLong("ahead"),
                                    row.getObject("now", OffsetDateTime.class), false, false)))
                    .single();
            T answer = work.apply(repair);
            if (keep) {
                repair.finish();
            } else {
                status.setRollbackOnly();
            }
            return answer;
        });
    }

    /** A transaction under way. */
    public static final class Repair {

        private final JdbcClient jdbc;

        private final ProjectionSql sql;

        private final Checkpoint checkpoint;

        private final Effects effects = new Effects();

        private Repair(JdbcClient jdbc, ProjectionSql sql, Checkpoint checkpoint) {
            this.jdbc = jdbc;
            this.sql = sql;
            this.checkpoint = checkpoint;
        }

        /**
         * Runs statements in this transaction.
         * @return a client
         */
        public JdbcClient jdbc() {
            return this.jdbc;
        }

        /**
         * How far the generation is.
         * @return every event up to this position is projected, or what it touched is dirty
         */
        public long position() {
            return this.checkpoint.position();
        }

        /**
         * The time at which rules are evaluated.
         * @return the checkpoint's time
         */
        public OffsetDateTime time() {
            return this.checkpoint.time();
        }

        /**
         * When this happens.
         * @return the database's time, what {@code changed_at} gets
         */
        public OffsetDateTime now() {
            return this.checkpoint.now();
        }

        /**
         * The number of what this transaction changes.
         * @return a seq of {@code read.changes}
         */
        public long change() {
            return this.checkpoint.change() + 1;
        }

        /**
         * Recomputes categories as the projector does: with all below them where their place or visibility differs,
         * and then with the products there, which become dirty.
         * @param ids categories
         */
        public void recomputeCategories(Collection<String> ids) {
            this.jdbc.sql(this.sql.withMoved("project-categories")).param("ids", ids.toArray(String[]::new))
                    .param("roots", false).param("time", time()).param("change", change())
                    .param("generation", this.sql.generation()).param("position", position() + 1)
                    .query((row, _) -> {
                        this.effects.categories(Effects.texts(row, "categories"));
                        return this.effects;
                    }).single();
        }

        /**
         * Tells which products' rows were changed.
         * @param ids products
         * @param slugs the slugs that lead elsewhere now
         */
        public void changedProducts(Collection<String> ids, Collection<String> slugs) {
            this.effects.products(ids);
            this.effects.slugs(slugs);
        }

        /**
         * Tells which categories' listings were changed.
         * @param ids categories
         */
        public void changedListings(Collection<String> ids) {
            this.effects.listings(ids);
        }

        /**
         * Tells which categories' counts were changed: their listings' pages show them, and the categories above them.
         * @param ids categories
         */
        public void changedCounts(Collection<String> ids) {
            this.effects.listings(ids);
            this.effects.counts(ids);
            this.effects.counts(this.jdbc.sql(this.sql.keyed("categories-above"))
                    .param("ids", ids.toArray(String[]::new)).query((row, _) -> row.getString("parent_id")).list());
        }

        /** Tells that the displayed tree may have been shown otherwise than it is. */
        public void changedTree() {
            this.effects.tree();
        }

        /**
         * Tells which categories were changed otherwise, or appear or vanish with their count.
         * @param ids categories
         */
        public void changedCategories(Collection<String> ids) {
            this.effects.categories(ids);
        }

        private void finish() {
            if (!this.effects.any()) {
                return;
            }
            this.effects.tell(this.jdbc.sql(this.sql.keyed("write-changes"))).param("change", change())
                    .param("generation", this.sql.generation()).param("position", position()).param("time", now())
                    .query((_, _) -> true).list();
            this.jdbc.sql(this.sql.keyed("move-checkpoint")).param("generation", this.sql.generation())
                    .param("position", position()).param("time", time()).param("change", change())
                    .param("ahead", this.checkpoint.ahead())
                    // it didn't look at what was written meanwhile
                    .param("more", true).query((_, _) -> true).single();
            // a projector that found the checkpoint locked waits for a hint
            this.jdbc.sql("SELECT pg_notify('aisle_journal', '')").query((_, _) -> true).single();
        }

    }

}
