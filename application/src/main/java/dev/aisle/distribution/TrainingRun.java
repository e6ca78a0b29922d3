package dev.aisle.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One run of Aisle on servers and a catalog of its own, from which the JVM makes the cache as it ends. */
final class TrainingRun implements AutoCloseable {

    /** Those of the script and of the build: with others, the JVM refuses the cache. */
    private static final List<String> OPTIONS = List.of("--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Nothing that the machine's own Aisle, or its database, is configured by. */
    private static final Pattern SETTING = Pattern.compile("(AISLE|SPRING|SERVER|MANAGEMENT|LOGGING)_.*");

    private static final Pattern STOREFRONT = Pattern.compile("Storefront +http://localhost:([0-9]+)/");

    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration END = Duration.ofMinutes(5);

    private static final List<String> VISITED = List.of("/v1/categories", "/v1/categories/fresh-fruit",
            "/v1/categories/fresh-fruit/products", "/v1/products/blueberries", "/v1/products?ids=blueberries,bananas");

    private static final int VISITS = 20;

    private final Path home;

    private final Path output;

    private final Path cache;

    private final Process process;

    private TrainingRun(Path home, Path cache, Process process) {
        this.home = home;
        this.output = home.resolve("output.txt");
        this.cache = cache;
        this.process = process;
    }

    static TrainingRun start(Path distribution, Path cache) throws IOException {
        Path home = Files.createTempDirectory("aisle-start");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot*=off", "-jar",
                distribution.resolve(Distribution.APPLICATION).toString(), "--server.port=0",
                "--management.server.port=0", "--aisle.data-directory=" + home.resolve("data")));
        var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true)
                .redirectOutput(home.resolve("output.txt").toFile());
        builder.environment().keySet().removeIf(name -> SETTING.matcher(name).matches());
        // of the JVM that makes the cache, which lives for seconds
        builder.environment().put("JDK_AOT_VM_OPTIONS", "-XX:TieredStopAtLevel=1");
        var run = new TrainingRun(home, cache, builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(run.process::destroy));
        return run;
    }

    /** Waits until Aisle is up and has its catalog, and asks it for what shoppers ask. */
    void visit() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        URI storefront = URI.create("http://127.0.0.1:" + port(end));
        try (var client = HttpClient.newHttpClient()) {
            while (status(client, storefront.resolve(VISITED.getLast())) != 200
                    || status(client, storefront.resolve("/v1/products/blueberries")) != 200) {
                pause(end);
            }
            for (int visit = 0; visit < VISITS; visit++) {
                for (String path : VISITED) {
                    status(client, storefront.resolve(path));
                }
            }
        }
    }

    private String port(long end) throws IOException, InterruptedException {
        while (true) {
            var found = STOREFRONT.matcher(Files.readString(this.output));
            if (found.find()) {
                return found.group(1);
            }
            pause(end);
        }
    }

    private static int status(HttpClient client, URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()).statusCode();
    }

    private void pause(long end) throws IOException, InterruptedException {
        if (!this.process.isAlive()) {
            throw new IOException("its first run ended by itself: " + lastWords());
        }
        if (System.nanoTime() > end) {
            throw new IOException("its first run wasn't ready in time: " + lastWords());
        }
        TimeUnit.MILLISECONDS.sleep(50);
    }

    /** Ends the run as Ctrl-C would and waits for the cache. */
    void end() throws IOException, InterruptedException {
        this.process.destroy();
        if (!this.process.waitFor(END.toSeconds(), TimeUnit.SECONDS) || !Files.exists(this.cache)) {
            throw new IOException("the JVM made no cache: " + lastWords());
        }
    }

    private String lastWords() throws IOException {
        String text = Files.readString(this.output).strip();
        return text.substring(Math.max(0, text.length() - 1000));
    }

    @Override
    public void close() throws IOException {
        this.process.destroy();
        boolean interrupted = false;
        try {
            this.process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException ex) {
            interrupted = true;
        }
        this.process.destroyForcibly();
        try (Stream<Path> files = Files.walk(this.home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

}
