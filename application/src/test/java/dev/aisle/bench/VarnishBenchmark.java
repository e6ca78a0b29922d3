package dev.aisle.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.aisle.sync.purging.Varnish;

/** How much of the mixed load Varnish answers by itself, quiet and while 100 edits a second are purged. */
final class VarnishBenchmark {

    private static final int CONNECTIONS = 32;

    /** What a shopper waits before asking again, beside edits: else nothing is left of two cores to edit with. */
    private static final int PAUSE_MILLIS = 10;

    /** The more pages there are, the later most have been asked for once. */
    private static final int REQUESTS_A_PRODUCT = 3;

    private static final Path VCL = Path.of("docs", "operations", "varnish.vcl");

    private final Varnish varnish;

    private final StorefrontLoad load;

    private final URI front;

    private int seed = 100;

    private VarnishBenchmark(Varnish varnish, StorefrontLoad load, URI front) {
        this.varnish = varnish;
        this.load = load;
        this.front = front;
    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        if (!Varnish.isInstalled()) {
            System.out.println(
                    "Not measured: this machine has no Varnish with xkey. Debian has both: apt-get install varnish varnish-modules");
            return;
        }
        if (!options.sharedFolder().resolve("bench").resolve("storefront-mix.lua").toFile().exists()) {
            System.out.println("Not measured: there is no storefront-mix.lua in " + options.sharedFolder());
            return;
        }
        var directory = LoadedCatalog.dataDirectory(options);
        var folder = options.folder().resolve("varnish");
        Folders.delete(folder);
        int port = AisleProcess.freePort();
        var front = URI.create("http://127.0.0.1:" + port);
        var table = new FigureTable("varnish");
        try (var aisle = AisleProcess.start(directory, "--aisle.proxies.purge-urls=" + front);
                var client = aisle.client();
                var database = aisle.database();
                var varnish = Varnish.start(VCL, folder, port, aisle.storefront().getPort(), "2g")) {
            database.awaitSettled(Duration.ofMinutes(5), _ -> {});
            var load = StorefrontLoad.prepare(aisle, client, database, options, folder, CONNECTIONS);
            var direct = load.run(options.smoke() ? 2 : 10);
            var benchmark = new VarnishBenchmark(varnish, load, front);
            long warmed = benchmark.warmUp(options.smoke() ? 1 : REQUESTS_A_PRODUCT * (long) options.products(),
                    options.smoke() ? 5 : 30);
            var quiet = benchmark.measure(options.smoke() ? 5 : 20);
            table.row("hit ratio of the mixed load at %,d products, after %,d requests".formatted(options.products(),
                    warmed), quiet.hits(), "> 95 %");
            table.row("the load then", "%s: %.1f times that without Varnish".formatted(quiet.load(),
                    quiet.load().rate() / direct.rate()), "none failed");
            int rate = options.smoke() ? 20 : 100;
            int seconds = options.smoke() ? 5 : 25;
            int shoppers = Math.max(1, (int) (quiet.load().rate() / 4 * PAUSE_MILLIS / 1_000));
            var paced = load.paced(shoppers, PAUSE_MILLIS);
            try (var shop = new AisleClient(front, AisleProcess.ADMIN_PASSWORD)) {
                var warmUp = new EditLoad(shop, options.catalog(), (int) (database.head() % options.products()));
                warmUp.warmUp(rate, options.smoke() ? 3 : 30);
                var edits = new EditLoad(shop, options.catalog(), warmUp.order());
                var busy = benchmark.measureDuring(edits, rate, paced, seconds);
                table.row("hit ratio beside %d shoppers during %d edits a second".formatted(shoppers, rate),
                        busy.hits(), "> 95 %");
                table.row("the load then", busy.load().toString(), "none failed");
                table.row("an edit visible through Varnish after it was answered", edits.sinceAnswer().toString(),
                        "≤ 1 s");
                var atAisle = new EditLoad(client, options.catalog(), edits.order());
                benchmark.measureDuring(atAisle, rate, paced, seconds);
                table.row("the same with edits looked for at Aisle itself", atAisle.sinceAnswer().toString(), "");
            }
        }
        table.finish(options);
    }

    /**
     * What came of a while of the load.
     *
     * @param load what shoppers met
     * @param hit answers that Varnish had
     * @param missed answers that it asked Aisle for
     */
    private record Measured(StorefrontLoad.Result load, long hit, long missed) {

        String hits() {
            return "%.1f %%".formatted(100.0 * this.hit / (this.hit + this.missed));
        }

    }

    /** The same pages as later, but other requests: a page is there only because somebody had asked for it. */
    private long warmUp(long enough, int seconds) throws IOException, InterruptedException {
        long requests = 0;
        while (requests < enough) {
            requests += measure(seconds).load().requests();
            System.out.printf("%,d requests to warm Varnish up, of %,d%n", requests, enough);
        }
        return requests;
    }

    private Measured measure(int seconds) throws IOException, InterruptedException {
        return measure(this.load, seconds);
    }

    private Measured measure(StorefrontLoad shoppers, int seconds) throws IOException, InterruptedException {
        long hits = this.varnish.counter("cache_hit");
        long misses = misses();
        var result = shoppers.run(this.front, seconds, this.seed++);
        return new Measured(result, this.varnish.counter("cache_hit") - hits, misses() - misses);
    }

    private Measured measureDuring(EditLoad edits, int rate, StorefrontLoad shoppers, int seconds)
            throws IOException, InterruptedException {
        var editing = CompletableFuture.runAsync(() -> {
            try {
                edits.run(rate, 3_600);
            } catch (IOException ex) {
                throw new CompletionException(ex);
            }
        }, Thread.ofPlatform()::start);
        var measured = measure(shoppers, seconds);
        edits.stop();
        editing.join();
        return measured;
    }

    /** Whatever wasn't answered at once by Varnish alone. */
    private long misses() throws IOException, InterruptedException {
        return this.varnish.counter("cache_miss") + this.varnish.counter("cache_hitmiss")
                + this.varnish.counter("cache_hitpass");
    }

}
