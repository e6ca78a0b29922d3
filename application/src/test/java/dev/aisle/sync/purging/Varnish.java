package dev.aisle.sync.purging;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Varnish with the VCL that Aisle ships, on a given port before a given port. */
public final class Varnish implements AutoCloseable {

    private static final Pattern COUNTER = Pattern
            .compile("\"(?:MAIN|VBE\\.boot)\\.([\\w.]+)\":.*?\"value\": ([0-9]+)", Pattern.DOTALL);

    private static final Duration START = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(20);

    private final Process process;

    private final Path folder;

    private final int port;

    private Varnish(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Where Debian's package puts a program; the first may not be on the path of who isn't root. */
    private static Optional<Path> find(String program) {
        var path = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"));
        return path.map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }

    /** Whether this machine has Varnish with surrogate keys. */
    public static boolean isInstalled() throws IOException {
        if (find("varnishd").isEmpty()) {
            return false;
        }
        try (var modules = Files.find(Path.of("/usr/lib"), 4,
                (file, _) -> file.getFileName().toString().equals("libvmod_xkey.so"))) {
            return modules.findAny().isPresent();
        }
    }

    /**
     * Starts it and waits until it answers.
     * @param vcl the shipped VCL
     * @param folder an empty or absent folder of its own
     * @param port where it listens
     * @param backend where Aisle listens
     * @param memory what it may hold, as varnishd writes sizes
     */
    public static Varnish start(Path vcl, Path folder, int port, int backend, String memory) throws IOException {
        Files.createDirectories(folder);
        var shipped = Files.readString(vcl);
        var here = shipped.replace(".port = \"8080\"", ".port = \"%d\"".formatted(backend));
        if (here.equals(shipped)) {
            throw new IllegalStateException(vcl + " doesn't name the port 8080 any longer");
        }
        var file = Files.writeString(folder.resolve("test.vcl"), here).toAbsolutePath();
        var output = folder.resolve("output.txt");
        var command = new ArrayList<>(List.of(find("varnishd").orElseThrow().toString(), "-F", "-f", file.toString(),
                "-a", "127.0.0.1:" + port, "-n", folder.resolve("work").toAbsolutePath().toString(), "-T", "none", "-s",
                "malloc," + memory));
        // as whoever runs the tests: the folder need not be anybody else's to read
        command.addAll(1, List.of("-j", "none"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null")).start();
        var varnish = new Varnish(process, folder, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            varnish.awaitReady(output);
        } catch (IOException | RuntimeException ex) {
            varnish.close();
            throw ex;
        }
        return varnish;
    }

    private void awaitReady(Path output) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!accepts()) {
            if (!this.process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("varnishd doesn't answer: " + Files.readString(output));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        // it may be somebody else who has the port by now
        if (!this.process.isAlive()) {
            throw new IllegalStateException("varnishd ended: " + Files.readString(output));
        }
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
            return true;
        } catch (IOException ex) {
            return false;
        }
    }

    /** One of its counters, such as {@code cache_hit}, or of a backend's, such as {@code aisle.conn}. */
    public long counter(String name) throws IOException, InterruptedException {
        var stat = new ProcessBuilder(find("varnishstat").orElseThrow().toString(), "-n",
                this.folder.resolve("work").toAbsolutePath().toString(), "-t", "30", "-1", "-j")
                .redirectErrorStream(true).start();
        var output = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        stat.waitFor();
        return COUNTER.matcher(output).results().filter(found -> found.group(1).equals(name))
                .mapToLong(found -> Long.parseLong(found.group(2))).findFirst()
                .orElseThrow(() -> new IllegalStateException("varnishstat has no %s: %s; varnishd %s".formatted(name,
                        output, this.process.isAlive() ? "is alive" : "has ended")));
    }

    @Override
    public void close() {
        this.process.destroy();
        this.process.onExit().join();
    }

}
