package dev.aisle.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM's ahead-of-time cache (JEP 483, 514, 515) in a distribution: Aisle's classes, loaded and linked, and what a
 * run of it taught the compiler. It is good for one JVM and for jars of one size and time; with any other, the JVM
 * starts without it.
 */
public final class StartCache {

    static final String FILE = "aisle.aot";

    private final Path folder;

    private final Path cache;

    private final Path key;

    private StartCache(Path folder) {
        this.folder = folder;
        this.cache = folder.resolve(FILE);
        this.key = folder.resolve(FILE + ".key");
    }

    static StartCache in(Path folder) {
        return new StartCache(folder.toAbsolutePath().normalize());
    }

    /**
     * Makes the cache of a distribution for the JVM that runs this, unless it is there.
     *
     * @param args the distribution's folder
     * @throws IOException if the folder can't be written
     * @throws InterruptedException if it is stopped meanwhile
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        in(Path.of(args[0])).refresh();
    }

    /** Makes the cache unless it is current; without one Aisle starts, too, so that no failure here is an error. */
    void refresh() throws IOException, InterruptedException {
        removeStale();
        if (Files.exists(this.cache)) {
            return;
        }
        System.out
                .println("Preparing a quick start: Aisle runs once, to have its classes loaded and linked in advance");
        Path made = this.folder.resolve(FILE + ".partial");
        try (var run = TrainingRun.start(this.folder, made)) {
            run.visit();
            run.end();
            Files.move(made, this.cache, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(this.key, currentKey());
        } catch (IOException ex) {
            System.out.println("Aisle will start more slowly: " + ex.getMessage());
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** Removes a cache that the JVM would refuse. */
    void removeStale() throws IOException {
        if (!Files.exists(this.key) || !Files.readString(this.key).equals(currentKey())) {
            Files.deleteIfExists(this.key);
            Files.deleteIfExists(this.cache);
        }
    }

    private String currentKey() throws IOException {
        var text = new StringBuilder(System.getProperty("java.vm.version")).append(' ')
                .append(System.getProperty("os.arch"));
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        for (Path file : Stream.concat(Stream.of(modules).filter(Files::exists), jars().stream()).toList()) {
            text.append('\n').append(file.getFileName()).append(' ').append(Files.size(file)).append(' ')
                    .append(Files.getLastModifiedTime(file));
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JDK has SHA-256", ex);
        }
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(this.folder, 2)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

}
