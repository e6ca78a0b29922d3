package dev.aisle.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lays out the folder that Aisle is run from and has the JVM prepare its start there. Called by the build, with a class
 * path of folders or of jars: the JVM's cache knows only jars, so what is a folder is packed into one. What hasn't
 * changed isn't written again, since the cache tells jars by their size and time.
 */
public final class Distribution {

    static final String APPLICATION = "aisle.jar";

    private static final String LIBRARIES = "lib";

    private static final Pattern VERSION = Pattern.compile("-[0-9].*$");

    private final Path folder;

    private Distribution(Path folder) {
        this.folder = folder;
    }

    /**
     * Lays the folder out and, if its cache is missing or stale, makes a new one; after another that is at it, if one is.
     *
     * @param args the folder, the script that starts Aisle, the version, the class path with
     *     the application's own classes first, and {@code train} if a cache is wanted
     * @throws IOException if the folder can't be written
     * @throws InterruptedException if the build is stopped meanwhile
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]).toAbsolutePath().normalize();
        Path script = Path.of(args[1]);
        List<Path> classPath = Arrays.stream(args[3].split(Pattern.quote(File.pathSeparator))).map(Path::of).toList();
        Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            new Distribution(folder).layOut(classPath, args[2], script);
            var cache = StartCache.in(folder);
            if (args.length > 4 && args[4].equals("train")) {
                cache.refresh();
            } else {
                cache.removeStale();
            }
        }
    }

    private void layOut(List<Path> classPath, String version, Path script) throws IOException {
        Path libraries = Files.createDirectories(this.folder.resolve(LIBRARIES));
        Set<String> names = new LinkedHashSet<>();
        for (Path entry : classPath.subList(1, classPath.size())) {
            boolean ours = Files.isDirectory(entry) || entry.resolve("..").normalize().endsWith("target");
            String name = ours ? nameOfOurs(entry) : entry.getFileName().toString();
            while (!names.add(name)) {
                name = "another-" + name;
            }
            if (ours) {
                JarPacking.libraryOf(entry).writeTo(libraries.resolve(name));
            } else {
                copy(entry, libraries.resolve(name));
            }
        }
        removeOthers(libraries, names);
        JarPacking
                .applicationOf(classPath.getFirst(), version,
                        names.stream().map(name -> LIBRARIES + "/" + name).toList())
                .writeTo(this.folder.resolve(APPLICATION));
        Path start = this.folder.resolve("aisle");
        copy(script, start);
        if (start.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The same whether Maven hands over a module's jar or, before that is made, its folder of classes. */
    private static String nameOfOurs(Path entry) {
        Path name = Files.isDirectory(entry) ? entry.resolve("../..").normalize().getFileName() : entry.getFileName();
        return VERSION.matcher(name.toString().replaceFirst("\\.jar$", "")).replaceFirst("") + ".jar";
    }

    private static void copy(Path from, Path to) throws IOException {
        boolean same = Files.exists(to) && Files.size(to) == Files.size(from)
                && Files.getLastModifiedTime(to).equals(Files.getLastModifiedTime(from));
        if (!same) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void removeOthers(Path directory, Set<String> names) throws IOException {
        Set<Path> others = new HashSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !names.contains(file.getFileName().toString())).forEach(others::add);
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }

}
