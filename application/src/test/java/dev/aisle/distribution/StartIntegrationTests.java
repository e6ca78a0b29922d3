package dev.aisle.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import dev.aisle.TestServers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Starts the distribution that the build has laid out, by its script, as users do. */
class StartIntegrationTests {

    private static final Path DISTRIBUTION = Path.of("target", "aisle").toAbsolutePath();

    private static final Duration START = Duration.ofMinutes(3);

    private static final String NOTICE = "Started without ";

    @TempDir(factory = BesideTheDistribution.class)
    Path folder;

    @BeforeAll
    static void hasCache() throws IOException, InterruptedException {
        if ("train".equals(System.getProperty("aisle.start-cache"))) {
            assertThat(DISTRIBUTION.resolve(StartCache.FILE)).as("what the build makes").exists();
        }
        StartCache.in(DISTRIBUTION).refresh();
    }

    @Test
    void takesItsClassesFromTheCache() throws Exception {
        Path loaded = this.folder.resolve("loaded.txt");
        String output = start(DISTRIBUTION, "-Xlog:class+load:file=" + loaded);
        assertThat(output).contains("Aisle is ready.").doesNotContain(NOTICE);
        List<String> classes = Files.readAllLines(loaded);
        long cached = classes.stream().filter(line -> line.contains("source: shared objects file")).count();
        assertThat((double) cached / classes.size()).as("share of %d classes", classes.size()).isGreaterThan(0.8);
    }

    /** As if there were none. */
    @Test
    void startsWithABrokenCacheAndSaysSoInOneLine() throws Exception {
        Path copy = copy();
        Files.write(own(copy.resolve(StartCache.FILE)), new byte[10_000]);
        assertThat(start(copy, "")).contains("Aisle is ready.").doesNotContain("[aot]").containsOnlyOnce("aisle.aot")
                .containsOnlyOnce(NOTICE);
    }

    /** Guards against classes of another version that come from the cache. */
    @Test
    void startsWithTheCacheOfAnotherVersionAndSaysSoInOneLine() throws Exception {
        Path copy = copy();
        Files.setLastModifiedTime(own(copy.resolve(Distribution.APPLICATION)), FileTime.from(Instant.EPOCH));
        assertThat(start(copy, "")).contains("Aisle is ready.").doesNotContain("[aot]").containsOnlyOnce(NOTICE);
    }

    @Test
    void anOlderJavaIsNamedAndWhatToDo() throws Exception {
        Path java = this.folder.resolve("old");
        Files.createDirectory(java);
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"17.0.15\"\n");
        Path program = Files.createDirectory(java.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\nexit 9\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var builder = new ProcessBuilder(DISTRIBUTION.resolve("aisle").toString()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", java.toString());
        var process = builder.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(
                "Aisle needs Java 25 or newer, and %s is of version 17: set JAVA_HOME to a newer one.%n"
                        .formatted(program));
        assertThat(process.waitFor()).isOne();
    }

    /** Of the same files, not of copies, which are large: what is to be changed has to be made its {@link #own}. */
    private Path copy() throws IOException, InterruptedException {
        Path copy = this.folder.resolve("copy");
        var process = new ProcessBuilder("cp", "-al", DISTRIBUTION.toString(), copy.toString()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
        return copy;
    }

    private static Path own(Path file) throws IOException {
        Path content = Files.copy(file, file.resolveSibling("content"));
        return Files.move(content, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts it, waits until it is ready, ends it as Ctrl-C would, and returns what it printed. */
    private String start(Path distribution, String option) throws IOException, InterruptedException {
        Path output = this.folder.resolve("output.txt");
        Path data = this.folder.resolve("data");
        TestServers.linkPrograms(data);
        var builder = new ProcessBuilder(distribution.resolve("aisle").toString(), "--server.port=0",
                "--management.server.port=0", "--aisle.demo=false", "--aisle.embedded.postgres-memory=64MB",
                "--aisle.data-directory=" + data).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("AISLE_JVM_OPTIONS", "-Xmx384m -XX:TieredStopAtLevel=1 " + option);
        var process = builder.start();
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(50))
                    .until(() -> Files.readString(output).contains("  Data ") || !process.isAlive());
            return Files.readString(output);
        } finally {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** On the same disk, so that a file can have a name in both. */
    static final class BesideTheDistribution implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory(DISTRIBUTION.getParent(), "start");
        }

    }

}
