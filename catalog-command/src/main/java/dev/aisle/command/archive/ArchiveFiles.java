package dev.aisle.command.archive;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import tools.jackson.databind.json.JsonMapper;

import dev.aisle.command.JournalArchiveException;
import dev.aisle.command.JournalPartitions.Partition;

/** The three files of a partition's archive. */
final class ArchiveFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;

    private final String name;

    ArchiveFiles(Path directory, Partition partition) {
        this.directory = directory;
        this.name = "journal-%012d-%012d.ndjson.gz".formatted(partition.first(), partition.next());
    }

    String name() {
        return this.name;
    }

    Path content() {
        return this.directory.resolve(this.name);
    }

    Path unfinished() {
        return this.directory.resolve(this.name + ".unfinished");
    }

    private Path checksum() {
        return this.directory.resolve(this.name + ".sha256");
    }

    private Path manifest() {
        return this.directory.resolve(this.name.replace(".ndjson.gz", ".manifest.json"));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JVM has SHA-256", ex);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String checksumOf(Path file) throws IOException {
        var digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return hex(digest);
    }

    /** Gives the finished content its name, then the checksum beside it, then the manifest; all of it on the disk. */
    void publish(Manifest manifest) throws IOException {
        sync(unfinished());
        Files.move(unfinished(), content(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        write(checksum(), "%s  %s\n".formatted(manifest.fileSha256(), this.name));
        write(manifest(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n");
    }

    private void write(Path file, String text) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.writeString(unfinished, text);
        sync(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(this.directory);
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    boolean exists() {
        return Files.exists(manifest());
    }

    /** The manifest, once the file is found to be the one that it is about. */
    Manifest verified() {
        Manifest manifest;
        try {
            manifest = JSON.readValue(Files.readString(manifest()), Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw new JournalArchiveException("The archive %s has format %d, and this version knows %d only."
                        .formatted(manifest(), manifest.format(), Manifest.FORMAT), null);
            }
            var found = checksumOf(content());
            var beside = Files.readString(checksum()).strip().split("\\s+")[0];
            if (!found.equals(manifest.fileSha256()) || !found.equals(beside)) {
                throw new JournalArchiveException(
                        "The archive %s is not what was written: its SHA-256 is %s, and %s was noted. Bring back a copy of it."
                                .formatted(content(), found, manifest.fileSha256()),
                        null);
            }
        } catch (IOException | tools.jackson.core.JacksonException ex) {
            throw new JournalArchiveException(
                    "The archive %s can't be read, or its checksum or manifest can't: bring back a copy of all three."
                            .formatted(content()),
                    ex);
        }
        return manifest;
    }

    /** Reads all lines, checked against a checksum of them. */
    void read(Path file, String contentSha256, Consumer<String> each) throws IOException {
        var digest = sha256();
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 16),
                StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
                each.accept(line);
            }
        }
        var found = hex(digest);
        if (!found.equals(contentSha256)) {
            throw new JournalArchiveException(
                    "The lines of the archive %s are not what was written: their SHA-256 is %s, and %s was noted."
                            .formatted(file, found, contentSha256),
                    null);
        }
    }

}
