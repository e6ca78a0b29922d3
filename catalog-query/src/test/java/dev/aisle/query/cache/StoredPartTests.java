package dev.aisle.query.cache;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoredPartTests {

    private final byte[] bytes = new StoredPart<>(new BodyPart(Json.of(new byte[]{1, 2, 3}), Instant.ofEpochSecond(7)),
            42, 99)
            .toBytes(BodyPart.CODEC);

    @Test
    void comesBackAsItWent() throws IOException {
        var part = StoredPart.of(this.bytes, BodyPart.CODEC);

        assertThat(part.change()).isEqualTo(42);
        assertThat(part.filledAt()).isEqualTo(99);
        assertThat(part.value().json().bytes()).containsExactly(1, 2, 3);
        assertThat(part.value().rendered().modified()).isEqualTo(Instant.ofEpochSecond(7));
    }

    @Test
    void anyOtherLengthIsNoPart() {
        for (int length = 0; length < this.bytes.length; length++) {
            var cut = Arrays.copyOf(this.bytes, length);
            assertThatExceptionOfType(IOException.class).as("%d bytes", length)
                    .isThrownBy(() -> StoredPart.of(cut, BodyPart.CODEC));
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(
                () -> StoredPart.of(Arrays.copyOf(this.bytes, this.bytes.length + 1), BodyPart.CODEC));
    }

    @Test
    void anotherVersionsPartIsNone() {
        var old = this.bytes.clone();
        old[0]--;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> StoredPart.of(old, BodyPart.CODEC));
    }

    @Test
    void aLengthThatLiesIsNotBelieved() {
        var huge = this.bytes.clone();
        huge[17] = 0x7f;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> StoredPart.of(huge, BodyPart.CODEC));
    }

    @Test
    void whatIsKnownToBeSoLaterIsNoOlderThanItWas() {
        var part = new StoredPart<>(new TextPart("a"), 7, 3);

        assertThat(part.knownAt(9)).isEqualTo(new StoredPart<>(new TextPart("a"), 9, 3));
        assertThat(part.knownAt(5)).isEqualTo(part);
    }

    @Test
    void theStateComesBackAsItWent() {
        var state = new CacheState("0b5c", 3, 2, 77, new Freshness(5, Instant.parse("2026-01-02T03:04:05.000006Z")));
        var meta = new CacheMeta(state, -9, 70, 77, 71);

        assertThat(CacheMeta.of(meta.toBytes())).contains(meta);
        assertThat(CacheMeta.of(new byte[]{1, 2})).isEmpty();
        assertThat(CacheMeta.of(new byte[0])).isEmpty();
    }
}
