package dev.aisle.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** How soon Aisle is ready, in an empty folder and again, with the JVM's cache and without. */
final class StartBenchmark {

    private static final int ROUNDS = 5;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private StartBenchmark() {}

    /** One start: seconds until it was ready, and seconds of processor time that the JVM took for that. */
    private record Start(double seconds, double processor) {}

    /** The starts of one kind, in empty folders and in the same folders again. */
    private record Starts(List<Start> first, List<Start> again) {

        Starts() {
            this(new ArrayList<>(), new ArrayList<>());
        }

    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var distribution = AisleProcess.distribution();
        var with = new Starts();
        var without = new Starts();
        for (int round = 0; round < (options.smoke() ? 1 : ROUNDS); round++) {
            // in turns, since the machine may be busier at one time than at another
            measure(List.of(distribution.resolve("aisle").toString()), options.folder(), with);
            measure(withoutCache(distribution), options.folder(), without);
        }
        var table = new FigureTable("start");
        table.row("ready in an empty folder", seconds(with.first(), Start::seconds), "≤ 8 s");
        table.row("ready again in the same folder", seconds(with.again(), Start::seconds), "≤ 4 s");
        table.row("processor time of the JVM until then", both(with, Start::processor), "");
        table.row("the same without the cache: ready", both(without, Start::seconds), "");
        table.row("its processor time", both(without, Start::processor), "");
        table.row("with the cache, of the time without",
                "%.2f in an empty folder, %.2f again".formatted(
                        median(with.first(), Start::seconds) / median(without.first(), Start::seconds),
                        median(with.again(), Start::seconds) / median(without.again(), Start::seconds)),
                "");
        table.finish(options);
    }

    private static List<String> withoutCache(Path distribution) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar",
                distribution.resolve("aisle.jar").toString());
    }

    private static void measure(List<String> command, Path parent, Starts starts)
            throws IOException, InterruptedException {
        Path folder = parent.resolve("start");
        Folders.delete(folder);
        Files.createDirectories(folder);
        starts.first().add(start(command, folder));
        starts.again().add(start(command, folder));
        Folders.delete(folder);
    }

    private static Start start(List<String> command, Path folder) throws IOException, InterruptedException {
        int management = AisleProcess.freePort();
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--server.port=0", "--management.server.port=" + management,
                "--aisle.data-directory=" + folder.resolve("data")));
        Path output = folder.resolve("output.txt");
        var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        long begin = System.nanoTime();
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try (var client = HttpClient.newHttpClient()) {
            var readiness = HttpRequest
                    .newBuilder(URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(management)))
                    .build();
            while (!isUp(client, readiness)) {
                if (!process.isAlive() || System.nanoTime() - begin > LIMIT.toNanos()) {
                    throw new IllegalStateException("the application isn't ready:\n" + Files.readString(output));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double processor = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
            // the demo catalog's import, if any, is none of the next start's business
            while (!isCatalogThere(output)) {
                if (!process.isAlive() || System.nanoTime() - begin > LIMIT.toNanos()) {
                    throw new IllegalStateException("the application has no catalog:\n" + Files.readString(output));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return new Start(seconds, processor);
        } finally {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isUp(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isCatalogThere(Path output) throws IOException {
        String text = Files.readString(output);
        return text.contains("Aisle is ready.")
                && (!text.contains("the demo catalog is being imported") || text.contains("is completed after"));
    }

    private static String both(Starts starts, ToDoubleFunction<Start> figure) {
        return "%.1f s in an empty folder, %.1f s again".formatted(median(starts.first(), figure),
                median(starts.again(), figure));
    }

    private static String seconds(List<Start> starts, ToDoubleFunction<Start> figure) {
        return "median %.1f s, slowest of %d %.1f s".formatted(median(starts, figure), starts.size(),
                starts.stream().mapToDouble(figure).max().orElseThrow());
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        var sorted = starts.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

}
