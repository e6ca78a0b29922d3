package dev.aisle.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import dev.aisle.AisleApplication;
import dev.aisle.command.BulkCatalog;
import dev.aisle.command.BulkCatalog.BulkResult;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Caller;

/**
 * Loads the seed catalog through the write model's bulk path, in a JVM of its own:
 * {@code LoadCatalog <data directory> <products>}. Holds no more than a chunk.
 */
final class LoadCatalog {

    private static final int CHUNK = 1000;

    private static final Caller CALLER = new Caller("bench:seed", "seed");

    private final BulkCatalog bulk;

    private final SeedCatalog catalog;

    private final Instant begin = Instant.now();

    private LoadCatalog(BulkCatalog bulk, SeedCatalog catalog) {
        this.bulk = bulk;
        this.catalog = catalog;
    }

    /**
     * Loads the catalog, with nothing else at work, and then has the read model made of it.
     * @param args the data directory and the number of products
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var dataDirectory = Path.of(args[0]);
        var catalog = SeedCatalog.of(Integer.parseInt(args[1]));
        try (var application = start(dataDirectory, "command"); var database = BenchmarkDatabase.of(dataDirectory)) {
            new LoadCatalog(application.getBean(BulkCatalog.class), catalog).load(database);
        }
        try (var application = start(dataDirectory, "command,query,sync");
                var database = BenchmarkDatabase.of(dataDirectory)) {
            project(URI.create(
                    "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port")), database);
        }
    }

    private static ConfigurableApplicationContext start(Path dataDirectory, String roles) {
        return SpringApplication.run(AisleApplication.class, "--aisle.data-directory=" + dataDirectory,
                "--aisle.roles=" + roles, "--aisle.admin.password=" + AisleProcess.ADMIN_PASSWORD, "--server.port=0",
                "--management.server.port=0", "--aisle.demo=false", "--logging.level.root=warn",
                // a million events needn't be followed one by one, neither by those who wait nor in what is left behind
                "--aisle.sync.rebuild.acceptable-lag=1d", "--aisle.sync.rebuild.keep-previous=1s");
    }

    /** All at once by a rebuild, which takes a fraction of what following the journal would. */
    private static void project(URI base, BenchmarkDatabase database) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (var client = new AisleClient(base, AisleProcess.ADMIN_PASSWORD)) {
            client.awaitJob(client.post("/jobs/rebuild-read-model", "{}").headers().firstValue("Location")
                    .orElseThrow());
        }
        database.awaitSettled(Duration.ofHours(1), unsettled -> System.out.printf("%,d events to go%n", unsettled));
        database.execute("VACUUM ANALYZE");
        System.out.printf("projected after %.0f s%n", (System.nanoTime() - start) / 1e9);
    }

    private void load(BenchmarkDatabase database) {
        each("categories", this.catalog.categories(), n -> this.catalog.category(n + 1),
                chunk -> this.bulk.upsertCategories(chunk, CALLER));
        each("products", this.catalog.products(), this.catalog::productInOrder,
                chunk -> this.bulk.upsertProducts(chunk, CALLER));
        database.execute("VACUUM ANALYZE");
        System.out.printf("loaded after %s%n", since());
    }

    private <T> void each(String what, int count, IntFunction<T> item, Function<List<T>, BulkResult> upsert) {
        var start = System.nanoTime();
        for (int from = 0; from < count; from += CHUNK) {
            List<T> chunk = new ArrayList<>(CHUNK);
            IntStream.range(from, Math.min(count, from + CHUNK)).mapToObj(item).forEach(chunk::add);
            requireDone(upsert.apply(chunk));
            int done = from + chunk.size();
            if (done % (20 * CHUNK) == 0 || done == count) {
                var seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%s: %s %,d of %,d, %,.0f a second, %d MB heap%n", since(),
                        what, done, count, done / seconds,
                        (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
            }
        }
    }

    private static void requireDone(BulkResult result) {
        for (var outcome : result.outcomes()) {
            if (outcome instanceof Outcome.Rejected(var problem)) {
                throw new IllegalStateException("refused: " + problem);
            }
        }
    }

    private String since() {
        return Duration.between(this.begin, Instant.now()).toSeconds() + " s";
    }

}
