package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Imports real catalogs, each twice, into an empty application. */
final class ImportBenchmark {

    private final AisleProcess aisle;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final FigureTable table = new FigureTable("import");

    private ImportBenchmark(AisleProcess aisle, AisleClient client, BenchmarkDatabase database) {
        this.aisle = aisle;
        this.client = client;
        this.database = database;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var data = options.sharedFolder().resolve("data");
        if (!Files.isDirectory(data)) {
            System.out.println("skipped: the sample catalogs are not in " + data);
            return;
        }
        var directory = options.folder().resolve("import");
        Folders.delete(directory);
        try (var aisle = AisleProcess.startDistribution(directory);
                var client = aisle.client();
                var database = aisle.database()) {
            new ImportBenchmark(aisle, client, database).run(options, data);
        }
    }

    private void run(BenchmarkOptions options, Path data) throws IOException, InterruptedException {
        var taxonomy = data.resolve("shopify-categories.2024-07.en.txt.gz");
        var feed = data.resolve(options.smoke() ? "pcparts.sample.feed.tsv" : "pcparts.full.feed.tsv.gz");
        this.table.row("Shopify taxonomy, 10,281 categories, until settled", figure("taxonomy", taxonomy), "≤ 5 s");
        this.table.row("the same again", figure("taxonomy", taxonomy), "no event");
        var name = options.smoke() ? "PC parts, 2,947 products" : "PC parts, 66,778 products";
        this.table.row(name + ", until settled", figure("feed", feed), "≤ 30 s");
        this.table.row("the same again", figure("feed", feed), "≤ 10 s, no event");
        this.table.row("most of the 512 MB heap in use after a collection", this.aisle.liveHeapSince(0) + " MB",
                "≤ 512 MB");
        this.table.row("most memory of the machine that the process held",
                this.aisle.peakResidentMegabytes() + " MB", "");
        this.table.finish(options);
    }

    private String figure(String kind, Path file) throws IOException, InterruptedException {
        long head = this.database.head();
        long begin = System.nanoTime();
        var location = this.client.postForm("/imports", List.of("source", kind), kind, file);
        this.client.awaitJob(location);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (this.database.unsettled() > 0) {
            throw new IllegalStateException("the import said that it was done before its changes were settled");
        }
        return "%.1f s, %,d events".formatted(seconds, this.database.head() - head);
    }

}
