package dev.aisle.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramsIntegrationTests {

    @TempDir
    Path cache;

    @Test
    void unpacksOnceAndAgainOnlyWhatIsNoLongerWhole() throws Exception {
        Path home = new Programs(cache).postgres();
        Path program = home.resolve("bin/postgres");
        FileTime unpacked = Files.getLastModifiedTime(program);
        assertThat(Files.isExecutable(program)).isTrue();

        assertThat(new Programs(cache).postgres()).isEqualTo(home);
        assertThat(Files.getLastModifiedTime(program)).isEqualTo(unpacked);

        // what a power cut soon after unpacking can leave
        Files.write(program, new byte[0]);
        assertThat(new Programs(cache).postgres()).isEqualTo(home);
        assertThat(Files.size(program)).isPositive();
    }

    @Test
    void neverUsesWhatAKilledProcessHalfUnpacked() throws Exception {
        Path home = new Programs(cache).redis(Platform.current().redisPrograms().getFirst()).getParent();
        Path partial = Files.move(home, cache.resolve(home.getFileName() + ".partial"));
        Files.write(partial.resolve("redis-server"), new byte[1]);

        Path program = new Programs(cache).redis(Platform.current().redisPrograms().getFirst());

        assertThat(program.getParent()).isEqualTo(home);
        assertThat(Files.size(program)).isGreaterThan(1_000_000);
        assertThat(partial).doesNotExist();
    }
}
