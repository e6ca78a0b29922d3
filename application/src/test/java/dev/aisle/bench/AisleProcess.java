package dev.aisle.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The application as users run it: a JVM of its own with a heap of at most 512 MB, with its
 * embedded PostgreSQL and Redis, on free ports.
 */
final class AisleProcess implements AutoCloseable {

    static final String ADMIN_PASSWORD = "benchmark-password";

    private static final Pattern STOREFRONT = Pattern.compile("Storefront\\s+(http://localhost:[0-9]+)/");

    private static final Pattern COLLECTED = Pattern.compile("Pause .*?([0-9]+)M->([0-9]+)M\\(([0-9]+)M\\)");

    private final Process process;

    private final Path dataDirectory;

    private final Path collections;

    private final URI storefront;

    private AisleProcess(Process process, Path dataDirectory, Path collections, URI storefront) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.collections = collections;
        this.storefront = storefront;
    }

    /** Starts the application on an existing or a new data directory and waits until it is ready. */
    static AisleProcess start(Path dataDirectory, String... settings) throws IOException, InterruptedException {
        return start(List.of("-cp", applicationClassPath(), "dev.aisle.AisleApplication"), dataDirectory, settings);
    }

    /** The same with {@link RecordedAnswers}. */
    static AisleProcess startWithConst(Path dataDirectory, String... settings)
            throws IOException, InterruptedException {
        return start(List.of("-cp", System.getProperty("java.class.path"), AisleWithConst.class.getName()),
                dataDirectory, settings);
    }

    /** Starts the application by the script that the build lays out for users, with the JVM's cache. */
    static AisleProcess startDistribution(Path dataDirectory, String... settings)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(distribution().resolve("aisle").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("AISLE_JVM_OPTIONS", String.join(" ", options(dataDirectory)));
        var aisle = start(builder, dataDirectory, settings);
        if (Files.readString(output(dataDirectory)).contains("Started without ")) {
            aisle.close();
            throw new IllegalStateException("the cache in %s is of no use".formatted(distribution()));
        }
        return aisle;
    }

    /** What the build lays out for users. */
    static Path distribution() {
        var folder = Path.of("application", "target", "aisle").toAbsolutePath();
        if (!Files.exists(folder.resolve("aisle.aot"))) {
            throw new IllegalStateException("the build made no cache in " + folder);
        }
        return folder;
    }

    private static AisleProcess start(List<String> program, Path dataDirectory, String... settings)
            throws IOException, InterruptedException {
        var command = options(dataDirectory);
        command.addAll(program);
        return start(java(command), dataDirectory, settings);
    }

    private static List<String> options(Path dataDirectory) {
        return new ArrayList<>(List.of("-Xmx512m", "-Xlog:gc:file=" + collections(dataDirectory) + "::filecount=0",
                "-XX:+ExitOnOutOfMemoryError"));
    }

    private static Path collections(Path dataDirectory) {
        return dataDirectory.resolve("collections.txt");
    }

    private static Path output(Path dataDirectory) {
        return dataDirectory.resolve("output.txt");
    }

    private static AisleProcess start(ProcessBuilder builder, Path dataDirectory, String... settings)
            throws IOException, InterruptedException {
        Files.createDirectories(dataDirectory);
        var output = output(dataDirectory);
        builder.command().addAll(List.of("--server.port=0", "--management.server.port=0", "--aisle.demo=false",
                "--aisle.data-directory=" + dataDirectory, "--aisle.embedded.postgres-memory=4GB"));
        Collections.addAll(builder.command(), settings);
        builder.environment().put("AISLE_ADMIN_PASSWORD", ADMIN_PASSWORD);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        var process = builder.start();
        // whoever stops a benchmark stops what it started
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            return new AisleProcess(process, dataDirectory, collections(dataDirectory),
                    awaitReady(process, output));
        } catch (IOException | InterruptedException | RuntimeException ex) {
            process.destroy();
            throw ex;
        }
    }

    /** A port of the loopback address that nobody has at the moment. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A JVM like this one. */
    static ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static String applicationClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static URI awaitReady(Process process, Path output) throws IOException, InterruptedException {
        while (process.isAlive()) {
            var text = Files.readString(output);
            var address = STOREFRONT.matcher(text);
            if (address.find() && text.contains("Health")) {
                return URI.create(address.group(1).replace("localhost", "127.0.0.1"));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("the application ended:\n" + Files.readString(output));
    }

    URI storefront() {
        return this.storefront;
    }

    /** Its database, with the catalog in memory as if it had been at work for a while. */
    BenchmarkDatabase database() throws IOException {
        var database = BenchmarkDatabase.of(this.dataDirectory);
        database.warm();
        return database;
    }

    AisleClient client() {
        return new AisleClient(this.storefront, ADMIN_PASSWORD);
    }

    /** How far the collections logged so far reach: {@link #liveHeapSince} counts from there. */
    int collections() throws IOException {
        return (int) Files.lines(this.collections).count();
    }

    /** The most that was left of the heap, in MB, after any collection since then: what was really needed. */
    int liveHeapSince(int collection) throws IOException {
        try (var lines = Files.lines(this.collections)) {
            return lines.skip(collection).map(COLLECTED::matcher).filter(java.util.regex.Matcher::find)
                    .mapToInt(found -> Integer.parseInt(found.group(2))).max().orElse(0);
        }
    }

    /** How much of the machine's processors the process has used, its servers left aside. */
    Duration processorTime() {
        return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most that the process ever held of the machine's memory, in MB. */
    long peakResidentMegabytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(this.process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
        }
    }

    @Override
    public void close() throws InterruptedException {
        this.process.destroy();
        if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
            this.process.destroyForcibly().waitFor();
        }
    }

}
