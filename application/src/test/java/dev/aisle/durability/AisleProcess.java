package dev.aisle.durability;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

import dev.aisle.TestServers;
import dev.aisle.kernel.testing.TestPorts;
import dev.aisle.oracle.HttpCaller;

import static org.awaitility.Awaitility.await;

/** The application as its users run it: a JVM of its own, with embedded servers, on one data directory. */
final class AisleProcess implements AutoCloseable {

    private static final String PASSWORD = "a password to be killed with";

    private static final Set<String> ENDED = Set.of("completed", "failed", "stopped");

    private static final Duration START = Duration.ofSeconds(180);

    private static final Duration DEATH = Duration.ofSeconds(20);

    private final Path directory;

    private static final int TROUBLE_LINES = 8;

    private final Path log;

    private final int port = TestPorts.free();

    private final HttpCaller http = new HttpCaller(URI.create("http://127.0.0.1:" + this.port), PASSWORD);

    private Process process;

    AisleProcess(Path directory) throws IOException {
        this.directory = directory.toRealPath();
        this.log = this.directory.resolve("aisle.log");
        TestServers.linkPrograms(data());
        this.process = launch();
    }

    private Path data() {
        return this.directory.resolve("data");
    }

    private Process launch() throws IOException {
        var command = StartCommand.of();
        command.addAll(List.of("--server.port=" + this.port,
                "--management.server.port=-1", "--aisle.demo=false",
                "--aisle.data-directory=" + data(), "--aisle.embedded.postgres-memory=64MB",
                "--aisle.query.count-staleness=0ms", "--aisle.sync.rebuild.max-loss-percent=100"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
                .redirectInput(new File("/dev/null"));
        builder.environment().put("AISLE_ADMIN_PASSWORD", PASSWORD);
        return builder.start();
    }

    /** Starts it again after a death; nothing else is done by hand. */
    void restart() throws IOException {
        this.process = launch();
    }

    /** Returns when it answers shoppers. */
    void awaitReady() {
        await().atMost(START).until(this::ready);
    }

    private boolean ready() throws InterruptedException, IOException {
        if (!this.process.isAlive()) {
            throw new IllegalStateException("Aisle ended by itself with %d: %s".formatted(this.process.exitValue(),
                    Files.readString(this.log)));
        }
        try {
            return this.http.get("/v1/categories").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns when its log has grown by some bytes: somewhere in its start. */
    void awaitLogGrows(long bytes) throws IOException {
        long goal = Files.size(this.log) + bytes;
        await().atMost(START)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.size(this.log) >= goal || !this.process.isAlive());
    }

    /** Returns how a job ended, once it has; whoever was killed in it takes it up by itself. */
    String awaitJob(String path) {
        return await().atMost(START)
                .until(() -> this.http.admin("GET", path, Map.of(), null).json().path("state").asString(),
                        ENDED::contains);
    }

    /** Returns how the latest runs of a job ended, with those that nobody was told of before the application died. */
    List<String> awaitLatest(String job) {
        return await().atMost(START).until(() -> {
            var jobs = this.http.admin("GET", "/jobs", Map.of(), null).json().path("jobs").valueStream();
            return jobs.filter(entry -> entry.path("name").asString().equals(job))
                    .flatMap(entry -> entry.path("executions").valueStream())
                    .map(run -> run.path("state").asString())
                    .toList();
        }, ENDED::containsAll);
    }

    /** What a run of a job says of itself. */
    String describe(String path) {
        try {
            return this.http.admin("GET", path, Map.of(), null).text() + troubles();
        } catch (IOException ex) {
            return ex.toString();
        }
    }

    /** The last failures in the log: the folder is gone after the test. */
    private String troubles() throws IOException {
        var lines = Files.readAllLines(this.log);
        var told = new StringBuilder();
        int rest = 0;
        for (var line : lines.subList(Math.max(0, lines.size() - 2_000), lines.size())) {
            rest = line.contains("ERROR") || line.startsWith("Caused by") ? TROUBLE_LINES : rest - 1;
            if (rest > 0) {
                told.append('\n').append(line);
            }
        }
        return told.toString();
    }

    /** Compares the read model and Redis with the write model; returns how much differs. */
    long reconcile() throws IOException, InterruptedException {
        var accepted = this.http.admin("POST", "/jobs/reconcile-read-model", Map.of(), null);
        String path = String.valueOf(accepted.header("Location")).replaceFirst("^.*/admin/v1", "");
        if (!awaitJob(path).equals("completed")) {
            throw new IllegalStateException(
                    "the reconciliation failed: " + this.http.admin("GET", path, Map.of(), null));
        }
        return this.http.admin("GET", path, Map.of(), null).json().path("result").path("found").asLong(-1);
    }

    HttpCaller http() {
        return this.http;
    }

    /** Ends the JVM by SIGKILL; its servers go on, as after any crash. */
    void kill() {
        this.process.destroyForcibly().onExit().join();
    }

    /** Ends the JVM and its servers by SIGKILL, all at once. */
    void killWithServers() {
        List<ProcessHandle> all = servers().flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .toList();
        this.process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        this.process.onExit().join();
        await().atMost(DEATH).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** PostgreSQL and Redis of this data directory, known by their command lines. */
    private Stream<ProcessHandle> servers() {
        Predicate<String> ours = line -> line.contains(this.directory.toString());
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != this.process.pid())
                .filter(process -> process.info().commandLine().filter(ours).isPresent());
    }

    /** The database as its superuser sees it. */
    DataSource database() throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(this.directory.resolve("data/postgres/server.properties"))) {
            properties.load(reader);
        }
        var database = new PGSimpleDataSource();
        database.setServerNames(new String[]{"127.0.0.1"});
        database.setPortNumbers(new int[]{Integer.parseInt(properties.getProperty("port"))});
        database.setDatabaseName("aisle");
        database.setUser("postgres");
        database.setPassword(properties.getProperty("superuser-password"));
        return database;
    }

    String log() throws IOException {
        return Files.readString(this.log);
    }

    @Override
    public void close() {
        this.http.close();
        killWithServers();
    }

}
