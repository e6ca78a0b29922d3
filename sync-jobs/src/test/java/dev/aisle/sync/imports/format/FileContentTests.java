package dev.aisle.sync.imports.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FileContentTests {

    private static final byte[] TEXT = "id\ttitle\n1\ta tea of some length\n".repeat(1_000)
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void unpacksWhatItsFirstBytesSayIsPacked() throws IOException {
        assertThat(read(new ByteArrayInputStream(TEXT), 1_000_000)).isEqualTo(TEXT);
        assertThat(read(new ByteArrayInputStream(Feeds.gzip(TEXT)), 1_000_000)).isEqualTo(TEXT);
    }

    @Test
    void readsAllMembersOfAPackedFile() throws IOException {
        var twice = new SequenceInputStream(new ByteArrayInputStream(Feeds.gzip(TEXT)),
                new ByteArrayInputStream(Feeds.gzip(TEXT)));
        assertThat(read(twice, 1_000_000)).hasSize(2 * TEXT.length);
    }

    @Test
    void saysThatAPackedFileIsCutOffOrDamaged() throws IOException {
        var packed = Feeds.gzip(TEXT);
        for (int length : new int[]{5, 11, packed.length / 2, packed.length - 4}) {
            assertThatExceptionOfType(UnreadableFileException.class)
                    .isThrownBy(() -> read(new ByteArrayInputStream(Arrays.copyOf(packed, length)), 1_000_000))
                    .withMessageContaining("cut off");
        }
        var damaged = packed.clone();
        damaged[packed.length / 2] ^= 0x55;
        assertThatExceptionOfType(UnreadableFileException.class)
                .isThrownBy(() -> read(new ByteArrayInputStream(damaged), 1_000_000));
    }

    @Test
    void stopsABombAtTheLimit() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bomb)) {
            var zeros = new byte[1_000_000];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }
        assertThatExceptionOfType(UnreadableFileException.class)
                .isThrownBy(() -> read(new ByteArrayInputStream(bomb.toByteArray()), 10_000_000))
                .withMessageContaining("10,000,000 bytes");
    }

    private static byte[] read(InputStream file, long limit) throws IOException {
        try (var content = FileContent.open(file, limit)) {
            return content.readAllBytes();
        }
    }

}
