package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** 10,000 stock changes a second for a minute, one in twenty of which sells a product out: when do shoppers see them? */
final class SustainedBenchmark {

    private static final int FLIP = 20;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final AisleClient client;

    private final SeedCatalog catalog;

    private final int perSecond;

    private final Latencies visible = new Latencies();

    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

    private int order;

    private SustainedBenchmark(AisleClient client, SeedCatalog catalog, int perSecond) {
        this.client = client;
        this.catalog = catalog;
        this.perSecond = perSecond;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var directory = LoadedCatalog.dataDirectory(options);
        var table = new FigureTable("sustained");
        int perSecond = options.smoke() ? 100 : 10_000;
        int seconds = options.smoke() ? 5 : 60;
        try (var aisle = AisleProcess.start(directory); var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(10), _ -> {});
            var benchmark = new SustainedBenchmark(client, options.catalog(), perSecond);
            benchmark.run(options.smoke() ? 2 : 5);
            benchmark.visible.clear();
            long begin = System.nanoTime();
            benchmark.run(seconds);
            double took = (System.nanoTime() - begin) / 1e9;
            table.row("stock changes a second, sustained until the last was visible",
                    "%,.0f for %.1f s".formatted(perSecond * seconds / took, took), "10,000 for a minute");
            table.row("the last of a second's changes visible after that second", benchmark.visible.toString(),
                    "max ≤ 2 s");
            table.row("most of the heap in use after a collection", aisle.liveHeapSince(0) + " MB", "≤ 512 MB");
        }
        table.finish(options);
    }

    /** Sends a second's changes when that second is over, and looks for the last of them that sold something out. */
    private void run(int seconds) throws IOException {
        long start = System.nanoTime();
        try (var lookers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int second = 0; second < seconds; second++) {
                var products = next();
                var body = body(products, second);
                long due = start + TimeUnit.SECONDS.toNanos(second);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                lookers.submit(() -> change(products, body, due));
            }
        }
        var failure = this.failures.peek();
        if (failure != null) {
            throw new IOException(this.failures.size() + " of the requests failed, one of them so", failure);
        }
    }

    private List<Integer> next() {
        List<Integer> products = new ArrayList<>();
        for (int seen = 0; products.size() < this.perSecond && seen < this.catalog.products(); seen++) {
            int product = this.catalog.numberInOrder(this.order++ % this.catalog.products());
            if (this.catalog.isDisplayed(product)) {
                products.add(product);
            }
        }
        return products;
    }

    private static String body(List<Integer> products, int second) {
        var items = new ArrayList<String>();
        for (int i = 0; i < products.size(); i++) {
            items.add("{\"id\":\"p%d\",\"quantity\":%d}".formatted(products.get(i),
                    (i % FLIP == FLIP - 1) ? 0 : 1_000 + second));
        }
        return "[" + String.join(",", items) + "]";
    }

    private void change(List<Integer> products, String body, long due) {
        try {
            var last = products.get(products.size() / FLIP * FLIP - 1);
            var page = "/v1/products/p" + last;
            this.client.getJson(page);
            this.client.postItems("/stock-levels", body);
            while (!this.client.getJson(page).path("availability").asString("").equals("out_of_stock")) {
                if (System.nanoTime() - due > PATIENCE) {
                    throw new IOException("never seen: " + page);
                }
                LockSupport.parkNanos(2_000_000);
            }
            this.visible.add(System.nanoTime() - due);
        } catch (IOException | InterruptedException | RuntimeException ex) {
            this.failures.add(ex);
        }
    }

}
