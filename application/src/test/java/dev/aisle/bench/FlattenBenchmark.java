package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A full flatten against what plain SQL needs for as much, on the same server, in turns. */
final class FlattenBenchmark {

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final BenchmarkOptions options;

    private final Path baselines;

    private FlattenBenchmark(AisleClient client, BenchmarkDatabase database, BenchmarkOptions options) {
        this.client = client;
        this.database = database;
        this.options = options;
        this.baselines = options.sharedFolder().resolve("bench");
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
        boolean compared = Files.isDirectory(this.baselines);
        if (compared) {
            seedBaseline();
        } else {
            System.out.println("without a comparison: the baselines are not in " + this.baselines);
        }
        List<Double> ours = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        for (int round = 0; round < (this.options.smoke() ? 1 : 2); round++) {
            if (compared) {
                limits.add(seconds(() -> psql("-f", this.baselines.resolve("rebuild-limit.sql").toString())));
            }
            this.database.execute("CHECKPOINT");
            ours.add(seconds(this::rebuild));
            this.database.execute("CHECKPOINT");
        }
        table.row("full flatten of %,d products".formatted(this.options.products()), list(ours), "");
        if (compared) {
            table.row("`rebuild-limit.sql` in the same run", list(limits), "");
            table.row("ratio of the best ones", "%.2f".formatted(Collections.min(ours) / Collections.min(limits)),
                    "≤ 1.5");
        }
    }

    private void rebuild() throws IOException, InterruptedException {
        this.client.awaitJob(this.client.post("/jobs/rebuild-read-model", "{}").headers().firstValue("Location")
                .orElseThrow());
    }

    private void seedBaseline() throws IOException, InterruptedException {
        this.database.execute("DROP DATABASE IF EXISTS baseline");
        this.database.execute("CREATE DATABASE baseline");
        psql("-v", "cats=" + this.options.catalog().categories(), "-v", "prods=" + this.options.products(), "-f",
                this.baselines.resolve("seed.sql").toString());
        this.database.execute("CHECKPOINT");
    }

    private void psql(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("psql", "-X", "-q", "-h", "127.0.0.1", "-p", this.database.port(), "-U", "postgres", "-d",
                        "baseline"));
        Collections.addAll(command, arguments);
        var process = new ProcessBuilder(command).inheritIO();
        process.environment().put("PGPASSWORD", this.database.superuserPassword());
        if (process.start().waitFor() != 0) {
            throw new IOException("psql failed: " + command);
        }
    }

    private static double seconds(Work work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static String list(List<Double> seconds) {
        return String.join(", ", seconds.stream().map("%.1f s"::formatted).toList());
    }

    private interface Work {

        void run() throws IOException, InterruptedException;

    }

}
