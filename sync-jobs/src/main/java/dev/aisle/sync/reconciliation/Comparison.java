package dev.aisle.sync.reconciliation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;

/**
 * Compares one generation with what the projection makes of the write model in the same snapshot, at the time of its
 * checkpoint. First checksums of segments, on both sides; then, row by row, the segments that differ. What is on its
 * way in that snapshot is left out.
 */
final class Comparison {

    /**
     * Why {@code lock_timeout}: a connection that waits for a lock while another one, which is done, holds the snapshot,
     * would wait for ever behind somebody who waits for that one; and shoppers behind him.
     */
    private static final String SESSION = """
            SET LOCAL plan_cache_mode = force_custom_plan;
            SET LOCAL jit = off;
            SET LOCAL work_mem = '64MB';
            SET LOCAL random_page_cost = 1.1;
            SET LOCAL max_parallel_workers_per_gather = 0;
            SET LOCAL lock_timeout = '5s';
            SET LOCAL idle_in_transaction_session_timeout = '10min'
            """;

    private static final int RANGE = 50_000;

    /** Products that are asked for one by one. */
    private static final int RANGE_OF_SOME = 5_000;

    private static final int FEWEST_BLOCKS = 2_000;

    private static final int CHUNKS = 8;

    /** With fewer, one pass over the listings is better than two at once. */
    private static final int WORTH_SHARING = 64;

    private final DataSource dataSource;

    private final ReconciliationSql sql;

    private final int workers;

    private final BooleanSupplier stop;

    Comparison(DataSource dataSource, ReconciliationSql sql, int workers, BooleanSupplier stop) {
        this.dataSource = dataSource;
        this.sql = sql;
        this.workers = workers;
        this.stop = stop;
    }

    /** Is told how far a comparison is. */
    @FunctionalInterface
    interface Progress {

        void at(int done, int total);

    }

    /**
     * Where a generation stood in the snapshot.
     *
     * @param position its checkpoint's position
     * @param time its checkpoint's time
     * @param change the newest change in it
     * @param head the journal's newest position
     */
    record At(long position, OffsetDateTime time, long change, long head) {

    }

    /**
     * The checksums of a small table.
     *
     * @param expectedRows how many rows there should be
     * @param expectedDigest of them
     * @param storedRows how many there are
     * @param storedDigest of them
     */
    record SmallSums(long expectedRows, long expectedDigest, long storedRows, long storedDigest) {

        boolean differ() {
            return this.expectedRows != this.storedRows || this.expectedDigest != this.storedDigest;
        }

    }

    /**
     * What one look found.
     *
     * @param at where the generation stood
     * @param expected the checksums of what should be
     * @param stored the checksums of what is
     * @param small those of the small tables
     * @param differing the segments with differences, which are noted as findings
     * @param leftOut the segments of products that were left out
     * @param leftOutCategories the categories that were left out
     * @param leftOutProducts how many products were left out, of those that were to be compared
     */
    record Look(At at, SegmentSums expected, SegmentSums stored, Map<SmallTable, SmallSums> small, BitSet differing,
            BitSet leftOut, Set<String> leftOutCategories, long leftOutProducts) {

        long rows() {
            return this.stored.count() + this.small.values().stream().mapToLong(SmallSums::storedRows).sum();
        }

    }

    /**
     * Looks once.
     * @param reconciliation whose findings are noted
     * @param round the round's number
     * @param segments which segments to look at, or null for all
     * @param limit most findings of a kind to note
     * @param progress is told how far it is
     * @return what was found
     */
    Look look(long reconciliation, int round, @Nullable BitSet segments, int limit, Progress progress) {
        try (var snapshot = SharedSnapshot.take(this.dataSource, this.workers, this.stop)) {
            var at = at(snapshot.first());
            snapshot.each(jdbc -> prepare(jdbc, at, segments));
            var round1 = new Round(at, segments != null);
            var tasks = round1.tasks(snapshot.first());
            snapshot.all(tasks, done -> progress.at(done, tasks.size() + 1));
            var differing = round1.expected.differing(round1.stored);
            var finding = new Finding(reconciliation, round, limit, at);
            round1.small.forEach((table, sums) -> {
                if (sums.differ()) {
                    finding.find(snapshot.first(), table);
                }
            });
            if (!differing.isEmpty()) {
                snapshot.shared(finding.shares(differing, snapshot.size()));
            }
            progress.at(tasks.size() + 1, tasks.size() + 1);
            var look = round1.look(snapshot.first(), differing);
            snapshot.commit();
            return look;
        }
    }

    private At at(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT position, time, change,
                       (SELECT coalesce(max(position), 0) FROM command.published_journal) AS head
                  FROM read_g%d.checkpoint""".formatted(this.sql.generation()))
                .query((row, _) -> new At(row.getLong("position"), row.getObject("time", OffsetDateTime.class),
                        row.getLong("change"), row.getLong("head")))
                .single();
    }

    private void prepare(JdbcClient jdbc, At at, @Nullable BitSet segments) {
        jdbc.sql(SESSION).update();
        jdbc.sql(this.sql.of("make-workspace", false)).update();
        jdbc.sql(this.sql.of("expect-categories", false)).param("time", at.time()).update();
        jdbc.sql("ANALYZE pg_temp.expected_category").update();
        jdbc.sql(this.sql.of("leave-out-categories", false)).param("position", at.position())
                .param("roots", CategoryChildrenOrdered.ROOTS).param("generation", this.sql.generation()).update();
        jdbc.sql(this.sql.of("leave-out-products", false)).param("position", at.position())
                .param("generation", this.sql.generation()).update();
        jdbc.sql("ANALYZE pg_temp.left_out_category, pg_temp.left_out_product").update();
        if (segments != null) {
            lookAt(jdbc, segments.stream());
        }
    }

    private void lookAt(JdbcClient jdbc, IntStream segments) {
        jdbc.sql("TRUNCATE pg_temp.looked_at, pg_temp.looked_at_product").update();
        jdbc.sql("INSERT INTO pg_temp.looked_at (segment) SELECT * FROM unnest(:segments)")
                .param("segments", segments.boxed().toArray(Integer[]::new)).update();
        jdbc.sql("ANALYZE pg_temp.looked_at").update();
        jdbc.sql(this.sql.of("look-at-products", true)).update();
        jdbc.sql("ANALYZE pg_temp.looked_at_product").update();
    }

    /** The checksums of one look. */
    private final class Round {

        private final At at;

        private final boolean some;

        private final SegmentSums expected = new SegmentSums(Comparison.this.sql.segments());

        private final SegmentSums stored = new SegmentSums(Comparison.this.sql.segments());

        private final Map<SmallTable, SmallSums> small = new ConcurrentHashMap<>();

        Round(At at, boolean some) {
            this.at = at;
            this.some = some;
        }

        /** What takes longest comes first. */
        List<Consumer<JdbcClient>> tasks(JdbcClient jdbc) {
            var tasks = new ArrayList<Consumer<JdbcClient>>();
            var after = "";
            for (var until : jdbc.sql(Comparison.this.sql.ranges(this.some))
                    .param("size", this.some ? RANGE_OF_SOME : RANGE)
                    .query((row, _) -> row.getString("id")).list()) {
                var from = after;
                tasks.add(worker -> sumExpected(worker, "%s > :after AND %s <= :until",
                        statement -> statement.param("after", from).param("until", until)));
                after = until;
            }
            var last = after;
            tasks.add(worker -> sumExpected(worker, "%s > :after", statement -> statement.param("after", last)));
            for (var listings : chunks(jdbc, "listing")) {
                tasks.add(worker -> sumStored(worker, "sum-stored-listings", listings));
            }
            for (var products : chunks(jdbc, "product")) {
                tasks.add(worker -> sumStored(worker, "sum-stored-products", products));
            }
            for (var table : SmallTable.values()) {
                tasks.add(worker -> this.small.put(table, sum(worker, table)));
            }
            return tasks;
        }

        private record Blocks(long from, long until) {

        }

        /** Parts of a table as it lies on the disk. */
        private List<Blocks> chunks(JdbcClient jdbc, String table) {
            long blocks = jdbc.sql("SELECT pg_relation_size('read_g%d.%s') / current_setting('block_size')::integer"
                    .formatted(Comparison.this.sql.generation(), table)).query((row, _) -> row.getLong(1)).single();
            long size = Math.max(FEWEST_BLOCKS, (blocks + CHUNKS - 1) / CHUNKS);
            var chunks = new ArrayList<Blocks>();
            for (long from = 0; from == 0 || from < blocks; from += size) {
                chunks.add(new Blocks(from, from + size));
            }
            return chunks;
        }

        private void sumExpected(JdbcClient jdbc, String range, Consumer<StatementSpec> parameters) {
            var statement = jdbc.sql(Comparison.this.sql.expected("sum-expected-products", this.some, range))
                    .param("time", this.at.time());
            parameters.accept(statement);
            add(statement, this.expected);
        }

        private void sumStored(JdbcClient jdbc, String name, Blocks blocks) {
            var statement = jdbc.sql(Comparison.this.sql.of(name, this.some))
                    .param("from", "(%d,0)".formatted(blocks.from()))
                    .param("until", "(%d,0)".formatted(blocks.until()));
            if (name.equals("sum-stored-products")) {
                statement.param("change", this.at.change());
            }
            add(statement, this.stored);
        }

        private static void add(StatementSpec statement, SegmentSums sums) {
            statement.query(row -> {
                sums.add(row.getInt("segment"), row.getInt("products"), row.getLong("digest"), row.getInt("rows"),
                        row.getLong("row_digest"));
            });
        }

        private SmallSums sum(JdbcClient jdbc, SmallTable table) {
            var statement = jdbc.sql(Comparison.this.sql.small("sum-small", table));
            if (table == SmallTable.CATEGORIES) {
                statement.param("change", this.at.change());
            }
            return statement.query((row, _) -> new SmallSums(row.getLong("fresh_rows"), row.getLong("fresh_digest"),
                    row.getLong("stored_rows"), row.getLong("stored_digest"))).single();
        }

        Look look(JdbcClient jdbc, BitSet differing) {
            var leftOut = new BitSet(Comparison.this.sql.segments());
            long[] products = new long[1];
            jdbc.sql(Comparison.this.sql.of("left-out-segments", this.some)).query(row -> {
                leftOut.set(row.getInt("segment"));
                products[0] += row.getLong("products");
            });
            var categories = new HashSet<>(jdbc.sql("SELECT id FROM pg_temp.left_out_category")
                    .query((row, _) -> row.getString("id")).list());
            return new Look(this.at, this.expected, this.stored, new EnumMap<>(this.small), differing, leftOut,
                    categories, products[0]);
        }

    }

    /** Notes rows that differ. */
    private final class Finding {

        private final long reconciliation;

        private final int round;

        private final int limit;

        private final At at;

        Finding(long reconciliation, int round, int limit, At at) {
            this.reconciliation = reconciliation;
            this.round = round;
            this.limit = limit;
            this.at = at;
        }

        void find(JdbcClient jdbc, SmallTable table) {
            var statement = note(jdbc.sql(Comparison.this.sql.small("find-small", table))).param("kind", table.kind())
                    .param("position", this.at.position()).param("time", this.at.time());
            if (table == SmallTable.CATEGORIES) {
                statement.param("change", this.at.change());
            }
            statement.update();
        }

        List<Consumer<JdbcClient>> shares(BitSet differing, int size) {
            int shares = (differing.cardinality() < WORTH_SHARING) ? 1 : size;
            return IntStream.range(0, shares).<Consumer<JdbcClient>>mapToObj(share -> jdbc -> find(jdbc,
                    differing.stream().filter(segment -> segment % shares == share))).toList();
        }

        private void find(JdbcClient jdbc, IntStream segments) {
            lookAt(jdbc, segments);
            jdbc.sql(Comparison.this.sql.expected("expect-products", true, "true")).param("time", this.at.time())
                    .update();
            jdbc.sql("ANALYZE pg_temp.expected_product").update();
            note(jdbc.sql(Comparison.this.sql.of("find-products", true))).param("change", this.at.change()).update();
            note(jdbc.sql(Comparison.this.sql.of("find-listings", true))).update();
        }

        private StatementSpec note(StatementSpec statement) {
            return statement.param("reconciliation", this.reconciliation).param("round", this.round)
                    .param("limit", this.limit);
        }

    }

}
