package dev.aisle.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

import dev.aisle.kernel.testing.TestPorts;

/** A real Redis on a free port, which a test can stop, empty, freeze and start again. It keeps nothing on disk. */
final class RedisProcess implements AutoCloseable {

    private static final Path PROGRAM = program();

    private final int port = TestPorts.free();
    private Process process;

    RedisProcess() {
        start();
    }

    int port() {
        return this.port;
    }

    void start() {
        try {
            this.process = new ProcessBuilder(PROGRAM.toString(), "--port", String.valueOf(this.port), "--bind",
                    "127.0.0.1", "--save", "", "--appendonly", "no")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(this::accepts);
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
            return true;
        } catch (IOException ex) {
            return false;
        }
    }

    void kill() {
        this.process.destroyForcibly().onExit().join();
    }

    /** Hangs it, connections and all, until {@link #thaw()}. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder(List.of("kill", signal, String.valueOf(this.process.pid()))).start().onExit().join();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static Path program() {
        try {
            return ExecutableProvider.newJarResourceProvider().get().toPath();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
