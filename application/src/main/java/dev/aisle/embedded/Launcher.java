package dev.aisle.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.security.auth.module.UnixSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the servers' programs as somebody who isn't root, because PostgreSQL refuses root: an ordinary user
 * as himself, root through the first of a few ways that this machine allows.
 */
final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    /**
     * A user namespace of its own first: there root is nobody, has no capabilities, and yet reaches a folder
     * that only root can enter. Containers often forbid that, but let root become another user.
     */
    private static final List<Identity> IDENTITIES_FOR_ROOT = List.of(
            new Identity(List.of("unshare", "-U"), ROOT),
            new Identity(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs"),
                    NOBODY));

    /** Words before each command, and the user that must own the server's files then. */
    private record Identity(List<String> prefix, int owner) {}

    private final Identity identity;
    private final Path output;

    private Launcher(Identity identity, Path output) {
        this.identity = identity;
        this.output = output;
    }

    /**
     * Opens a server's directory, made if it is absent.
     *
     * @return its path without links
     * @throws EmbeddedServerException if it is someone else's
     */
    static Path open(Path directory) throws IOException {
        if (Files.exists(directory)) {
            int user = user();
            int owner = owner(directory);
            if (owner != user && !(user == ROOT && owner == NOBODY)) {
                throw new EmbeddedServerException(
                        "The data in %s belongs to the user with id %d, but Aisle runs as the user with id %d. Start it as the owner, or hand the folder over with chown -R."
                                .formatted(directory, owner, user));
            }
        }
        return PrivateFiles.directory(directory).toRealPath();
    }

    /**
     * Finds out how to run programs that must write into the directory.
     *
     * @throws EmbeddedServerException if root finds no way
     */
    static Launcher forDirectory(Path directory) throws IOException {
        Path output = directory.resolve("command.log");
        if (user() != ROOT) {
            return new Launcher(new Identity(List.of(), user()), output);
        }
        for (Identity identity : IDENTITIES_FOR_ROOT) {
            Launcher launcher = new Launcher(identity, output);
            if (launcher.works(directory)) {
                LOG.debug("Root starts servers through {}", identity.prefix());
                return launcher;
            }
        }
        throw new EmbeddedServerException(
                "PostgreSQL refuses to run as root, and this machine offers no way around that for data in %s: 'unshare -U' isn't allowed, and 'setpriv' is missing or its user can't enter the folder. Start Aisle as an ordinary user, set aisle.data-directory to a folder that every user can enter, or set spring.datasource.url."
                        .formatted(directory));
    }

    private static int user() {
        return (int) new UnixSystem().getUid();
    }

    private boolean works(Path directory) throws IOException {
        takeOwnership(directory);
        Path probe = directory.resolve("probe");
        try {
            return run(List.of("touch", probe.toString()), PROBE) == 0;
        } catch (IOException absent) {
            LOG.debug("{} cannot be run: {}", identity.prefix(), absent.getMessage());
            return false;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * Makes the server's identity the owner of all that root has written there; costs nothing for others. A server that
     * an earlier Aisle left running may make and remove files meanwhile.
     */
    void takeOwnership(Path directory) throws IOException {
        if (user() != ROOT) {
            return;
        }
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                            throws IOException {
                        return own(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        own(file);
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

    /** Whether it was there to be owned. */
    private boolean own(Path file) throws IOException {
        try {
            if (owner(file) != identity.owner()) {
                Files.setAttribute(file, "unix:uid", identity.owner(), LinkOption.NOFOLLOW_LINKS);
            }
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Runs a command to its end; what it prints can be read by {@link #printed()} until the next one.
     *
     * @return the exit code, or -1 when it took longer than the timeout and was killed
     */
    int run(List<String> command, Duration timeout) throws IOException {
        List<String> words = new ArrayList<>(identity.prefix());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // Variables such as PGPORT, PGDATA or a locale that isn't installed would change what the programs do.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        Process process;
        // For a moment the new process has all our open files: a program being unpacked would count as still written to.
        synchronized (Programs.class) {
            process = builder.start();
        }
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return -1;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while running " + command.getFirst(), e);
        }
    }

    /** What the last command printed. */
    String printed() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    }
}
