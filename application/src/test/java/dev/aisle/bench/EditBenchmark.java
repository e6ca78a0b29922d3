package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;

/** How soon shoppers see an edit while 200 edits a second run. */
final class EditBenchmark {

    private EditBenchmark() {}

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var directory = LoadedCatalog.dataDirectory(options);
        var table = new FigureTable("edits");
        int rate = options.smoke() ? 20 : 200;
        try (var aisle = AisleProcess.start(directory); var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(5), _ -> {});
            var warmUp = new EditLoad(client, options.catalog(), (int) (database.head() % options.products()));
            warmUp.warmUp(rate, options.smoke() ? 3 : 90);
            var load = new EditLoad(client, options.catalog(), warmUp.order());
            int refusals = client.refusals();
            long begin = System.nanoTime();
            load.run(rate, options.smoke() ? 5 : 60);
            double seconds = (System.nanoTime() - begin) / 1e9;
            table.row("edits a second, at %,d products".formatted(options.products()),
                    "%.0f".formatted(load.sent() / seconds), String.valueOf(rate));
            table.row("visible after the request was sent", load.sinceRequest().toString(),
                    "median ≤ 50 ms, p99 ≤ 150 ms");
            table.row("visible after it was answered", load.sinceAnswer().toString(), "");
            table.row("refused for the moment, and sent again a second later",
                    String.valueOf(client.refusals() - refusals), "");
            table.row("most of the heap in use after a collection", aisle.liveHeapSince(0) + " MB", "≤ 512 MB");
        }
        table.finish(options);
    }

}
