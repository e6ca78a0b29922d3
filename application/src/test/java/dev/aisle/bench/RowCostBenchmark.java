package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * How many rows one edit reads and writes, in all tables and by all that follows from it, at
 * several sizes of the catalog. Counted by PostgreSQL; what the application does anyway each
 * second is measured first and taken off.
 */
final class RowCostBenchmark {

    /** PostgreSQL adds up what an idle connection did after 10 s; a smoke run doesn't wait for all of it. */
    private final long countedMillis;

    private static final int PER_SECOND = 20;

    /** Rows written a second by an application that has nothing to do but look whether it has. */
    private static final double MOST_IDLE = 10;

    private static final Duration TIDIED = Duration.ofMinutes(5);

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final SeedCatalog catalog;

    private final int edits;

    private Rows idlePerSecond = new Rows(0, 0);

    private int order;

    private int began;

    private RowCostBenchmark(AisleClient client, BenchmarkDatabase database, SeedCatalog catalog, int edits,
            Duration counted) {
        this.countedMillis = counted.toMillis();
        this.client = client;
        this.database = database;
        this.catalog = catalog;
        this.edits = edits;
        this.order = catalog.products() / 2;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var table = new FigureTable("rows");
        int[] sizes = options.smoke() ? new int[]{options.products()} : new int[]{10_000, 100_000, 1_000_000};
        for (int size : sizes) {
            if (size <= options.products()) {
                measure(options.withProducts(size), table);
            }
        }
        table.finish(options);
    }

    private static void measure(BenchmarkOptions options, FigureTable table) throws IOException, InterruptedException {
        var directory = LoadedCatalog.dataDirectory(options);
        // after a rebuild each edit is projected twice, for as long as readers may return
        try (var aisle = AisleProcess.start(directory, "--aisle.sync.rebuild.keep-previous=0s");
                var client = aisle.client();
                var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(5), _ -> {});
            awaitOneGeneration(database);
            var benchmark = new RowCostBenchmark(client, database, options.catalog(), options.smoke() ? 20 : 200,
                    Duration.ofSeconds(options.smoke() ? 1 : 12));
            benchmark.measureIdle();
            var size = " at %,d products".formatted(options.products());
            // other values in each run: what is so already costs nothing
            long run = Instant.now().getEpochSecond();
            table.row("renaming" + size, benchmark.cost(product -> Edit.rename(product, run)),
                    "the same at each size");
            benchmark.putInStock();
            table.row("another price" + size,
                    benchmark.cost(product -> Edit.reprice(product, options.catalog(), run)),
                    "the same at each size");
            benchmark.putInStock();
            table.row("selling out" + size, benchmark.cost(Edit::sellOut), "the same at each size");
            table.row("coming back" + size, benchmark.costOfThoseAgain(product -> Edit.stock(product, 7)),
                    "the same at each size");
        }
    }

    private static void awaitOneGeneration(BenchmarkDatabase database) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIDIED.toNanos();
        while (database.number("SELECT count(*) FROM read.generation") > 1) {
            if (System.nanoTime() > end) {
                throw new IOException("the generation that readers left stays");
            }
            Thread.sleep(100);
        }
    }

    /** Once nothing is left to tidy up: what the application does once wouldn't be taken off, but added. */
    private void measureIdle() throws IOException, InterruptedException {
        long end = System.nanoTime() + TIDIED.toNanos();
        do {
            if (System.nanoTime() > end) {
                throw new IOException("it writes %.1f rows a second with nobody there".formatted(
                        this.idlePerSecond.written()));
            }
            Thread.sleep(this.countedMillis);
            var before = rows();
            Thread.sleep(this.countedMillis);
            this.idlePerSecond = rows().minus(before).times(1000.0 / this.countedMillis);
        } while (this.idlePerSecond.written() > MOST_IDLE);
    }

    /** Those that are next: what an earlier benchmark sold out stands in no listing, and costs less. */
    private void putInStock() throws IOException, InterruptedException {
        int first = this.order;
        for (int n = 0; n < this.edits; n++) {
            Edit.stock(nextDisplayed(), 7).send(this.client);
        }
        this.order = first;
        Thread.sleep(this.countedMillis);
    }

    private String cost(IntFunction<Edit> edit) throws IOException, InterruptedException {
        this.began = this.order;
        var before = rows();
        long begin = System.nanoTime();
        for (int n = 0; n < this.edits; n++) {
            long due = begin + n * 1_000_000_000L / PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            edit.apply(nextDisplayed()).send(this.client);
        }
        Thread.sleep(this.countedMillis);
        double seconds = (System.nanoTime() - begin) / 1e9;
        var rows = rows().minus(before).minus(this.idlePerSecond.times(seconds)).times(1.0 / this.edits);
        return "%.1f rows read, %.1f written".formatted(rows.read(), rows.written());
    }

    /** Of the products of the measurement before. */
    private String costOfThoseAgain(IntFunction<Edit> edit) throws IOException, InterruptedException {
        this.order = this.began;
        return cost(edit);
    }

    private int nextDisplayed() {
        while (true) {
            int product = this.catalog.numberInOrder(this.order++ % this.catalog.products());
            if (this.catalog.isDisplayed(product)) {
                return product;
            }
        }
    }

    private Rows rows() {
        return new Rows(
                this.database.number("""
                        SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
                             + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)
                        """),
                this.database.number("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"));
    }

    private record Rows(double read, double written) {

        Rows minus(Rows other) {
            return new Rows(this.read - other.read, this.written - other.written);
        }

        Rows times(double factor) {
            return new Rows(this.read * factor, this.written * factor);
        }

    }

}
