package dev.aisle.sync.projection;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings readers to another generation that is complete: one that was just built, or one
 * that they left before.
 */
public final class GenerationSwitch {

    private static final int CATCH_UP_BATCH = 5_000;

    /** Caches are told of no more differences than this; beyond it they had better begin anew. */
    private static final int MOST_DIFFERENCES = 10_000;

    private static final String SESSION = """
            SET LOCAL jit = off;
            SET LOCAL work_mem = '64MB'
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final TransactionTemplate snapshot;

    private final Projection projection;

    private final ProjectionSql sql;

    /**
     * Nothing is done yet.
     * @param dataSource the sync role's
     * @param transactionManager for it
     * @param to the generation that readers shall use
     */
    public GenerationSwitch(DataSource dataSource, PlatformTransactionManager transactionManager, int to) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(transactionManager);
        this.snapshot = new TransactionTemplate(transactionManager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.projection = new Projection(dataSource, transactionManager);
        this.sql = new ProjectionSql(to);
    }

    /**
     * Follows the journal and the windows until there is nothing left at the moment.
     * @param stop whether to give up
     * @return whether it got there
     */
    public boolean catchUp(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            if (this.projection.next(this.sql, CATCH_UP_BATCH, false) instanceof Projected.Done done && !done.more()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a generation holds, and whether that adds up.
     *
     * @param products its products
     * @param activeProducts those of the generation that readers use
     * @param listingRows its listing rows
     * @param sumsAgree whether the listings are those that its products say, by a checksum over all rows
     * @param miscounted categories whose count isn't that of their listing's rows
     */
    public record Verification(long products, long activeProducts, long listingRows, boolean sumsAgree,
            long miscounted) {

        /**
         * Whether the generation adds up.
         * @return whether nothing in it contradicts itself
         */
        public boolean isSound() {
            return this.sumsAgree && this.miscounted == 0;
        }

    }

    /**
     * Looks whether the generation adds up. Reads all of it.
     * @return what it holds
     */
    public Verification verify() {
        return inSnapshot(active -> this.jdbc.sql(statement("verify-generation", active))
                .query((row, _) -> new Verification(row.getLong("products"), row.getLong("active_products"),
                        row.getLong("listing_rows"), row.getBoolean("sums_agree"), row.getLong("miscounted")))
                .single());
    }

    /**
     * Notes where the generation differs from the one that readers use, for the caches, and has noted what is
     * projected in it from now on. Reads all of both, on two connections.
     * @return how many parts differ; beyond what caches are told it isn't exact
     */
    public int compare() {
        this.transaction.executeWithoutResult(_ -> {
            // a projection that began before this has to begin again
            this.jdbc.sql("UPDATE read_g%d.checkpoint SET change = change".formatted(this.sql.generation())).update();
            this.jdbc.sql("DELETE FROM sync.generation_difference").update();
            this.jdbc.sql("INSERT INTO sync.generation_difference VALUES (:generation, 'compared', '')")
                    .param("generation", this.sql.generation()).update();
        });
        try (var other = Executors.newSingleThreadExecutor()) {
            var products = other.submit(() -> compare("compare-products"));
            int categories = compare("compare-categories");
            return categories + result(products);
        }
    }

    private int compare(String statement) {
        return inSnapshot(active -> this.jdbc.sql(statement(statement, active))
                .param("generation", this.sql.generation()).param("most", MOST_DIFFERENCES).update());
    }

    /**
     * Lets readers use this generation. The old one stands still meanwhile: its projector
     * finds its checkpoint locked and comes back later.
     * @param stop whether to give up
     * @return whether they use it now; if not, it fell behind and has to catch up first
     */
    public boolean switchOver(BooleanSupplier stop) {
        return Boolean.TRUE.equals(this.transaction.<Boolean>execute(_ -> {
            int active = active();
            this.jdbc.sql("SELECT 1 FROM read_g%d.checkpoint FOR UPDATE".formatted(active)).query((_, _) -> true)
                    .single();
            boolean switched = active == active() && apart(() -> catchUp(stop))
                    && this.jdbc.sql(statement("switch-generation", active))
                            .param("generation", this.sql.generation()).param("most", MOST_DIFFERENCES).update() == 1;
            if (switched) {
                this.jdbc.sql("DELETE FROM sync.generation_difference").update();
            }
            return switched;
        }));
    }

    @FunctionalInterface
    private interface Work<T> {

        T perform(int active);

    }

    private <T> T inSnapshot(Work<T> work) {
        return Objects.requireNonNull(this.snapshot.execute(_ -> {
            this.jdbc.sql(SESSION).update();
            return work.perform(active());
        }));
    }

    private int active() {
        return this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
    }

    private String statement(String name, int active) {
        return this.sql.keyed(name).replace("{active}", "read_g" + active);
    }

    /** On another connection, so that what it commits is seen by the transaction that waits for it. */
    private static boolean apart(BooleanSupplier work) {
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            return result(other.submit(work::getAsBoolean));
        }
    }

    /** What another thread made, or its failure as it is: whether a run goes on after it depends on what failed. */
    private static <T> T result(Future<T> work) {
        try {
            return work.get();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread worked", ex);
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof RuntimeException cause) ? cause
                    : new IllegalStateException("another thread failed", ex.getCause());
        }
    }

}
