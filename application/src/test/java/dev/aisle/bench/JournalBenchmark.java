package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;

/**
 * How long the journal takes to prove, from its beginning and from a baseline, and to archive
 * and restore; and how much memory that needs. The loaded catalog is as it was afterwards, but
 * its journal goes on in another partition.
 */
final class JournalBenchmark {

    private static final long PARTITION = 10_000_000;

    private static final int EDITS = 1_000;

    private final AisleProcess aisle;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final FigureTable table = new FigureTable("journal");

    private JournalBenchmark(AisleProcess aisle, AisleClient client, BenchmarkDatabase database) {
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
        var directory = LoadedCatalog.dataDirectory(options);
        var archive = options.folder().resolve("journal-" + options.products());
        Folders.delete(archive);
        try (var aisle = start(directory, archive); var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(5), _ -> {});
            new JournalBenchmark(aisle, client, database).run(options);
        }
    }

    private static AisleProcess start(Path directory, Path archive) throws IOException, InterruptedException {
        return AisleProcess.start(directory, "--aisle.sync.journal.archive-directory=" + archive,
                "--aisle.sync.journal.archive-after=0s", "--aisle.sync.journal.drop=true",
                "--aisle.sync.journal.keep-restored=0s");
    }

    private void run(BenchmarkOptions options) throws IOException, InterruptedException {
        forget();
        verify("the journal of %,d products, from its beginning".formatted(options.products()));
        verify("again, with nothing new");
        this.database.execute("SELECT setval('command.journal_position', %d)"
                .formatted((this.database.head() / PARTITION + 1) * PARTITION));
        IntStream.range(0, EDITS).map(options.catalog()::numberInOrder).forEach(this::edit);
        verify("again, after %,d edits".formatted(EDITS));
        measure("maintain-journal", "archiving and dropping the first partition",
                result -> "%d archived, %d dropped".formatted(result.path("archived").asInt(),
                        result.path("dropped").asInt()));
        verify("again, without its first partition");
        measure("restore-journal", "restoring it", result -> "%d restored".formatted(result.path("restored").asInt()));
        forget();
        verify("from its beginning, archived events included");
        this.table.row("most memory of the machine that the process held",
                this.aisle.peakResidentMegabytes() + " MB", "");
        this.table.finish(options);
    }

    private void edit(int product) {
        try {
            Edit.rename(product, product).send(this.client);
        } catch (IOException ex) {
            throw AisleClient.unchecked(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    /** As if there never had been a baseline; archives are no longer known either, so that they are written anew. */
    private void forget() {
        this.database.execute("""
                TRUNCATE command.journal_baseline_category, command.journal_baseline_category_slug,
                         command.journal_baseline_product, command.journal_baseline_product_slug;
                UPDATE command.journal_baseline SET position = 0, tree_position = 0, roots_version = 0;
                UPDATE command.journal_partition SET archived_at = NULL, events = NULL, sha256 = NULL
                """);
    }

    private void verify(String what) throws IOException, InterruptedException {
        measure("verify-journal", "proving " + what, result -> "%,d events folded, %,d products compared, %d differ"
                .formatted(result.path("events").asLong(), result.path("products").asLong(),
                        result.path("differing").asLong()));
    }

    private interface Words {

        String of(JsonNode result);

    }

    private void measure(String job, String what, Words words) throws IOException, InterruptedException {
        int collections = this.aisle.collections();
        long begin = System.nanoTime();
        var run = this.client.awaitJob(
                this.client.post("/jobs/" + job, "{}").headers().firstValue("Location").orElseThrow());
        this.table.row(what, "%.1f s: %s; %d MB of heap in use after a collection".formatted(
                (System.nanoTime() - begin) / 1e9, words.of(run.path("result")),
                this.aisle.liveHeapSince(collections)), "flat");
    }

}
