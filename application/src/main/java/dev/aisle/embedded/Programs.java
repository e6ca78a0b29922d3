package dev.aisle.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

import static java.util.Objects.requireNonNull;

/**
 * The servers' programs, unpacked once from archives on the class path. A folder gets its final name only
 * when it is whole, and is used only while its content has the size it had then.
 */
final class Programs {

    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);
    private static final String SIZE_FILE = "unpacked-size";
    private static final String PARTIAL = ".partial";
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path cache;

    Programs(Path cache) {
        this.cache = cache;
    }

    /** The folder that holds PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
    Path postgres() throws IOException {
        return unpacked("PostgreSQL", Platform.current().postgresArchive(), Programs::unpackTar);
    }

    /**
     * The Redis server's program.
     *
     * @param resource one of {@link Platform#redisPrograms()}
     */
    Path redis(String resource) throws IOException {
        return unpacked("Redis", resource, Programs::copyProgram).resolve("redis-server");
    }

    private interface Unpacker {
        void unpack(InputStream from, Path to) throws IOException;
    }

    private Path unpacked(String name, String resource, Unpacker unpacker) throws IOException {
        URL archive = Programs.class.getClassLoader().getResource(resource);
        if (archive == null) {
            throw new EmbeddedServerException(
                    "Aisle brings no %s for this machine (%s, %s). Install one and set spring.datasource.* and spring.data.redis.*."
                            .formatted(name, System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        Path home = cache.resolve(resource.replaceAll("\\.txz$", "") + "-" + fingerprint(archive));
        if (isWhole(home)) {
            return home;
        }
        synchronized (Programs.class) {
            return unpack(name, archive, home, unpacker);
        }
    }

    private Path unpack(String name, URL archive, Path home, Unpacker unpacker) throws IOException {
        Files.createDirectories(cache);
        Path lockFile = cache.resolve("lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (isWhole(home)) {
                return home;
            }
            LOG.info("Unpacking {} into {}", name, home);
            Path partial = cache.resolve(home.getFileName() + PARTIAL);
            PrivateFiles.deleteTree(partial);
            PrivateFiles.deleteTree(home);
            makeDirectory(partial);
            try (InputStream in = archive.openStream()) {
                unpacker.unpack(in, partial);
            }
            Files.writeString(partial.resolve(SIZE_FILE), size(partial));
            PrivateFiles.move(partial, home);
            return home;
        }
    }

    /** Tells archives of different versions apart without reading them. */
    private static String fingerprint(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return Long.toHexString(connection.getContentLengthLong()) + Long.toHexString(connection.getLastModified());
    }

    private static boolean isWhole(Path home) throws IOException {
        Path sizeFile = home.resolve(SIZE_FILE);
        return Files.exists(sizeFile) && Files.readString(sizeFile).equals(size(home));
    }

    /** Files and bytes; a power cut soon after unpacking can leave files with their names but no content. */
    private static String size(Path home) throws IOException {
        long[] sum = new long[2];
        Files.walkFileTree(
                home,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !file.endsWith(SIZE_FILE)) {
                            sum[0]++;
                            sum[1] += attributes.size();
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sum[0] + " files, " + sum[1] + " bytes";
    }

    private static void unpackTar(InputStream from, Path to) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(from))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = to.resolve(entry.getName()).normalize();
                if (!path.startsWith(to)) {
                    throw new IOException("The archive leads out of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    makeDirectory(path);
                } else if (isNeeded(entry.getName())) {
                    makeDirectory(requireNonNull(path.getParent()));
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    } else {
                        try (OutputStream out = Files.newOutputStream(path)) {
                            tar.transferTo(out);
                        }
                        Files.setPosixFilePermissions(path, (entry.getMode() & 0100) == 0 ? READABLE : EXECUTABLE);
                    }
                }
            }
        }
    }

    private static boolean isNeeded(String name) {
        return !name.endsWith(".a") && !name.endsWith(".pc");
    }

    private static void copyProgram(InputStream from, Path to) throws IOException {
        Path program = to.resolve("redis-server");
        Files.copy(from, program);
        Files.setPosixFilePermissions(program, EXECUTABLE);
    }

    /** Readable for all, so that a server which root starts as somebody else can load its libraries. */
    private static void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Path parent = path.getParent();
            if (parent != null) {
                makeDirectory(parent);
            }
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, EXECUTABLE);
        }
    }
}
