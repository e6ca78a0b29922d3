package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** How soon shoppers see all of 10,000 stock levels that came in one request. */
final class StockBenchmark {

    private static final int LEVELS = 10_000;

    private static final int PAGE = 100;

    /** So often is a page asked for that doesn't show it yet: often enough to tell, without taking the processors. */
    private static final long PAUSE_NANOS = 10_000_000;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final List<Integer> products = new ArrayList<>();

    private StockBenchmark(AisleClient client, BenchmarkDatabase database, SeedCatalog catalog) {
        this.client = client;
        this.database = database;
        for (int n = 0; this.products.size() < LEVELS && n < catalog.products(); n++) {
            int product = catalog.numberInOrder(catalog.products() - 1 - n);
            if (catalog.isDisplayed(product)) {
                this.products.add(product);
            }
        }
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        var options = BenchmarkOptions.of(args);
        var directory = LoadedCatalog.dataDirectory(options);
        var table = new FigureTable("stock");
        try (var aisle = AisleProcess.start(directory); var client = aisle.client(); var database = aisle.database()) {
            var benchmark = new StockBenchmark(client, database, options.catalog());
            // the first requests of a JVM take longer than all others
            benchmark.change(2);
            benchmark.change(4);
            for (int round = 0; round < (options.smoke() ? 1 : 3); round++) {
                benchmark.measure(table, "all of %,d sell out", 1);
                benchmark.measure(table, "all of %,d are back", 2);
                benchmark.measure(table, "one in twenty of %,d sells out, the others keep selling", 3 + 2 * round);
            }
            table.row("most of the heap in use after a collection", aisle.liveHeapSince(0) + " MB", "≤ 512 MB");
        }
        table.finish(options);
    }

    private void measure(FigureTable table, String what, int round)
            throws IOException, InterruptedException, ExecutionException {
        table.row(what.formatted(this.products.size()), change(round), "≤ 1 s");
    }

    /** Round 1: all sold out. Round 2: all back. Later: one in twenty sold out, else another quantity. */
    private int quantity(int index, int round) {
        return switch (round) {
            case 1 -> 0;
            case 2 -> 7;
            default -> (index % 20 == 0) ? 0 : 10 + round;
        };
    }

    private String change(int round) throws IOException, InterruptedException, ExecutionException {
        this.database.awaitAllSettled(Duration.ofMinutes(5));
        awaitVisible(-1);
        var items = new ArrayList<String>();
        for (int i = 0; i < this.products.size(); i++) {
            items.add("{\"id\":\"p%d\",\"quantity\":%d}".formatted(this.products.get(i), quantity(i, round)));
        }
        var body = "[" + String.join(",", items) + "]";
        long begin = System.nanoTime();
        this.client.postItems("/stock-levels", body);
        long answered = System.nanoTime();
        awaitVisible(round);
        long seen = System.nanoTime();
        return "%.2f s after the request, %.2f s after its answer".formatted((seen - begin) / 1e9,
                (seen - answered) / 1e9);
    }

    /**
     * Asks for the last products until they show the round, then for all, a hundred at a time, until each page does: who
     * asks for all of them all the time takes the processors that the work needs. Round -1 only warms the caches.
     */
    private void awaitVisible(int round) throws IOException, InterruptedException, ExecutionException {
        while (!shows(this.products.size() - PAGE, round)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        List<Future<?>> pages = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4, Thread.ofVirtual().factory())) {
            for (int from = 0; from < this.products.size(); from += PAGE) {
                int first = from;
                pages.add(threads.submit(() -> {
                    while (!shows(first, round)) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                    return null;
                }));
            }
        }
        for (var page : pages) {
            page.get();
        }
    }

    private boolean shows(int first, int round) throws IOException, InterruptedException {
        var part = this.products.subList(first, Math.min(this.products.size(), first + PAGE));
        var answer = this.client
                .getJson("/v1/products?ids=" + part.stream().map(id -> "p" + id).collect(Collectors.joining(",")));
        for (int i = 0; round > 0 && i < part.size(); i++) {
            var wanted = (quantity(first + i, round) > 0) ? "in_stock" : "out_of_stock";
            if (!answer.path("products").path(i).path("availability").asString("").equals(wanted)) {
                return false;
            }
        }
        return true;
    }

}
