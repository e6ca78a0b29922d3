package dev.aisle.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster on disk and what is done to it with PostgreSQL's own programs: made, configured, launched. */
final class PostgresCluster {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
    private static final String VERSION = "18";
    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "aisle";
    private static final String SUPERUSER_PASSWORD = "superuser-password";
    private static final String OWNER_PASSWORD = "owner-password";
    private static final Duration SIGNAL = Duration.ofSeconds(10);
    private static final int LAST_WORDS = 2000;
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private final PostgresFolder folder;
    private final Path programs;
    private final PostgresConfiguration configuration;
    private final Launcher launcher;
    private final ServerState state;

    PostgresCluster(
            PostgresFolder folder,
            Path programs,
            PostgresConfiguration configuration,
            Launcher launcher,
            ServerState state) {
        this.folder = folder;
        this.programs = programs;
        this.configuration = configuration;
        this.launcher = launcher;
        this.state = state;
    }

    PostgresEndpoint owner() {
        return new PostgresEndpoint(
                ServerState.HOST, state.port(), OWNER, OWNER, state.password(OWNER_PASSWORD));
    }

    PostgresEndpoint superuser() {
        return new PostgresEndpoint(
                ServerState.HOST, state.port(), SUPERUSER, SUPERUSER, state.password(SUPERUSER_PASSWORD));
    }

    /** Makes the cluster unless it is there; one that was being made when the process was killed is made anew. */
    void create(Duration timeout) throws IOException {
        if (Files.exists(folder.cluster())) {
            check();
            return;
        }
        LOG.info("First start: making a database in {}, which takes a few seconds", folder.root());
        endEarlierCreation();
        PrivateFiles.write(folder.passwordFile(), state.password(SUPERUSER_PASSWORD) + "\n");
        launcher.takeOwnership(folder.root());
        int exit = launcher.run(
                command(
                        "initdb",
                        "--pgdata=" + folder.newCluster(),
                        "--username=" + SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + folder.passwordFile(),
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums"),
                timeout);
        Files.delete(folder.passwordFile());
        if (exit != 0) {
            throw new EmbeddedServerException(
                    "PostgreSQL could not make a database in " + folder.root() + ": " + tail(launcher.printed()));
        }
        PrivateFiles.move(folder.newCluster(), folder.cluster());
    }

    /** A killed process leaves initdb running, which would go on writing into what is about to be deleted. */
    private void endEarlierCreation() throws IOException {
        Path unfinished = folder.newCluster();
        ServerProcesses creations = ServerProcesses.ofInitdb(unfinished);
        creations.server().ifPresent(creation -> {
            creation.destroyForcibly();
            creations.awaitExit(creation, SIGNAL);
        });
        ServerProcesses.ofPostgres(unfinished).killLeftovers(SIGNAL);
        PrivateFiles.deleteTree(unfinished);
    }

    private void check() throws IOException {
        String version = Files.readString(folder.cluster().resolve("PG_VERSION")).strip();
        if (!version.equals(VERSION)) {
            throw new EmbeddedServerException(
                    "The database in %s was made by PostgreSQL %s, this Aisle brings %s. Dump it with the Aisle that made it, and restore it into an empty folder."
                            .formatted(folder.cluster(), version, VERSION));
        }
        if (!state.hasPassword(SUPERUSER_PASSWORD)) {
            throw new EmbeddedServerException(
                    "The passwords of the database in %s are gone. Restore the file %s from a backup of the data directory."
                            .formatted(folder.cluster(), folder.state()));
        }
    }

    boolean isConfigured() throws IOException {
        return configuration.isWritten(folder.cluster(), state.port());
    }

    void configure() throws IOException {
        configuration.write(folder.cluster(), state.port());
        launcher.takeOwnership(folder.root());
    }

    /** Starts the server in a session of its own, so that Ctrl-C doesn't reach it, and waits until it is ready. */
    boolean launch(Duration timeout) throws IOException {
        Files.deleteIfExists(folder.startLog());
        int exit = launcher.run(
                command(
                        "pg_ctl",
                        "start",
                        "--wait",
                        "--silent",
                        "--timeout=" + timeout.toSeconds(),
                        "--pgdata=" + folder.cluster(),
                        "--log=" + folder.startLog()),
                timeout.plusSeconds(5));
        return exit == 0;
    }

    void signal(String name, ProcessHandle server) throws IOException {
        // The exit code tells only that the process was gone already.
        launcher.run(command("pg_ctl", "kill", name, Long.toString(server.pid())), SIGNAL);
    }

    private List<String> command(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(programs.resolve("bin").resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    /** The end of what the server last logged, for a message. */
    String lastWords() throws IOException {
        StringBuilder words = new StringBuilder(launcher.printed());
        if (Files.exists(folder.startLog())) {
            words.append('\n').append(Files.readString(folder.startLog()));
        }
        try (Stream<Path> logs = Files.list(folder.logs())) {
            Optional<Path> newest = logs.max(Comparator.comparing(PostgresCluster::modified));
            if (newest.isPresent()) {
                words.append('\n').append(Files.readString(newest.get()));
            }
        }
        return tail(words.toString());
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - LAST_WORDS)).strip();
    }

    /** How the server on our port answers. */
    enum Answer {
        /** It let us in, and only our own knows the password. */
        READY,
        /** It recovers from a crash, or stops. */
        NOT_YET,
        /** Nobody is there, or it doesn't know us. */
        NO
    }

    Answer answer() {
        try (Connection connection = connect(owner())) {
            return connection.isValid(5) ? Answer.READY : Answer.NO;
        } catch (SQLException e) {
            LOG.debug("No answer on port {}: {}", state.port(), e.getMessage());
            return CANNOT_CONNECT_NOW.equals(e.getSQLState()) ? Answer.NOT_YET : Answer.NO;
        }
    }

    /** Makes role and database where they are missing. */
    void provision() {
        try (Connection connection = connect(superuser());
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '%s'".formatted(OWNER))) {
                statement.execute("CREATE ROLE %s LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD '%s'"
                        .formatted(OWNER, state.password(OWNER_PASSWORD)));
            }
            if (!exists(statement, "SELECT FROM pg_database WHERE datname = '%s'".formatted(OWNER))) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(OWNER, OWNER));
            }
        } catch (SQLException e) {
            throw new EmbeddedServerException(
                    "The database in " + folder.root() + " cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static Connection connect(PostgresEndpoint endpoint) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", endpoint.username());
        properties.setProperty("password", endpoint.password());
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(endpoint.jdbcUrl(), properties);
    }
}
