package dev.aisle.durability;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.embedded.PostgresEndpoint;
import dev.aisle.embedded.RedisEndpoint;
import dev.aisle.kernel.testing.TestPorts;
import dev.aisle.oracle.HttpCaller;

import static org.awaitility.Awaitility.await;

/** One of several JVMs that run the application on one database and one Redis. It can be killed, and frozen. */
public final class AisleNode implements AutoCloseable {

    private static final String PASSWORD = "a password for many nodes";

    private static final Duration START = Duration.ofSeconds(180);

    private final List<String> command = new ArrayList<>();

    private final Path log;

    private final HttpCaller http;

    private final PostgresEndpoint database;

    private final RedisEndpoint redis;

    private Process process;

    AisleNode(EmbeddedServers servers, Path directory, String name) throws IOException {
        this(servers.postgres().orElseThrow().endpoint(), servers.redis().orElseThrow().endpoint(), directory, name);
    }

    /**
     * Starts a node.
     * @param database its database
     * @param redis its Redis
     * @param directory where its log goes
     * @param name the log's name
     * @param settings further ones, as arguments of the program
     */
    public AisleNode(PostgresEndpoint database, RedisEndpoint redis, Path directory, String name, String... settings)
            throws IOException {
        int port = TestPorts.free();
        this.database = database;
        this.redis = redis;
        this.log = directory.resolve(name + ".log");
        this.http = new HttpCaller(URI.create("http://127.0.0.1:" + port), PASSWORD);
        // wherever the host is, and whatever its clock shows
        this.command.addAll(StartCommand.of("-Duser.timezone=Pacific/Kiritimati"));
        this.command.addAll(List.of("--server.port=" + port,
                "--aisle.demo=false", "--aisle.query.count-staleness=0ms",
                "--spring.datasource.url=" + database.jdbcUrl(), "--spring.datasource.username=" + database.username(),
                "--spring.data.redis.host=" + redis.host(), "--spring.data.redis.port=" + redis.port()));
        this.command.addAll(List.of(settings));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--management.server.port="))) {
            this.command.add("--management.server.port=-1");
        }
        this.process = launch();
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(this.command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
                .redirectInput(new File("/dev/null"));
        builder.environment().put("AISLE_ADMIN_PASSWORD", PASSWORD);
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", this.database.password());
        builder.environment().put("SPRING_DATA_REDIS_PASSWORD", this.redis.password());
        return builder.start();
    }

    /** Starts it again after it was killed. */
    public void restart() throws IOException {
        this.process = launch();
    }

    /** Returns when it answers shoppers. */
    void awaitReady() {
        awaitAnswer("/v1/categories", 200);
    }

    /**
     * Returns when it answers.
     * @param path what to ask for
     * @param status the answer to wait for
     */
    public void awaitAnswer(String path, int status) {
        await().atMost(START).pollInterval(Duration.ofMillis(100)).until(() -> {
            assertRuns();
            try {
                return this.http.get(path).status() == status;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /** Fails with what it logged if it ended by itself, at once where somebody waits for it. */
    public void assertRuns() throws IOException {
        if (!this.process.isAlive()) {
            throw new IllegalStateException("a node ended by itself: " + Files.readString(this.log));
        }
    }

    /** Speaks with it. */
    public HttpCaller http() {
        return this.http;
    }

    /** Stops it where it is, holding whatever it holds. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on as if no time had passed. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", signal, String.valueOf(this.process.pid())).inheritIO().start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill %s ended with %d".formatted(signal, code));
        }
    }

    /** Ends it by SIGKILL. */
    public void kill() {
        this.process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        this.http.close();
        kill();
    }

}
