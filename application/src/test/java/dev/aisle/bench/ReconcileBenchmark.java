package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import tools.jackson.databind.JsonNode;

/**
 * Whether a reconciliation finds all that is broken and nothing else while editors are at work, and what it takes. With
 * {@code --rounds=50} only that it finds nothing, so often, where nothing is broken.
 */
final class ReconcileBenchmark {

    private static final String EVERYTHING_IS_KEPT = "--aisle.sync.reconciliation.examples=1000000";

    /** Else what a reader meets first is put right before the reconciliation can find it. */
    private static final String NO_READ_REPAIR = "--aisle.sync.repair.per-second=0";

    private final BenchmarkOptions options;

    private final FigureTable table;

    private final AisleProcess aisle;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final Path directory;

    /** Edits a second. */
    private final int rate;

    private ReconcileBenchmark(BenchmarkOptions options, FigureTable table, Path directory, AisleProcess aisle,
            AisleClient client, BenchmarkDatabase database, int rate) {
        this.options = options;
        this.table = table;
        this.directory = directory;
        this.aisle = aisle;
        this.client = client;
        this.database = database;
        this.rate = rate;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}, and {@code --rounds=}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        int rounds = Arrays.stream(args).filter(arg -> arg.startsWith("--rounds="))
                .mapToInt(arg -> Integer.parseInt(arg.substring("--rounds=".length()))).findFirst()
                .orElse(options.smoke() ? 3 : 0);
        var directory = LoadedCatalog.dataDirectory(options);
        var table = new FigureTable((rounds > 0 && !options.smoke()) ? "reconcile-clean" : "reconcile");
        try (var aisle = AisleProcess.start(directory, EVERYTHING_IS_KEPT, NO_READ_REPAIR,
                "--aisle.embedded.redis-memory=1GB");
                var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(5), _ -> {});
            if (rounds == 0 || options.smoke()) {
                new ReconcileBenchmark(options, table, directory, aisle, client, database, options.smoke() ? 20 : 50)
                        .findsWhatIsBroken();
            }
            if (rounds > 0) {
                new ReconcileBenchmark(options, table, directory, aisle, client, database, options.smoke() ? 20 : 200)
                        .findsNothing(rounds);
            }
        }
        table.finish(options);
    }

    private void findsWhatIsBroken() throws IOException, InterruptedException {
        int rows = this.options.smoke() ? 100 : 10_000;
        var corruptions = new Corruptions(this.database, this.options.catalog());
        var cached = corruptions.cached(rows / 20);
        var scan = new PlainScan(this.database);
        scan.seconds();
        double plain = scan.seconds();
        this.table.row("a plain scan of the same rows, hashed on both sides", "%.1f s".formatted(plain), "");
        var clean = reconcile();
        this.table.row("nothing broken, nobody at work", describe(clean, plain), "≤ 1.5 times the scan");
        for (var product : cached) {
            this.client.getJson("/v1/products/" + product);
            this.client.getJson("/v1/products?ids=" + product);
        }
        int collections = this.aisle.collections();
        var found = whileEdited(() -> {
            double beside = scan.seconds();
            this.table.row("the scan beside %d edits a second".formatted(this.rate), "%.1f s".formatted(beside), "");
            var planted = corruptions.ofTheReadModel(rows);
            planted.addAll(Corruptions.ofRedis(this.directory, cached));
            var report = reconcile();
            this.table.row("%,d rows and %,d parts in Redis broken, %d edits a second".formatted(
                    planted.stream().filter(name -> !name.startsWith("part")).count(),
                    planted.stream().filter(name -> name.startsWith("part")).count(), this.rate),
                    describe(report, beside), "≤ 1.5 times the scan");
            compare(planted, report, cached);
            return report;
        });
        this.table.row("rounds; rows compared; left to a later round at first", "%d; %,d; %,d".formatted(
                found.at("/reconciliation/rounds").asInt(), found.at("/reconciliation/rowsCompared").asLong(),
                found.at("/report/leftOutAtFirst").asLong()), "");
        this.table.row("after it", reconcile().at("/reconciliation/state").asString(), "clean");
        this.table.row("most of the heap in use after a collection", this.aisle.liveHeapSince(collections) + " MB",
                "≤ 512 MB");
    }

    private static String describe(JsonNode report, double plain) {
        double seconds = report.at("/reconciliation/seconds").asDouble();
        return "%.1f s, %.2f times the scan, with %,d parts in Redis; %s".formatted(seconds, seconds / plain,
                report.at("/report/cache/looked").asLong(), report.at("/reconciliation/state").asString());
    }

    /** All that was planted was found and repaired, and nothing else was reported. */
    private void compare(Set<String> planted, JsonNode report, List<String> cached) throws IOException {
        long id = report.at("/reconciliation/id").asLong();
        var found = new TreeSet<>(this.database.texts("""
                SELECT DISTINCT kind || ' ' || key || CASE kind WHEN 'listing' THEN ' ' || category ELSE '' END
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = %d
                   AND state <> 'vanished'""".formatted(id)));
        var missed = new TreeSet<>(planted);
        missed.removeAll(found);
        // what a reader loads anew is put right before anybody looks for it
        var left = Corruptions.leftInRedis(this.directory, cached);
        long refreshed = missed.stream().filter(name -> name.startsWith("part ") && !left.contains(name)).count();
        missed.removeIf(name -> name.startsWith("part ") && !left.contains(name));
        var falsely = new TreeSet<>(found);
        falsely.removeAll(planted);
        long there = planted.size() - refreshed;
        this.table.row("found, but for %d parts that readers had loaded anew".formatted(refreshed),
                "%,d of %,d".formatted(there - missed.size(), there), "all");
        this.table.row("repaired", "%,d of %,d".formatted(report.at("/reconciliation/repaired").asLong(),
                report.at("/reconciliation/found").asLong()), "all");
        this.table.row("reported falsely; suspected and cleared",
                "%,d; %,d".formatted(falsely.size(), report.at("/reconciliation/vanished").asLong()), "0");
        if (!missed.isEmpty() || !falsely.isEmpty()) {
            var what = "missed: %s; reported falsely: %s".formatted(missed.stream().limit(20).toList(),
                    falsely.stream().limit(20).toList());
            // now, for editors may have failed, too
            System.err.println(what);
            throw new IOException(what);
        }
    }

    private void findsNothing(int rounds) throws IOException, InterruptedException {
        int collections = this.aisle.collections();
        long compared = whileEdited(() -> {
            long rows = 0;
            for (int round = 1; round <= rounds; round++) {
                var report = reconcile();
                if (!report.at("/reconciliation/state").asString().equals("clean")
                        || report.at("/reconciliation/vanished").asLong() > 0) {
                    throw new IOException("round %d: %s".formatted(round, report));
                }
                rows += report.at("/reconciliation/rowsCompared").asLong();
            }
            return rows;
        });
        this.table.row("clean rounds at %,d products, under %d edits a second and opening windows".formatted(
                this.options.products(), this.rate), "%d, %,d rows compared".formatted(rounds, compared),
                "nothing reported");
        this.table.row("most of the heap in use after a collection then",
                this.aisle.liveHeapSince(collections) + " MB", "≤ 512 MB");
    }

    /** Work while editors edit. */
    private interface Work<T> {

        T run() throws IOException, InterruptedException;

    }

    private <T> T whileEdited(Work<T> work) throws IOException, InterruptedException {
        var load = new EditLoad(this.client, this.options.catalog(),
                (int) (this.database.head() % this.options.products()),
                product -> Corruptions.isLeftToEditors(product) && !hasWindows(product));
        load.warmUp(this.rate, this.options.smoke() ? 3 : 60);
        var done = new AtomicBoolean();
        var editors = CompletableFuture.runAsync(() -> {
            try {
                load.run(this.rate, TimeUnit.HOURS.toSeconds(3));
            } catch (IOException ex) {
                throw new CompletionException(ex);
            }
        }, Thread::startVirtualThread);
        var windows = CompletableFuture.runAsync(() -> openWindows(done), Thread::startVirtualThread);
        try {
            TimeUnit.SECONDS.sleep(1);
            return work.run();
        } finally {
            done.set(true);
            load.stop();
            editors.join();
            windows.join();
        }
    }

    /** Nobody edits these: who looks for an edit shall find it, in listings too. */
    private static boolean hasWindows(int product) {
        return product % 10 == 3;
    }

    /** Five products a second whose sale begins or ends within the next seconds; in the end all are on sale again. */
    private void openWindows(AtomicBoolean done) {
        var touched = new TreeSet<Integer>();
        try {
            for (int product = 1; !done.get(); product = 1 + product % this.options.products()) {
                if (hasWindows(product) && this.options.catalog().isDisplayed(product)) {
                    var soon = Instant.now().plusSeconds(2);
                    this.client.patch("/products/p" + product, (product % 2 == 0)
                            ? "{\"saleWindow\":{\"from\":\"%s\",\"until\":\"%s\"}}".formatted(soon, soon.plusSeconds(3))
                            : "{\"saleWindow\":{\"from\":\"%s\",\"until\":null}}".formatted(soon));
                    touched.add(product);
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            for (int product : touched) {
                this.client.patch("/products/p" + product, "{\"saleWindow\":{\"from\":null,\"until\":null}}");
            }
        } catch (IOException ex) {
            throw new CompletionException(ex);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode reconcile() throws IOException, InterruptedException {
        var run = this.client
                .awaitJob(this.client.post("/jobs/reconcile-read-model", "{\"journal\":\"false\"}").headers()
                        .firstValue("Location").orElseThrow());
        return this.client.admin("/reconciliations/" + run.at("/result/reconciliation").asLong());
    }

}
