package dev.aisle.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Held by the one process that may run a server on a directory. The kernel frees it when that process dies,
 * however it dies, so nothing stale can be left behind.
 */
final class DataDirectoryLock implements AutoCloseable {

    /**
     * Directories locked by this process. Asked before the file is opened: closing any channel of a locked
     * file frees the process's lock on it.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DataDirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static DataDirectoryLock acquire(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw refused(real, Long.toString(ProcessHandle.current().pid()));
        }
        Path file = real.resolve("lock");
        FileChannel channel = null;
        boolean acquired = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refused(real, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            acquired = true;
            return new DataDirectoryLock(real, channel);
        } finally {
            if (!acquired) {
                if (channel != null) {
                    channel.close();
                }
                HELD_HERE.remove(real);
            }
        }
    }

    private static EmbeddedServerException refused(Path directory, String holder) {
        return new EmbeddedServerException(
                "The data in "
                        + directory
                        + " is in use by another running Aisle"
                        + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + ". Stop that one, or give this one its own folder by aisle.data-directory.");
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            channel.close();
            HELD_HERE.remove(directory);
        }
    }
}
