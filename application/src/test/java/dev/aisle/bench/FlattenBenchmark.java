package dev.aisle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A full flatten against what plain SQL needs for as much, on the same server, in turns. */
final class FlattenBenchmark {

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final BenchmarkOptions options;

    private FlattenBenchmark(AisleClient client, BenchmarkDatabase database, BenchmarkOptions options) {
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
        var directory = LoadedCatalog.dataDirectory(options);
        try (var aisle = AisleProcess.start(directory); var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(10), _ -> {});
            var table = new FigureTable("flatten");
            new FlattenBenchmark(client, database, options).run(table);
            table.row("most of the heap in use after a collection", aisle.liveHeapSince(0) + " MB", "≤ 512 MB");
            table.finish(options);
        }
    }

    private void run(FigureTable table) throws IOException, InterruptedException {
        var baseline = Baseline.isThere(this.options) ? Baseline.seed(this.database, this.options) : null;
        List<Double> ours = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        for (int round = 0; round < (this.options.smoke() ? 1 : 2); round++) {
            if (baseline != null) {
                limits.add(baseline.rebuildLimit());
            }
            long begin = System.nanoTime();
            rebuild();
            ours.add((System.nanoTime() - begin) / 1e9);
            this.database.execute("CHECKPOINT");
        }
        table.row("full flatten of %,d products".formatted(this.options.products()), list(ours), "");
        if (baseline != null) {
            table.row("`rebuild-limit.sql` in the same run", list(limits), "");
            table.row("ratio of the best ones", "%.2f".formatted(Collections.min(ours) / Collections.min(limits)),
                    "≤ 1.2");
        }
    }

    private void rebuild() throws IOException, InterruptedException {
        this.client.awaitJob(this.client.post("/jobs/rebuild-read-model", "{}").headers().firstValue("Location")
                .orElseThrow());
    }

    private static String list(List<Double> seconds) {
        return String.join(", ", seconds.stream().map("%.1f s"::formatted).toList());
    }

}
