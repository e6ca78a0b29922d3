package dev.aisle.sync.projection;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Builds a generation of the read model beside the one that readers use, by the same
 * projection. Everything is filled in as of one time; what the journal and the windows
 * bring meanwhile is caught up with before readers are switched over.
 */
public final class GenerationBuild {

    private static final int CATCH_UP_BATCH = 5_000;

    private static final String SESSION = """
            SET LOCAL jit = off;
            SET LOCAL work_mem = '64MB';
            SET LOCAL maintenance_work_mem = '256MB';
            SET LOCAL random_page_cost = 1.1
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final Projection projection;

    private final ProjectionSql sql;

    private final int active;

    private final OffsetDateTime time;

    private final long change;

    private GenerationBuild(DataSource dataSource, PlatformTransactionManager transactionManager) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(transactionManager);
        this.projection = new Projection(dataSource, transactionManager);
        this.active = this.jdbc.sql("SELECT generation FROM read.pointer").query((row, _) -> row.getInt(1)).single();
        dropOthers();
        int next = this.active + 1;
        this.sql = new ProjectionSql(next);
        record Start(OffsetDateTime time, long change) {}
        var start = this.transaction.<Start>execute(_ -> {
            this.jdbc.sql("SELECT read.create_generation(:n)").param("n", next).query((_, _) -> true).single();
            return this.jdbc.sql(statement("begin-generation"))
                    .query((row, _) -> new Start(row.getObject("time", OffsetDateTime.class), row.getLong("change")))
                    .single();
        });
        this.time = start.time();
        this.change = start.change();
    }

    /**
     * Makes an empty generation. What an earlier build left is dropped, as is a generation
     * that readers used before.
     * @param dataSource the sync role's
     * @param transactionManager for it
     * @return the build
     */
    public static GenerationBuild begin(DataSource dataSource, PlatformTransactionManager transactionManager) {
        return new GenerationBuild(dataSource, transactionManager);
    }

    /**
     * The generation's number.
     * @return a number
     */
    public int generation() {
        return this.sql.generation();
    }

    /** Fills in all categories; before the products, which stand below them. */
    public void fillCategories() {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(SESSION).update();
            var ids = this.jdbc.sql("SELECT id FROM command.published_category")
                    .query((row, _) -> row.getString("id")).list();
            this.jdbc.sql(statement("project-categories")).param("ids", ids.toArray(String[]::new))
                    .param("roots", false).param("time", this.time).param("change", this.change)
                    .param("generation", generation()).param("position", 0L).query((_, _) -> true).single();
            this.jdbc.sql(statement("fill-old-slugs")).update();
        });
    }

    /**
     * Divides the products.
     * @param size about how many to a range
     * @return ranges that together hold every id there could be
     */
    public List<KeyRange> ranges(int size) {
        var ranges = new ArrayList<KeyRange>();
        var after = "";
        for (var until : this.jdbc.sql(statement("key-ranges")).param("size", size)
                .query((row, _) -> row.getString("id")).list()) {
            ranges.add(new KeyRange(after, until));
            after = until;
        }
        ranges.add(new KeyRange(after, KeyRange.END));
        return ranges;
    }

    /**
     * Product ids, ordered as bytes.
     *
     * @param after the id before the first
     * @param until the last
     */
    public record KeyRange(String after, String until) {

        /** Ids are ASCII and don't begin with this. */
        static final String END = "~";

    }

    /**
     * Fills in one range of products; several threads may do so at once.
     * @param range each range once
     */
    public void fillProducts(KeyRange range) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(SESSION).update();
            this.jdbc.sql(this.sql.where("fill-products", "p.id > :after AND p.id <= :until")
                    .replace("{active}", "read_g" + this.active)).param("after", range.after())
                    .param("until", range.until()).param("time", this.time).param("change", this.change).update();
        });
    }

    /**
     * The indexes that are made after the filling, the longest work first.
     * @return their names
     */
    public List<String> indexes() {
        return this.jdbc.sql("SELECT name FROM read.generation_indexes() AS name")
                .query((row, _) -> row.getString("name")).list();
    }

    /**
     * Makes an index; several threads may do so at once.
     * @param name its name
     */
    public void createIndex(String name) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(SESSION).update();
            this.jdbc.sql("SELECT read.create_generation_index(:n, :name)").param("n", generation())
                    .param("name", name).query((_, _) -> true).single();
        });
    }

    /** Counts the listings and lets the planner know the tables. */
    public void finish() {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(SESSION).update();
            this.jdbc.sql(statement("count-listings")).update();
        });
        this.jdbc.sql("SELECT read.analyze_generation(:n)").param("n", generation()).query((_, _) -> true).single();
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
     * Lets readers use this generation. The old one stands still meanwhile: its projector
     * finds its checkpoint locked and comes back later.
     * @param stop whether to give up
     * @return whether they use it now; if not, it fell behind and has to catch up first
     */
    public boolean switchOver(BooleanSupplier stop) {
        return Boolean.TRUE.equals(this.transaction.<Boolean>execute(_ -> {
            this.jdbc.sql("SELECT 1 FROM read_g%d.checkpoint FOR UPDATE".formatted(this.active))
                    .query((_, _) -> true).single();
            return apart(() -> catchUp(stop)) && this.jdbc.sql(statement("switch-generation"))
                    .param("generation", generation()).update() == 1;
        }));
    }

    /** On another connection, so that what it commits is seen by the transaction that waits for it. */
    private static boolean apart(BooleanSupplier work) {
        var result = new boolean[1];
        var thread = Thread.ofVirtual().start(() -> result[0] = work.getAsBoolean());
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return result[0];
    }

    /** Drops every generation that readers don't use. */
    public void dropOthers() {
        this.jdbc.sql("""
                SELECT substr(nspname, 7)::integer AS generation
                  FROM pg_namespace
                 WHERE nspname ~ '^read_g[0-9]+$'
                   AND substr(nspname, 7)::integer NOT IN (SELECT generation FROM read.pointer)""")
                .query((row, _) -> row.getInt("generation")).list().forEach(this::drop);
    }

    private void drop(int generation) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql("SELECT read.drop_generation(:n)").param("n", generation).query((_, _) -> true).single();
            this.jdbc.sql("DELETE FROM sync.dirty WHERE generation = :n").param("n", generation).update();
        });
    }

    private String statement(String name) {
        return this.sql.keyed(name).replace("{active}", "read_g" + this.active);
    }

}
