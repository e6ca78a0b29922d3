package dev.aisle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A rebuild that nobody notices: beside shoppers and 100 edits a second, against one on an idle machine. */
final class RebuildBenchmark {

    private static final int CONNECTIONS = 8;

    private static final int PAUSE_MILLIS = 10;

    /** The best of so many counts. */
    private static final int TURNS = 2;

    private final AisleProcess aisle;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final BenchmarkOptions options;

    /** The common pool has one thread for each core but one. */
    private final Executor threads = command -> Thread.ofVirtual().start(command);

    private final FigureTable table = new FigureTable("rebuild");

    private RebuildBenchmark(AisleProcess aisle, AisleClient client, BenchmarkDatabase database,
            BenchmarkOptions options) {
        this.aisle = aisle;
        this.client = client;
        this.database = database;
        this.options = options;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        if (!Baseline.isThere(options)) {
            return;
        }
        var directory = LoadedCatalog.dataDirectory(options);
        try (var aisle = AisleProcess.start(directory, "--aisle.sync.rebuild.keep-previous=1s");
                var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(10), _ -> {});
            new RebuildBenchmark(aisle, client, database, options).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        var baseline = Baseline.seed(this.database, this.options);
        double limit = Double.MAX_VALUE;
        double idle = Double.MAX_VALUE;
        for (int turn = 0; turn < TURNS; turn++) {
            limit = Math.min(limit, baseline.rebuildLimit());
            idle = Math.min(idle, rebuild());
            // what this one wrote is not the next one's work
            this.database.execute("CHECKPOINT");
        }
        this.table.row("`rebuild-limit.sql`", "%.1f s".formatted(limit), "");
        this.table.row("rebuild of %,d products, idle".formatted(this.options.products()),
                "%.1f s, %.2f of the limit".formatted(idle, idle / limit), "≤ 1.2");

        var load = StorefrontLoad.prepare(this.aisle, this.client, this.database, this.options,
                this.options.folder().resolve("load"), CONNECTIONS);
        load.warm(this.client, Duration.ofSeconds(this.options.smoke() ? 2 : 600));
        var all = load.run(this.options.smoke() ? 2 : 10);
        int shoppers = Math.max(1, (int) (all.rate() / 2 * PAUSE_MILLIS / 1_000));
        var paced = load.paced(shoppers, PAUSE_MILLIS);
        beside(shoppers, paced, limit);
        this.table.row("most of the heap in use after a collection", this.aisle.liveHeapSince(0) + " MB", "≤ 512 MB");
        this.table.finish(this.options);
    }

    private void beside(int shoppers, StorefrontLoad load, double limit) throws IOException, InterruptedException {
        // other products in each run: what is so already costs next to nothing
        int first = (int) (this.database.head() % this.options.catalog().products());
        var warmUp = new EditLoad(this.client, this.options.catalog(), first);
        warmUp.warmUp(rate(), this.options.smoke() ? 3 : 15);
        var before = new EditLoad(this.client, this.options.catalog(), warmUp.order());
        var without = withEdits(before, () -> {
            var done = CompletableFuture.supplyAsync(() -> 0., CompletableFuture
                    .delayedExecutor(this.options.smoke() ? 3 : 20, TimeUnit.SECONDS, this.threads));
            return watched(load, done, new AtomicLong());
        });
        var during = new EditLoad(this.client, this.options.catalog(), before.order());
        var checks = new AtomicLong();
        var busy = new double[1];
        int refusals = this.client.refusals();
        var with = withEdits(during, () -> {
            var done = CompletableFuture.supplyAsync(this::rebuildUnchecked, this.threads);
            var result = watched(load, done, checks);
            busy[0] = done.join();
            return result;
        });
        this.table.row("the same beside %d shoppers and 100 edits a second".formatted(shoppers),
                "%.1f s, %.2f of the limit".formatted(busy[0], busy[0] / limit), "≤ 3");
        this.table.row("shoppers without it", without.toString(), "");
        this.table.row("shoppers during it", with.toString(), "none failed");
        this.table.row("their rate, of that without it", "%.2f".formatted(with.rate() / without.rate()), "≥ 0.7");
        this.table.row("edits without it visible after", before.sinceAnswer().toString(), "");
        this.table.row("edits during it visible after", during.sinceAnswer().toString(), "p99 ≤ 1 s");
        this.table.row("edits refused for the moment meanwhile, and sent again a second later",
                String.valueOf(this.client.refusals() - refusals), "");
        this.table.row("listings looked at meanwhile, none empty", "%,d".formatted(checks.get()), "");
    }

    private StorefrontLoad.Result watched(StorefrontLoad load, CompletableFuture<?> until, AtomicLong checks)
            throws IOException, InterruptedException {
        var watch = watchListings(until, checks);
        var result = load.runUntil(until);
        watch.join();
        return result;
    }

    private int rate() {
        return this.options.smoke() ? 10 : 100;
    }

    @FunctionalInterface
    private interface Reading {

        StorefrontLoad.Result run() throws IOException, InterruptedException;

    }

    private StorefrontLoad.Result withEdits(EditLoad edits, Reading reading) throws IOException, InterruptedException {
        var editing = CompletableFuture.runAsync(() -> {
            try {
                edits.run(rate(), 3_600);
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }, this.threads);
        try {
            return reading.run();
        } finally {
            edits.stop();
            editing.join();
        }
    }

    /** Looks at a root's listing all the time: it is never empty. */
    private CompletableFuture<Void> watchListings(CompletableFuture<?> until, AtomicLong checks) {
        var stopped = new AtomicBoolean();
        until.whenComplete((_, _) -> stopped.set(true));
        return CompletableFuture.runAsync(() -> {
            try {
                var roots = this.client.getJson("/v1/categories?depth=1").path("categories");
                for (int i = 0; !stopped.get(); i++) {
                    var id = roots.path(i % roots.size()).path("id").asString();
                    var page = this.client.getJson("/v1/categories/%s/products?first=10".formatted(id));
                    if (page.path("products").size() != 10 || page.path("totalCount").asLong(0) < 10) {
                        throw new IllegalStateException("a listing was empty: " + page);
                    }
                    checks.incrementAndGet();
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }, this.threads);
    }

    private double rebuildUnchecked() {
        try {
            return rebuild();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private double rebuild() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        this.client.awaitJob(
                this.client.post("/jobs/rebuild-read-model", "{}").headers().firstValue("Location").orElseThrow());
        return (System.nanoTime() - begin) / 1e9;
    }

}
