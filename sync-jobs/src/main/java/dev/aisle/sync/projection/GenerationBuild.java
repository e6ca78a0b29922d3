package dev.aisle.sync.projection;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.jobs.JobProblemException;

/**
 * Builds a generation of the read model beside the one that readers use, by the same
 * projection. Everything is filled in as of one time; what the journal and the windows
 * bring meanwhile is caught up with before readers are switched over. Each step is a
 * transaction that notes that it was done, so that a build that broke off goes on from there.
 */
public final class GenerationBuild {

    private static final String COUNTS = "counts";

    /**
     * The work is divided among connections of our own. What a crash takes from a generation that nobody reads yet goes
     * with the note that it was done: no step waits for the disk, and no edit behind it for all of its log at once.
     */
    private static final String SESSION = """
            SET LOCAL synchronous_commit = off;
            SET LOCAL jit = off;
            SET LOCAL work_mem = '64MB';
            SET LOCAL maintenance_work_mem = '512MB';
            SET LOCAL random_page_cost = 1.1
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final ProjectionSql sql;

    private final int active;

    private GenerationBuild(JdbcClient jdbc, TransactionTemplate transaction, int active, int generation) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.active = active;
        this.sql = new ProjectionSql(generation);
    }

    /**
     * Goes on with the build of a run, or makes an empty generation. What another run left unfinished is dropped.
     * @param dataSource the sync role's
     * @param transactionManager for it
     * @param run the run of the job
     * @return the build
     */
    public static GenerationBuild of(DataSource dataSource, PlatformTransactionManager transactionManager, long run) {
        var jdbc = JdbcClient.create(dataSource);
        var transaction = new TransactionTemplate(transactionManager);
        var generations = new Generations(dataSource, transactionManager);
        int active = generations.active().generation();
        int generation = jdbc.sql("""
                SELECT generation
                  FROM read.generation
                 WHERE run = :run
                   AND phase <> 'ready'
                   AND projection = :projection""")
                .param("run", run).param("projection", ProjectionVersion.CURRENT)
                .query((row, _) -> row.getInt("generation")).optional().orElseGet(() -> {
                    generations.dropUnfinished();
                    return begin(jdbc, transaction, active, run);
                });
        return new GenerationBuild(jdbc, transaction, active, generation);
    }

    /**
     * Whether a run has brought readers to the generation that it built.
     * @param jdbc the sync role's
     * @param run the run of the job
     * @return that generation
     */
    public static Optional<Integer> finished(JdbcClient jdbc, long run) {
        return jdbc.sql("SELECT generation FROM read.generation WHERE run = :run AND phase = 'ready'")
                .param("run", run).query((row, _) -> row.getInt("generation")).optional();
    }

    private static int begin(JdbcClient jdbc, TransactionTemplate transaction, int active, long run) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            int next = jdbc.sql("""
                    INSERT INTO read.generation (generation, projection, run, phase)
                    SELECT max(generation) + 1, :projection, :run, 'categories'
                      FROM read.generation
                    RETURNING generation""").param("projection", ProjectionVersion.CURRENT).param("run", run)
                    .query((row, _) -> row.getInt("generation")).single();
            jdbc.sql("SELECT read.create_generation(:n)").param("n", next).query((_, _) -> true).single();
            jdbc.sql(new ProjectionSql(next).keyed("begin-generation").replace("{active}", "read_g" + active))
                    .query((_, _) -> true).single();
            return next;
        }));
    }

    /**
     * The generation's number.
     * @return a number
     */
    public int generation() {
        return this.sql.generation();
    }

    /**
     * What is to be done next.
     * @return the phase, as the last finished step left it
     */
    public BuildPhase phase() {
        return this.jdbc.sql("SELECT phase FROM read.generation WHERE generation = :n").param("n", generation())
                .query((row, _) -> BuildPhase.ofCode(row.getString("phase"))).single();
    }

    private void reach(BuildPhase phase) {
        this.jdbc.sql("""
                UPDATE read.generation SET phase = :phase WHERE generation = :n""").param("phase", phase.code())
                .param("n", generation()).update();
    }

    /** The time and the number that everything is filled in as of. */
    private record Start(OffsetDateTime time, long change) {

    }

    private Start start() {
        return this.jdbc.sql("SELECT time, change FROM read_g%d.checkpoint".formatted(generation()))
                .query((row, _) -> new Start(row.getObject("time", OffsetDateTime.class), row.getLong("change")))
                .single();
    }

    /**
     * Fills in all categories, and divides the products, which stand below them.
     * @param size about how many products to a range
     * @throws JobProblemException if one of the categories can't be stored
     */
    public void fillCategories(int size) {
        var ids = this.jdbc.sql("SELECT id FROM command.published_category ORDER BY id")
                .query((row, _) -> row.getString("id")).list();
        try {
            this.transaction.executeWithoutResult(_ -> {
                fillCategories(ids);
                this.jdbc.sql(statement("fill-old-slugs")).update();
                divide(size);
                reach(BuildPhase.PRODUCTS);
            });
        } catch (DataAccessException ex) {
            throw FaultyKey.explain(Kind.CATEGORY, ids, ex, some -> inVain(() -> fillCategories(some)));
        }
    }

    private void fillCategories(List<String> ids) {
        this.jdbc.sql(SESSION).update();
        var start = start();
        this.jdbc.sql(statement("project-categories")).param("ids", ids.toArray(String[]::new))
                .param("roots", false).param("time", start.time()).param("change", start.change())
                .param("generation", generation()).param("position", 0L).query((_, _) -> true).single();
    }

    private void inVain(Runnable work) {
        this.transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            work.run();
        });
    }

    private void divide(int size) {
        var ends = new ArrayList<>(this.jdbc.sql(statement("key-ranges")).param("size", size)
                .query((row, _) -> row.getString("id")).list());
        ends.add(KeyRange.END);
        this.jdbc.sql("""
                INSERT INTO sync.rebuild_range (generation, number, after, until)
                SELECT :n, number, lag(until, 1, '') OVER (ORDER BY number), until
                  FROM unnest(:ends) WITH ORDINALITY AS range (until, number)""").param("n", generation())
                .param("ends", ends.toArray(String[]::new)).update();
    }

    /**
     * Product ids, ordered as bytes. All ranges together hold every id there could be.
     *
     * @param number counts the ranges
     * @param after the id before the first
     * @param until the last
     */
    public record KeyRange(int number, String after, String until) {

        /** Ids are ASCII and don't begin with this. */
        static final String END = "~";

    }

    /**
     * The ranges of products that are still to be filled in.
     * @return ranges in the order of their ids
     */
    public List<KeyRange> unfilled() {
        return this.jdbc.sql("""
                SELECT number, after, until
                  FROM sync.rebuild_range
                 WHERE generation = :n
                   AND NOT filled
                 ORDER BY number""").param("n", generation())
                .query((row, _) -> new KeyRange(row.getInt("number"), row.getString("after"), row.getString("until")))
                .list();
    }

    /**
     * How many ranges there are.
     * @return filled or not
     */
    public int ranges() {
        return this.jdbc.sql("SELECT count(*) FROM sync.rebuild_range WHERE generation = :n").param("n", generation())
                .query(Integer.class).single();
    }

    /**
     * Fills in one range of products; several threads may do so at once.
     * @param range each range once
     * @throws JobProblemException if one of them can't be stored
     */
    public void fillProducts(KeyRange range) {
        try {
            this.transaction.executeWithoutResult(_ -> {
                fillProducts("%s > :after AND %s <= :until",
                        Map.of("after", range.after(), "until", range.until()));
                this.jdbc.sql("UPDATE sync.rebuild_range SET filled = true WHERE generation = :n AND number = :number")
                        .param("n", generation()).param("number", range.number()).update();
            });
        } catch (DataAccessException ex) {
            throw FaultyKey.explain(Kind.PRODUCT, idsIn(range), ex, some -> inVain(
                    () -> fillProducts("%s = ANY (:ids)", Map.of("ids", some.toArray(String[]::new)))));
        }
    }

    private void fillProducts(String which, Map<String, ?> parameters) {
        this.jdbc.sql(SESSION).update();
        var start = start();
        this.jdbc.sql(this.sql.where("fill-products", which).replace("{active}", "read_g" + this.active))
                .params(parameters).param("time", start.time()).param("change", start.change()).update();
    }

    private List<String> idsIn(KeyRange range) {
        return this.jdbc.sql("SELECT id FROM command.published_product WHERE id > :after AND id <= :until ORDER BY id")
                .param("after", range.after()).param("until", range.until())
                .query((row, _) -> row.getString("id")).list();
    }

    /** Notes that all ranges are filled in. */
    public void productsAreFilled() {
        reach(BuildPhase.INDEXES);
    }

    /**
     * What is left to be done when everything is filled in: indexes and counts, the longest work first.
     * @return names for {@link #complete}
     */
    public List<String> completions() {
        var names = new ArrayList<>(this.jdbc.sql("SELECT name FROM read.generation_indexes() AS name")
                .query((row, _) -> row.getString("name")).list());
        names.add(COUNTS);
        return names;
    }

    /**
     * Makes an index, unless it is there, or counts; several threads may do so at once.
     * @param name what
     * @param helpers how many processes of the database may help: one keeps the last index from being made by one alone
     */
    public void complete(String name, int helpers) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(SESSION).update();
            this.jdbc.sql("SET LOCAL max_parallel_maintenance_workers = " + helpers).update();
            if (name.equals(COUNTS)) {
                this.jdbc.sql(statement("count-listings")).update();
            } else {
                this.jdbc.sql("SELECT read.create_generation_index(:n, :name)").param("n", generation())
                        .param("name", name).query((_, _) -> true).single();
            }
        });
    }

    /**
     * The tables that the planner has to know before they are used, the longest work first.
     * @return names for {@link #analyze}
     */
    public List<String> tables() {
        return List.of("product", "listing", "category");
    }

    /**
     * Lets the planner know a table that is complete; several threads may do so at once.
     * @param table its name
     */
    public void analyze(String table) {
        this.jdbc.sql("SELECT read.analyze_generation(:n, :table)").param("n", generation()).param("table", table)
                .query((_, _) -> true).single();
    }

    /** Notes that indexes, counts and what the planner knows are made. */
    public void finish() {
        reach(BuildPhase.CATCH_UP);
    }

    /**
     * Whether somebody said that it may show much less than the generation that readers use.
     * @return whether that is meant
     */
    public boolean isConfirmed() {
        return this.jdbc.sql("SELECT confirmed FROM read.generation WHERE generation = :n").param("n", generation())
                .query(Boolean.class).single();
    }

    private String statement(String name) {
        return this.sql.keyed(name).replace("{active}", "read_g" + this.active);
    }

}
