package dev.aisle.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a server must find again at its next start: its port and its passwords, in a file that only the
 * owner can read.
 */
final class ServerState {

    static final String HOST = "127.0.0.1";
    private static final String PORT = "port";

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
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            int port = socket.getLocalPort();
            store(PORT, Integer.toString(port));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + HOST, e);
        }
    }

    /** Makes sure that the stored port can be listened on, if need be by another one. */
    void choosePort() {
        if (!isFree(port())) {
            newPort();
        }
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
