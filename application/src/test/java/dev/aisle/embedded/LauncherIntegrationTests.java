package dev.aisle.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;

class LauncherIntegrationTests {

    @TempDir
    Path directory;

    /** What a server that is still there does to its files. Changes nothing for who isn't root. */
    @Test
    void filesMayComeAndGoWhileTheyAreGivenAway() throws Exception {
        var launcher = Launcher.forDirectory(directory);
        Path folder = Files.createDirectories(directory.resolve("base/1"));
        for (int number = 0; number < 100; number++) {
            Files.createFile(folder.resolve("kept" + number));
        }
        var stop = new AtomicBoolean();
        var server = CompletableFuture.runAsync(() -> {
            try {
                while (!stop.get()) {
                    Path file = Files.createFile(folder.resolve("pg_internal.init"));
                    Path below = Files.createDirectory(folder.resolve("pgsql_tmp"));
                    Files.delete(below);
                    Files.delete(file);
                }
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }, Thread.ofPlatform()::start);
        try {
            assertThatCode(() -> {
                for (int times = 0; times < 300; times++) {
                    launcher.takeOwnership(directory);
                }
            }).doesNotThrowAnyException();
        } finally {
            stop.set(true);
            server.join();
        }
    }

}
