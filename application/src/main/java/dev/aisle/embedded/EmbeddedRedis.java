package dev.aisle.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis on loopback behind a password, run by this process on a folder that nobody else may use
 * meanwhile. It is a cache: bounded, evicting, saved when it stops and now and then.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String PASSWORD = "password";
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration KILL = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 5000;
    private static final int PORT_ATTEMPTS = 3;
    private static final int PROGRAM_CANNOT_RUN = 127;
    private static final long LARGEST_LOG = 5 * 1024 * 1024;
    private static final int LAST_WORDS = 2000;

    private final EmbeddedSettings settings;
    private final Path folder;
    private final DataDirectoryLock lock;
    private final ServerState state;
    private final Launcher launcher;
    private final ServerProcesses processes;
    private boolean closed;

    private EmbeddedRedis(EmbeddedSettings settings, Path folder, DataDirectoryLock lock) throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.lock = lock;
        this.state = ServerState.load(folder.resolve("server.properties"));
        this.launcher = Launcher.forDirectory(folder);
        this.processes = ServerProcesses.ofRedis(configurationFile());
    }

    /**
     * Starts Redis on the folder and waits until it answers. A server of an earlier process on the same folder
     * is taken over.
     *
     * @param settings the folder and the server's sizes
     * @throws EmbeddedServerException if the folder is in use or the server doesn't start
     */
    public static EmbeddedRedis start(EmbeddedSettings settings) {
        try {
            Path folder = Launcher.open(settings.dataDirectory().resolve("redis"));
            DataDirectoryLock lock = DataDirectoryLock.acquire(folder);
            boolean started = false;
            try {
                EmbeddedRedis redis = new EmbeddedRedis(settings, folder, lock);
                redis.start();
                started = true;
                return redis;
            } finally {
                if (!started) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot be started in " + settings.dataDirectory(), e);
        }
    }

    /** Where it listens, and the password. */
    public RedisEndpoint endpoint() {
        return new RedisEndpoint(ServerState.HOST, state.port(), state.password(PASSWORD));
    }

    /** The server's process. */
    public ProcessHandle process() {
        return running().orElseThrow(() -> new EmbeddedServerException("Redis in " + folder + " isn't running."));
    }

    private Optional<ProcessHandle> running() {
        return processes.server();
    }

    private void start() throws IOException {
        long begin = System.nanoTime();
        Optional<ProcessHandle> found = running();
        if (found.isPresent()) {
            boolean answers = answers();
            if (answers && PrivateFiles.holds(configurationFile(), configuration())) {
                LOG.info("Took over Redis on port {}, which an earlier Aisle left running", state.port());
                return;
            }
            if (answers) {
                stop(found.get());
            } else {
                LOG.warn(
                        "An earlier Aisle left a Redis that doesn't answer; it is killed, its cache fills itself again");
                kill(found.get());
            }
        }
        processes.killLeftovers(KILL);
        shortenLog();
        launch();
        LOG.info("Redis started on port {} in {} ms", state.port(), (System.nanoTime() - begin) / 1_000_000);
    }

    private void launch() throws IOException {
        List<String> programs = Platform.current().redisPrograms();
        for (int attempt = 1, program = 0;; attempt++) {
            state.choosePort();
            PrivateFiles.write(configurationFile(), configuration());
            launcher.takeOwnership(folder);
            Path executable = new Programs(settings.programs()).redis(programs.get(program));
            long logged = logged();
            int exit = launcher.run(List.of(executable.toString(), configurationFile().toString()),
                    settings.startTimeout());
            if (exit == PROGRAM_CANNOT_RUN && program + 1 < programs.size()) {
                program++;
                continue;
            }
            if (exit == 0 && ServerProcesses.await(() -> answers() || running().isEmpty(), settings.startTimeout())
                    && answers()) {
                return;
            }
            String reason = lastWords(logged);
            running().ifPresent(this::stop);
            // Between choosing the port and listening on it, somebody else may have taken it.
            boolean taken = state.mayHaveBeenTaken(reason);
            if (!taken && setDumpAside()) {
                LOG.warn("Redis did not start with its saved cache, which is set aside; it starts empty");
                continue;
            }
            if (attempt >= PORT_ATTEMPTS || !taken) {
                throw new EmbeddedServerException("Redis in " + folder + " did not start: " + reason);
            }
        }
    }

    /** It is a cache: a saved copy that cannot be read is worth less than a start. */
    private boolean setDumpAside() throws IOException {
        Path dump = folder.resolve("dump.rdb");
        boolean present = Files.exists(dump);
        if (present) {
            Files.move(dump, folder.resolve("dump.rdb.unreadable"), StandardCopyOption.REPLACE_EXISTING);
        }
        return present;
    }

    private String configuration() {
        return """
                # Written by Aisle at each start.
                bind %s
                port %d
                protected-mode yes
                requirepass %s
                daemonize yes
                supervised no
                pidfile "%s"
                # Without it the command line, by which the server is found again, would be overwritten.
                set-proc-title no
                dir "%s"
                dbfilename dump.rdb
                logfile "%s"
                loglevel notice
                maxmemory %d
                maxmemory-policy allkeys-lru
                save 300 1000
                save 60 100000
                appendonly no
                # A full disk must not turn the cache off.
                stop-writes-on-bgsave-error no
                ignore-warnings ARM64-COW-BUG
                """
                .formatted(
                        ServerState.HOST,
                        state.port(),
                        state.password(PASSWORD),
                        folder.resolve("redis.pid"),
                        folder,
                        log(),
                        settings.redisMemory().toBytes());
    }

    private Path configurationFile() {
        return folder.resolve("redis.conf");
    }

    private Path log() {
        return folder.resolve("redis.log");
    }

    private void shortenLog() throws IOException {
        if (Files.isRegularFile(log()) && Files.size(log()) > LARGEST_LOG) {
            Files.move(log(), folder.resolve("redis.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private long logged() throws IOException {
        return Files.isRegularFile(log()) ? Files.size(log()) : 0;
    }

    /** Of this start: what it said of another one may not be so any more. */
    private String lastWords(long logged) throws IOException {
        byte[] log = Files.isRegularFile(log()) ? Files.readAllBytes(log()) : new byte[0];
        int from = (int) Math.min(logged, log.length);
        String words = launcher.printed() + "\n" + new String(log, from, log.length - from, StandardCharsets.UTF_8);
        return words.substring(Math.max(0, words.length() - LAST_WORDS)).strip();
    }

    /** Whether the server on our port lets us in, its data loaded: only our own knows the password. */
    private boolean answers() {
        try (RedisConnection connection = new RedisConnection(endpoint(), ANSWER_MILLIS)) {
            return connection.call("PING").equals("PONG");
        } catch (IOException e) {
            LOG.debug("No answer on port {}: {}", state.port(), e.getMessage());
            return false;
        }
    }

    private void stop(ProcessHandle server) {
        try (RedisConnection connection = new RedisConnection(endpoint(), (int) STOP.toMillis())) {
            connection.callLast("SHUTDOWN", "SAVE");
        } catch (IOException e) {
            LOG.warn("Redis did not save and stop ({}); it is killed, its cache fills itself again", e.getMessage());
            kill(server);
        }
        if (!processes.awaitExit(server, KILL)) {
            kill(server);
        }
    }

    private void kill(ProcessHandle server) {
        server.destroyForcibly();
        processes.awaitExit(server, KILL);
    }

    /** Saves the cache and stops the server. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            running().ifPresent(this::stop);
        } catch (IOException e) {
            throw new UncheckedIOException("The lock on " + folder + " cannot be released", e);
        }
    }
}
