package dev.aisle.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JarPackingTests {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private Path classes;

    private Path jar;

    @BeforeEach
    void makeClasses() throws IOException {
        this.classes = Files.createDirectories(this.folder.resolve("classes"));
        this.jar = this.folder.resolve("packed.jar");
        Files.createDirectories(this.classes.resolve("dev/aisle"));
        Files.createDirectories(this.classes.resolve("db/migration"));
        Files.writeString(this.classes.resolve("dev/aisle/A.class"), "a");
        Files.writeString(this.classes.resolve("db/migration/V1__a.sql"), "SELECT 1");
    }

    @Test
    void namesFoldersSoThatResourcesAreFoundByPattern() throws IOException {
        JarPacking.libraryOf(this.classes).writeTo(this.jar);
        try (var packed = new JarFile(this.jar.toFile())) {
            assertThat(packed.stream().map(Object::toString)).containsExactly("META-INF/MANIFEST.MF", "db/",
                    "db/migration/", "db/migration/V1__a.sql", "dev/", "dev/aisle/", "dev/aisle/A.class");
        }
    }

    @Test
    void leavesAJarWithTheSameContentAsItIs() throws IOException {
        JarPacking.libraryOf(this.classes).writeTo(this.jar);
        Files.setLastModifiedTime(this.jar, LONG_AGO);
        JarPacking.libraryOf(this.classes).writeTo(this.jar);
        assertThat(Files.getLastModifiedTime(this.jar)).isEqualTo(LONG_AGO);
    }

    /** Guards against a cache that outlives what it was made of: the JVM looks at sizes and times only. */
    @Test
    void givesAChangedJarOfTheSameSizeAnotherTime() throws IOException {
        JarPacking.libraryOf(this.classes).writeTo(this.jar);
        Files.setLastModifiedTime(this.jar, LONG_AGO);
        Files.writeString(this.classes.resolve("dev/aisle/A.class"), "b");
        JarPacking.libraryOf(this.classes).writeTo(this.jar);
        assertThat(Files.getLastModifiedTime(this.jar)).isGreaterThan(LONG_AGO);
    }

    @Test
    void makesTheSameOfAModulesFolderAndOfItsJar() throws IOException {
        JarPacking.applicationOf(this.classes, "1.0", List.of("lib/a.jar")).writeTo(this.jar);
        Path again = this.folder.resolve("again.jar");
        JarPacking.applicationOf(this.jar, "1.0", List.of("lib/a.jar")).writeTo(again);
        assertThat(again).hasSameBinaryContentAs(this.jar);
    }

    @Test
    void namesMainClassAndLibraries() throws IOException {
        JarPacking.applicationOf(this.classes, "1.0", List.of("lib/a.jar", "lib/b.jar")).writeTo(this.jar);
        try (var packed = new JarFile(this.jar.toFile())) {
            var attributes = packed.getManifest().getMainAttributes();
            assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("dev.aisle.AisleApplication");
            assertThat(attributes.getValue(Attributes.Name.CLASS_PATH)).isEqualTo("lib/a.jar lib/b.jar");
        }
    }

    @Test
    void refusesAFolderWithoutClasses() throws IOException {
        Path empty = Files.createDirectories(this.folder.resolve("empty"));
        assertThatThrownBy(() -> JarPacking.libraryOf(empty)).isInstanceOf(IOException.class)
                .hasMessageContaining(empty.toString());
    }

}
