package dev.aisle.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.unit.DataSize;

import dev.aisle.TestServers;
import dev.aisle.embedded.EmbeddedServers.Server;

/** Small servers for tests, in this process or in one that a test may kill. */
final class ServersUnderTest {

    private static final Path MADE = Path.of("target", "embedded-made");
    private static boolean made;

    private ServersUnderTest() {}

    /** Programs are unpacked once for all tests, data lie where the test says. */
    static EmbeddedSettings settings(Path dataDirectory) {
        return TestServers.settings(dataDirectory)
                .withMemory(DataSize.ofMegabytes(16), DataSize.ofMegabytes(16))
                .withStartTimeout(Duration.ofMinutes(2));
    }

    /**
     * Puts a database of this kind into the folder, in a fraction of the time that making one takes, and
     * starts it.
     */
    static EmbeddedPostgres startMade(Path dataDirectory) throws IOException, InterruptedException {
        copyMade(dataDirectory);
        return EmbeddedPostgres.start(settings(dataDirectory));
    }

    /** Puts a database of this kind into the folder. */
    static void copyMade(Path dataDirectory) throws IOException, InterruptedException {
        synchronized (ServersUnderTest.class) {
            if (!made) {
                PrivateFiles.deleteTree(MADE);
                EmbeddedPostgres.start(settings(MADE)).close();
                made = true;
            }
        }
        Process copy = new ProcessBuilder("cp", "-a", MADE.resolve("postgres").toString(), dataDirectory.toString())
                .inheritIO()
                .start();
        if (copy.waitFor() != 0) {
            throw new IOException("cp ended with " + copy.exitValue());
        }
        // each copy on a port of its own
        Path state = dataDirectory.resolve("postgres/server.properties");
        Files.write(state, Files.readAllLines(state).stream().filter(line -> !line.startsWith("port=")).toList());
    }

    static void execute(PostgresEndpoint endpoint, String sql) throws SQLException {
        try (Connection connection = connect(endpoint);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(PostgresEndpoint endpoint, String sql) throws SQLException {
        try (Connection connection = connect(endpoint);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static Connection connect(PostgresEndpoint endpoint) throws SQLException {
        return DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.username(), endpoint.password());
    }

    static String redis(RedisEndpoint endpoint, String... words) throws IOException {
        try (RedisConnection connection = new RedisConnection(endpoint, 5000)) {
            return connection.call(words);
        }
    }

    /** What kill -9 does. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        if (!ServerProcesses.await(() -> !process.isAlive() || process.info().arguments().isEmpty(),
                Duration.ofSeconds(20))) {
            throw new IllegalStateException(process.pid() + " survived");
        }
    }

    /** A process of its own that starts servers, all or those named, and then waits to be killed. */
    static Process launch(Path dataDirectory, String... servers) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                ServersUnderTest.class.getName(),
                dataDirectory.toString());
        builder.command().addAll(List.of(servers));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(ProcessBuilder.Redirect.to(new File(dataDirectory.toString(), "launched.log")));
        return builder.start();
    }

    /** Launches and waits until the servers answer. */
    static Process launchAndAwait(Path dataDirectory, String... servers) throws IOException {
        Process process = launch(dataDirectory, servers);
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return process;
            }
        }
        throw new IllegalStateException("The launched process ended without servers");
    }

    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException(process.pid() + " survived");
        }
    }

    /**
     * Runs the servers until this process is killed.
     *
     * @param arguments the data directory, then the servers' names, none for all
     */
    public static void main(String[] arguments) throws InterruptedException {
        Set<Server> named = Stream.of(arguments).skip(1).map(Server::valueOf).collect(Collectors.toSet());
        Set<Server> wanted = named.isEmpty() ? Set.of(Server.values()) : named;
        try (EmbeddedServers servers = EmbeddedServers.start(settings(Path.of(arguments[0])), wanted)) {
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }
}
