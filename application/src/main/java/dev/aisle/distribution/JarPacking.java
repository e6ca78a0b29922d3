package dev.aisle.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar of a module's classes and resources, from its folder or from the jar that Maven made. The same content gives
 * the same bytes, which are written only where they aren't yet. Nothing is compressed: the JVM reads it at each start.
 */
final class JarPacking {

    private static final long NO_TIME = 315_532_800_000L;

    private final Manifest manifest;

    private final SortedMap<String, byte[]> content;

    private JarPacking(Path classes, Manifest manifest) throws IOException {
        this.manifest = manifest;
        this.content = read(classes);
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    static JarPacking libraryOf(Path classes) throws IOException {
        return new JarPacking(classes, new Manifest());
    }

    static JarPacking applicationOf(Path classes, String version, List<String> classPath) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MAIN_CLASS, "dev.aisle.AisleApplication");
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        return new JarPacking(classes, manifest);
    }

    private static SortedMap<String, byte[]> read(Path classes) throws IOException {
        if (Files.isDirectory(classes)) {
            return read(classes, classes);
        }
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
            return read(classes, jar.getPath("/"));
        }
    }

    private static SortedMap<String, byte[]> read(Path classes, Path root) throws IOException {
        SortedMap<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                // Maven's own, which only its jars have
                if (!name.equals(JarFile.MANIFEST_NAME) && !name.startsWith("META-INF/maven/")) {
                    content.put(name, Files.readAllBytes(file));
                }
            }
        }
        if (content.isEmpty()) {
            throw new IOException("There are no classes in " + classes);
        }
        return content;
    }

    void writeTo(Path jar) throws IOException {
        byte[] bytes = bytes();
        if (Files.exists(jar) && Files.size(jar) == bytes.length && Arrays.equals(Files.readAllBytes(jar), bytes)) {
            return;
        }
        Path partial = jar.resolveSibling(jar.getFileName() + ".partial");
        Files.write(partial, bytes);
        Files.move(partial, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private byte[] bytes() throws IOException {
        var manifestBytes = new ByteArrayOutputStream();
        this.manifest.write(manifestBytes);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, JarFile.MANIFEST_NAME, manifestBytes.toByteArray());
            String folder = "";
            for (var entry : this.content.entrySet()) {
                folder = putFolders(zip, folder, entry.getKey());
                put(zip, entry.getKey(), entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** Whoever looks for resources by a pattern asks for their folder first. */
    private static String putFolders(ZipOutputStream zip, String previous, String name) throws IOException {
        int end = name.lastIndexOf('/') + 1;
        String folder = name.substring(0, end);
        for (int slash = folder.indexOf('/'); slash >= 0; slash = folder.indexOf('/', slash + 1)) {
            String parent = folder.substring(0, slash + 1);
            if (!previous.startsWith(parent)) {
                put(zip, parent, new byte[0]);
            }
        }
        return folder;
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setTime(NO_TIME);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

}
