package dev.aisle.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.aisle.embedded.PostgresCluster.Answer;

/**
 * A real, durable PostgreSQL on loopback, run by this process on a folder that nobody else may use
 * meanwhile. It survives this process when that is killed, and the next start takes it over.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration FAST_STOP = Duration.ofSeconds(60);
    private static final Duration STOP_OF_HUNG = Duration.ofSeconds(3);
    private static final Duration STOP_AT_ONCE = Duration.ofSeconds(5);
    private static final Duration KILL = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS = 3;

    private final EmbeddedSettings settings;
    private final PostgresFolder folder;
    private final DataDirectoryLock lock;
    private final ServerState state;
    private final Launcher launcher;
    private final PostgresCluster cluster;
    private final ServerProcesses processes;
    private boolean closed;

    private EmbeddedPostgres(EmbeddedSettings settings, PostgresFolder folder, DataDirectoryLock lock)
            throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.lock = lock;
        this.state = ServerState.load(folder.state());
        this.launcher = Launcher.forDirectory(folder.root());
        Path programs = new Programs(settings.programs()).postgres();
        PostgresConfiguration configuration = new PostgresConfiguration(settings, programs, folder.sockets(),
                folder.logs());
        this.cluster = new PostgresCluster(folder, programs, configuration, launcher, state);
        this.processes = ServerProcesses.ofPostgres(folder.cluster());
    }

    /**
     * Starts PostgreSQL on the folder, makes the database {@code aisle} if it isn't there, and waits until it
     * answers. A server of an earlier process on the same folder is taken over.
     *
     * @param settings the folder and the server's sizes
     * @throws EmbeddedServerException if the folder is in use or the server doesn't start
     */
    public static EmbeddedPostgres start(EmbeddedSettings settings) {
        try {
            PostgresFolder folder = PostgresFolder.in(settings.dataDirectory());
            DataDirectoryLock lock = DataDirectoryLock.acquire(folder.root());
            boolean started = false;
            try {
                EmbeddedPostgres postgres = new EmbeddedPostgres(settings, folder, lock);
                postgres.start();
                started = true;
                return postgres;
            } finally {
                if (!started) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started in " + settings.dataDirectory(), e);
        }
    }

    /** The database {@code aisle}, as its owner, who may make roles and databases but is no superuser. */
    public PostgresEndpoint endpoint() {
        return cluster.owner();
    }

    /** The database {@code postgres}, as the superuser: for what an operator would do, never for Aisle itself. */
    public PostgresEndpoint superuser() {
        return cluster.superuser();
    }

    /** The server's process. */
    public ProcessHandle process() {
        return running()
                .orElseThrow(() -> new EmbeddedServerException("PostgreSQL in " + folder.root() + " isn't running."));
    }

    private Optional<ProcessHandle> running() {
        return processes.server();
    }

    private void start() throws IOException {
        long begin = System.nanoTime();
        cluster.create(settings.startTimeout());
        Optional<ProcessHandle> found = running();
        if (found.isPresent()) {
            Answer answer = awaitAnswer(found.get());
            if (answer == Answer.READY && cluster.isConfigured()) {
                LOG.info("Took over PostgreSQL on port {}, which an earlier Aisle left running", state.port());
                return;
            }
            stop(found.get(), answer == Answer.READY ? FAST_STOP : STOP_OF_HUNG);
        }
        removeRemains();
        launch();
        boolean provisioned = false;
        try {
            cluster.provision();
            provisioned = true;
        } finally {
            if (!provisioned) {
                running().ifPresent(server -> stop(server, FAST_STOP));
            }
        }
        LOG.info(
                "PostgreSQL started on port {} in {} ms", state.port(), (System.nanoTime() - begin) / 1_000_000);
    }

    /** A server that still recovers is worth waiting for: a new one would begin the recovery anew. */
    private Answer awaitAnswer(ProcessHandle server) {
        AtomicReference<Answer> answer = new AtomicReference<>(Answer.NOT_YET);
        ServerProcesses.await(
                () -> answer.updateAndGet(_ -> cluster.answer()) != Answer.NOT_YET || !processes.isServer(server),
                settings.startTimeout());
        return answer.get();
    }

    /**
     * After a crash PostgreSQL refuses to start while the process id in one of its lock files is in use, even
     * if by now it is another program's, or nobody's who was told of its end.
     */
    private void removeRemains() throws IOException {
        if (!processes.killLeftovers(KILL)) {
            throw new EmbeddedServerException(
                    "Processes of an earlier PostgreSQL on " + folder.cluster() + " cannot be stopped.");
        }
        Files.deleteIfExists(folder.pidFile());
        PrivateFiles.deleteTree(folder.sockets());
    }

    private void launch() throws IOException {
        for (int attempt = 1;; attempt++) {
            state.choosePort();
            cluster.configure();
            if (cluster.launch(settings.startTimeout())) {
                return;
            }
            String reason = cluster.lastWords();
            running().ifPresent(server -> stop(server, FAST_STOP));
            // Between choosing the port and listening on it, somebody else may have taken it.
            if (attempt == PORT_ATTEMPTS || !state.mayHaveBeenTaken(reason)) {
                throw new EmbeddedServerException("PostgreSQL in " + folder.root() + " did not start: " + reason);
            }
        }
    }

    private void stop(ProcessHandle server, Duration patience) {
        try {
            cluster.signal("INT", server);
            if (!processes.awaitExit(server, patience)) {
                LOG.warn("PostgreSQL did not stop within {}; it is stopped at once and recovers at its next start",
                        patience);
                cluster.signal("QUIT", server);
                if (!processes.awaitExit(server, STOP_AT_ONCE)) {
                    server.destroyForcibly();
                    processes.awaitExit(server, KILL);
                }
            }
            processes.killLeftovers(KILL);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + folder.root() + " cannot be stopped", e);
        }
    }

    /** Stops the server, after its clients' transactions were rolled back and all is on disk. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            running().ifPresent(server -> stop(server, FAST_STOP));
        } catch (IOException e) {
            throw new UncheckedIOException("The lock on " + folder.root() + " cannot be released", e);
        }
    }
}
