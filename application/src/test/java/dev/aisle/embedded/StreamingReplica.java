package dev.aisle.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.awaitility.Awaitility;

/**
 * A replica of an embedded server by streaming replication, made from a copy of its files while it runs. It can be
 * stopped, started again, and told to receive changes without showing them.
 */
public final class StreamingReplica implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What belongs to the running server, or comes by the stream. */
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot",
            "pg_stat_tmp", "pg_subtrans", "pg_notify", "pg_dynshmem", "pg_serial", "pg_snapshots");

    private final Path programs;
    private final Path cluster;
    private final Launcher launcher;
    private final PostgresEndpoint superuser;
    private final PostgresEndpoint owner;

    private StreamingReplica(Path programs, Path cluster, Launcher launcher, PostgresEndpoint superuser,
            PostgresEndpoint owner) {
        this.programs = programs;
        this.cluster = cluster;
        this.launcher = launcher;
        this.superuser = superuser;
        this.owner = owner;
    }

    /**
     * Copies a running server and starts the copy as its replica.
     * @param settings what the server was started with
     * @param primary the server
     * @param directory an empty folder for the copy
     * @param port a free port
     */
    public static StreamingReplica of(EmbeddedSettings settings, EmbeddedPostgres primary, Path directory, int port)
            throws IOException {
        var source = PostgresFolder.in(settings.dataDirectory()).cluster();
        var root = Launcher.open(directory);
        var cluster = root.resolve("cluster");
        var superuser = primary.superuser();
        var replica = new StreamingReplica(new Programs(settings.programs()).postgres(), cluster,
                Launcher.forDirectory(root), at(superuser, port), at(primary.endpoint(), port));
        letReplicate(source, superuser);
        copy(source, cluster, superuser);
        PrivateFiles.write(cluster.resolve("standby.signal"), "");
        Files.writeString(cluster.resolve("postgresql.conf"), """
                port = %d
                unix_socket_directories = ''
                logging_collector = off
                shared_preload_libraries = ''
                primary_conninfo = 'host=%s port=%d user=%s password=%s'
                """.formatted(port, superuser.host(), superuser.port(), superuser.username(), superuser.password()),
                StandardOpenOption.APPEND);
        replica.start();
        return replica;
    }

    private static PostgresEndpoint at(PostgresEndpoint endpoint, int port) {
        return new PostgresEndpoint(endpoint.host(), port, endpoint.database(), endpoint.username(),
                endpoint.password());
    }

    private static void letReplicate(Path cluster, PostgresEndpoint superuser) throws IOException {
        Files.writeString(cluster.resolve("pg_hba.conf"), "host replication all 127.0.0.1/32 scram-sha-256\n",
                StandardOpenOption.APPEND);
        ask(superuser, "SELECT pg_reload_conf()");
    }

    private static void copy(Path from, Path to, PostgresEndpoint superuser) throws IOException {
        try (var connection = DriverManager.getConnection(superuser.jdbcUrl(), superuser.username(),
                superuser.password()); var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('replica', true)");
            PrivateFiles.directory(to);
            copy(from, to);
            for (var absent : NOT_COPIED) {
                if (absent.startsWith("pg_")) {
                    PrivateFiles.directory(to.resolve(absent));
                }
            }
            try (var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                PrivateFiles.write(to.resolve("backup_label"), label.getString(1));
            }
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Files that the server removes meanwhile are not missed: its log says so, and the replica reads that. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (directory.getParent().equals(from) && NOT_COPIED.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                PrivateFiles.directory(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file).toString()));
                    } catch (NoSuchFileException _) {
                        // removed since
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** The database {@code aisle}, as its owner. */
    public PostgresEndpoint endpoint() {
        return this.owner;
    }

    /** Starts it, and waits until it has everything that the primary had then. */
    public void start() throws IOException {
        this.launcher.takeOwnership(this.cluster);
        var log = this.cluster.resolve("start.log");
        int code = run("start", "--wait", "--silent", "--timeout=" + PATIENCE.toSeconds(), "--log=" + log);
        if (code != 0) {
            throw new IllegalStateException("The replica didn't start: " + this.launcher.printed()
                    + (Files.exists(log) ? Files.readString(log) : ""));
        }
        Awaitility.await().atMost(PATIENCE)
                .until(() -> ask(this.superuser, "SELECT status FROM pg_stat_wal_receiver")
                        .equals(List.of("streaming")));
    }

    /** Ends it without a word to anybody, as a crash does. */
    public void stop() throws IOException {
        run("stop", "--wait", "--silent", "--mode=immediate");
    }

    private int run(String what, String... options) throws IOException {
        var command = new ArrayList<>(List.of(this.programs.resolve("bin").resolve("pg_ctl").toString(), what,
                "--pgdata=" + this.cluster));
        command.addAll(List.of(options));
        return this.launcher.run(command, PATIENCE);
    }

    /** It goes on receiving changes, and shows none of them. */
    public void pause() {
        ask(this.superuser, "SELECT pg_wal_replay_pause()");
        Awaitility.await().atMost(PATIENCE).until(
                () -> ask(this.superuser, "SELECT pg_get_wal_replay_pause_state()").equals(List.of("paused")));
    }

    /** It shows what it has received, and what comes. */
    public void resume() {
        ask(this.superuser, "SELECT pg_wal_replay_resume()");
    }

    private static List<String> ask(PostgresEndpoint endpoint, String question) {
        try (var connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.username(),
                endpoint.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            var answers = new ArrayList<String>();
            while (rows.next()) {
                answers.add(String.valueOf(rows.getString(1)));
            }
            return answers;
        } catch (SQLException ex) {
            throw new IllegalStateException(question, ex);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
