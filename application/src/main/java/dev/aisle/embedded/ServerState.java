package dev.aisle.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * What a server must find again at its next start: its port and its passwords, in a file that only the
 * owner can read.
 */
final class ServerState {

    static final String HOST = "127.0.0.1";
    private static final String PORT = "port";
    /** Systems take the ports of clients' connections from above: what is chosen here stays free between two runs. */
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    private final Path file;
    private final Properties values;

    private ServerState(Path file, Properties values) {
        this.file = file;
        this.values = values;
    }

    static ServerState load(Path file) throws IOException {
        Properties values = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                values.load(reader);
            }
        }
        return new ServerState(file, values);
    }

    boolean hasPassword(String name) {
        return values.getProperty(name) != null;
    }

    /** The stored password of that name, made and stored at the first call. */
    String password(String name) {
        String password = values.getProperty(name);
        if (password == null) {
            password = PrivateFiles.newPassword();
            store(name, password);
        }
        return password;
    }

    /** The stored port, made and stored at the first call. */
    int port() {
        String port = values.getProperty(PORT);
        return port == null ? newPort() : Integer.parseInt(port);
    }

    /** A free port in place of the stored one. */
    int newPort() {
        int beginning = ThreadLocalRandom.current().nextInt(PORTS);
        int port = IntStream.range(0, PORTS)
                .map(i -> FIRST_PORT + (beginning + i) % PORTS)
                .filter(ServerState::isFree)
                .findFirst()
                .orElseThrow(() -> new EmbeddedServerException(
                        "No port from %d to %d is free on %s".formatted(FIRST_PORT, FIRST_PORT + PORTS - 1, HOST)));
        store(PORT, Integer.toString(port));
        return port;
    }

    /** Makes sure that the stored port can be listened on, if need be by another one. */
    void choosePort() {
        if (!isFree(port())) {
            newPort();
        }
    }

    /**
     * Whether a server may have failed to start because somebody had its port, who may be gone by now.
     * @param lastWords what the server said
     */
    boolean mayHaveBeenTaken(String lastWords) {
        return !isFree(port()) || lastWords.contains("Address already in use");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HOST, port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private void store(String name, String value) {
        values.setProperty(name, value);
        StringBuilder text = new StringBuilder();
        values.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> text.append(key).append('=').append(values.getProperty(key)).append('\n'));
        try {
            PrivateFiles.write(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
