package dev.aisle.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Shoppers: the mixed load of the baselines, by wrk. */
final class StorefrontLoad {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in");

    private static final Pattern BAD_ANSWERS = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

    private static final Pattern BROKEN = Pattern
            .compile("Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");

    private static final Pattern BYTES = Pattern.compile("([0-9.]+)(B|KB|MB|GB|TB) read");

    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");

    /** Who warm the caches, at once. */
    private static final int READERS = 16;

    private final URI storefront;

    /** The script, and what it wants to be told first. */
    private final List<String> script;

    private final Path files;

    private final int connections;

    private final AtomicInteger seed = new AtomicInteger(7);

    private StorefrontLoad(URI storefront, List<String> script, Path files, int connections) {
        this.storefront = storefront;
        this.script = script;
        this.files = files;
        this.connections = connections;
    }

    /** Writes down what there is to be read: displayed ids and cursors, in a fixed shuffle. */
    static StorefrontLoad prepare(AisleProcess aisle, AisleClient client, BenchmarkDatabase database,
            BenchmarkOptions options, Path files, int connections) throws IOException, InterruptedException {
        Files.createDirectories(files);
        long generation = database.generation();
        var products = database.texts("""
                SELECT id FROM read_g%d.product WHERE available ORDER BY md5(id) LIMIT 300000""".formatted(generation));
        var categories = database.texts("""
                SELECT id FROM read_g%d.category WHERE visible AND product_count > 0 ORDER BY md5(id)"""
                .formatted(generation));
        var deep = new ArrayList<String>();
        for (var category : categories.subList(0, Math.min(300, categories.size()))) {
            var path = "/v1/categories/%s/products?first=24".formatted(category);
            var page = client.getJson(path).path("pageInfo");
            for (int depth = 0; depth < 3 && page.path("hasNextPage").asBoolean(false); depth++) {
                var next = path + "&after=" + page.path("endCursor").asString();
                deep.add(next);
                page = client.getJson(next).path("pageInfo");
            }
        }
        Files.write(files.resolve("products.txt"), products);
        Files.write(files.resolve("categories.txt"), categories);
        Files.write(files.resolve("deep.txt"), deep.isEmpty()
                ? List.of("/v1/categories/%s/products".formatted(categories.getFirst())) : deep);
        return new StorefrontLoad(aisle.storefront(),
                List.of(options.sharedFolder().resolve("bench").resolve("storefront-mix.lua").toString()), files,
                connections);
    }

    /** The same by shoppers who wait so long before they ask again. */
    StorefrontLoad paced(int shoppers, int pauseMillis) {
        var paced = Path.of("bench", "paced-mix.lua").toAbsolutePath().toString();
        return new StorefrontLoad(this.storefront,
                List.of(paced, this.script.getFirst(), String.valueOf(pauseMillis)), this.files, shoppers);
    }

    /**
     * What shoppers met.
     *
     * @param requests how many they sent
     * @param rate answers a second
     * @param failed answers that were neither 2xx nor 3xx, and broken connections
     * @param p99 the latency, in milliseconds, that 99 % stay within
     * @param bytes what they were sent, with headers, to three digits
     */
    record Result(long requests, double rate, long failed, double p99, double bytes) {

        @Override
        public String toString() {
            return "%,.0f requests a second, p99 %.1f ms, %d of %,d failed".formatted(this.rate, this.p99, this.failed,
                    this.requests);
        }

    }

    /** Reads for so long. */
    Result run(int seconds) throws IOException, InterruptedException {
        return result(start(seconds));
    }

    /** Reads for so long by way of a proxy; another seed draws other requests. */
    Result run(URI proxy, int seconds, int seed) throws IOException, InterruptedException {
        return wrk(this.connections, seconds, arguments(this.script, proxy, seed));
    }

    /** Draws the same by another script that is given this one's, which asks for one path instead. */
    Result runOf(Path luaScript, String path, int seconds) throws IOException, InterruptedException {
        var script = new ArrayList<>(this.script);
        script.addFirst(luaScript.toString());
        return wrk(this.connections, seconds,
                arguments(script, this.storefront.resolve(path), this.seed.getAndIncrement()));
    }

    /** The most popular product, first page of a listing, and category. */
    List<String> mostPopular() throws IOException {
        var category = "/v1/categories/" + lines("categories.txt").getFirst();
        return List.of("/v1/products/" + lines("products.txt").getFirst(), category + "/products?first=24", category);
    }

    /** All that may be read: categories and listings, which are few, then the products, the most popular first. */
    List<String> paths() throws IOException {
        List<String> paths = new ArrayList<>();
        for (var category : lines("categories.txt")) {
            paths.add("/v1/categories/" + category);
            paths.add("/v1/categories/" + category + "/products?first=24");
        }
        paths.addAll(lines("deep.txt"));
        lines("products.txt").forEach(product -> paths.add("/v1/products/" + product));
        return paths;
    }

    /** Reads all of it once, or as much as there is time for; returns how much it was. */
    String warm(AisleClient client, Duration longest) throws IOException {
        var paths = paths();
        long end = System.nanoTime() + longest.toNanos();
        var next = new AtomicInteger();
        try {
            CompletableFuture.allOf(IntStream.range(0, READERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(() -> read(client, paths, next, end),
                            command -> Thread.ofVirtual().start(command)))
                    .toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException ex) {
            throw new IOException("what should be warm can't be read", ex.getCause());
        }
        return "%,d of %,d paths".formatted(Math.min(next.get(), paths.size()), paths.size());
    }

    private static void read(AisleClient client, List<String> paths, AtomicInteger next, long end) {
        try {
            for (int n = next.getAndIncrement(); n < paths.size()
                    && System.nanoTime() < end; n = next.getAndIncrement()) {
                client.get(paths.get(n));
            }
        } catch (IOException ex) {
            throw AisleClient.unchecked(ex);
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(this.files.resolve(name));
    }

    /** Reads until something else is done. */
    Result runUntil(CompletableFuture<?> done) throws IOException, InterruptedException {
        var process = start(3_600);
        // wrk sums up when it is interrupted
        done.whenComplete((_, _) -> {
            try {
                new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor(10, TimeUnit.SECONDS);
            } catch (IOException ex) {
                process.destroy();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        return result(process);
    }

    /** Reads by wrk for so long, with further options and the address. */
    static Result wrk(int connections, int seconds, List<String> arguments) throws IOException, InterruptedException {
        return result(start(connections, seconds, arguments));
    }

    private Process start(int seconds) throws IOException {
        // each run draws others than the one before it: again the same would be read from what that one left
        return start(this.connections, seconds,
                arguments(this.script, this.storefront, this.seed.getAndIncrement()));
    }

    private List<String> arguments(List<String> script, URI at, int seed) {
        List<String> arguments = new ArrayList<>(List.of("-s", script.getFirst(), at.toString(), "--"));
        arguments.addAll(script.subList(1, script.size()));
        arguments.addAll(List.of(file("products.txt"), file("categories.txt"), file("deep.txt"), String.valueOf(seed)));
        return arguments;
    }

    private static Process start(int connections, int seconds, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t1", "-c" + connections, "-d%ds".formatted(seconds), "--latency"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private String file(String name) {
        return this.files.resolve(name).toString();
    }

    private static Result result(Process process) throws IOException, InterruptedException {
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        var rate = RATE.matcher(output);
        var requests = REQUESTS.matcher(output);
        if (!rate.find() || !requests.find()) {
            throw new IOException("wrk failed: " + output);
        }
        var bad = BAD_ANSWERS.matcher(output);
        long failed = bad.find() ? Long.parseLong(bad.group(1)) : 0;
        var broken = BROKEN.matcher(output);
        if (broken.find()) {
            for (int i = 1; i <= 4; i++) {
                failed += Long.parseLong(broken.group(i));
            }
        }
        var p99 = P99.matcher(output);
        double milliseconds = Double.NaN;
        if (p99.find()) {
            milliseconds = Double.parseDouble(p99.group(1)) * switch (p99.group(2)) {
                case "us" -> 0.001;
                case "ms" -> 1;
                default -> 1_000;
            };
        }
        var read = BYTES.matcher(output);
        double bytes = read.find()
                ? Double.parseDouble(read.group(1)) * (1L << 10 * List.of("B", "KB", "MB", "GB", "TB").indexOf(
                        read.group(2)))
                : 0;
        return new Result(Long.parseLong(requests.group(1)), Double.parseDouble(rate.group(1)), failed, milliseconds,
                bytes);
    }

}
