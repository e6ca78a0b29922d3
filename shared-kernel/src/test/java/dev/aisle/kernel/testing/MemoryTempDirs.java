package dev.aisle.kernel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders in memory, where the machine has plenty of it, else where Java has them. Servers of tests make and
 * remove some hundred thousand files, which costs a disk's file system a twentieth of what all tests take. Tests of what
 * survives a crash say that they want the other ones.
 */
public final class MemoryTempDirs implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** Several times what all tests need at once. */
    private static final long PLENTY = 8L << 30;

    private static final String PREFIX = "aisle-test";

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension) throws IOException {
        return create();
    }

    static Path create() throws IOException {
        return isPlenty() ? Files.createTempDirectory(MEMORY, PREFIX) : Files.createTempDirectory(PREFIX);
    }

    private static boolean isPlenty() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > PLENTY;
    }

}
