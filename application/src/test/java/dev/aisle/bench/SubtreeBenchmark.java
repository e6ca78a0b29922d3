package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Moves, hides and shows a category with a fifth of all products below it while editors go on. */
final class SubtreeBenchmark {

    private static final String BIG = "big";

    private final AisleProcess aisle;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final SeedCatalog catalog;

    private final FigureTable table = new FigureTable("subtree");

    private int order;

    private SubtreeBenchmark(AisleProcess aisle, AisleClient client, BenchmarkDatabase database, SeedCatalog catalog) {
        this.aisle = aisle;
        this.client = client;
        this.database = database;
        this.catalog = catalog;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        var options = BenchmarkOptions.of(args);
        var directory = LoadedCatalog.dataDirectory(options);
        try (var aisle = AisleProcess.start(directory); var client = aisle.client(); var database = aisle.database()) {
            new SubtreeBenchmark(aisle, client, database, options.catalog()).run(options);
        }
    }

    private void run(BenchmarkOptions options) throws IOException, InterruptedException, ExecutionException {
        this.database.awaitSettled(Duration.ofMinutes(10), _ -> {});
        gather();
        long below = this.client.getJson("/v1/categories/" + BIG).path("productCount").asLong();
        System.out.printf("%,d displayed products below it%n", below);
        int rate = options.smoke() ? 20 : 100;
        var warmUp = new EditLoad(this.client, this.catalog, this.order, this::isElsewhere);
        warmUp.warmUp(rate, options.smoke() ? 3 : 15);
        this.order = warmUp.order();
        var products = "%,d products".formatted(below);
        measure("moving " + products, rate, "/categories/%s/move".formatted(BIG), "{\"parentId\":\"elsewhere\"}");
        measure("hiding " + products, rate, "/categories/" + BIG, "{\"hidden\":true}");
        measure("showing " + products, rate, "/categories/" + BIG, "{\"hidden\":false}");
        measure("moving them back", rate, "/categories/%s/move".formatted(BIG), "{\"parentId\":null}");
        this.table.row("edits refused for the moment, and sent again a second later",
                String.valueOf(this.client.refusals()), "");
        this.table.row("most memory of the machine that the process held",
                this.aisle.peakResidentMegabytes() + " MB", "");
        this.table.finish(options);
    }

    /**
     * Puts categories of the second level below one new root, until that has a fifth of all: once for a data directory.
     * What a run that failed left hidden or elsewhere is put back.
     */
    private void gather() throws IOException, InterruptedException {
        if (this.database.number("SELECT count(*) FROM command.category WHERE id = 'big'") == 0) {
            this.client.post("/categories", "{\"id\":\"big\",\"name\":\"Big\"}");
            this.client.post("/categories", "{\"id\":\"elsewhere\",\"name\":\"Elsewhere\"}");
            for (int category = this.catalog.roots() + 1; category <= lastGathered(); category++) {
                this.client.post("/categories/c%d/move".formatted(category), "{\"parentId\":\"big\"}");
            }
        }
        this.client.patch("/categories/" + BIG, "{\"hidden\":false}");
        this.client.post("/categories/%s/move".formatted(BIG), "{\"parentId\":null}");
        this.database.awaitSettled(Duration.ofMinutes(30),
                unsettled -> System.out.printf("gathering: %,d events to go%n", unsettled));
    }

    private int lastGathered() {
        return this.catalog.roots() + Math.max(1, this.catalog.belowRoots() * 24 / 100);
    }

    private boolean isElsewhere(int product) {
        return this.catalog.facts(product).leaves().stream()
                .noneMatch(leaf -> this.catalog.belowRoot(leaf) <= lastGathered());
    }

    private void measure(String what, int rate, String path, String body)
            throws IOException, InterruptedException, ExecutionException {
        var load = new EditLoad(this.client, this.catalog, this.order, this::isElsewhere);
        int collections = this.aisle.collections();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var editing = threads.submit(() -> {
                load.run(rate, 3600);
                return null;
            });
            Thread.sleep(2000);
            long begin = System.nanoTime();
            if (path.endsWith("/move")) {
                this.client.post(path, body);
            } else {
                this.client.patch(path, body);
            }
            long position = this.database.head();
            this.database.awaitSettled(position, Duration.ofMinutes(30));
            double seconds = (System.nanoTime() - begin) / 1e9;
            load.stop();
            editing.get();
            this.order = load.order();
            this.table.row(what + ", settled after", "%.1f s".formatted(seconds), "");
            this.table.row("other edits meanwhile, %d a second, visible after".formatted(rate),
                    load.sinceRequest().toString(), "max ≤ 1 s");
            this.table.row("most of the heap in use after a collection",
                    this.aisle.liveHeapSince(collections) + " MB", "flat");
        }
    }

}
