package dev.aisle.query.cache;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.CacheState.Freshness;

import static org.assertj.core.api.Assertions.assertThat;

class CacheTrustTests {

    private final CacheTrust trust = new CacheTrust(Duration.ofNanos(100));

    @Test
    void believesWhatIsNoOlderThanWhatItKnewBeforeItAsked() {
        assertThat(this.trust.believes(meta(1, 10, 1), this.trust.newest(), 0)).isTrue();
        var before = this.trust.newest();
        assertThat(this.trust.believes(meta(1, 12, 2), before, 1)).isTrue();
        assertThat(this.trust.believes(meta(1, 11, 3), before, 2)).as("two answers overtook one another").isTrue();
        assertThat(this.trust.believes(meta(1, 11, 3), this.trust.newest(), 3)).as("Redis went back").isFalse();
    }

    @Test
    void aNewEpochBeginsAnew() {
        assertThat(this.trust.believes(meta(1, 10, 1), this.trust.newest(), 0)).isTrue();
        assertThat(this.trust.believes(meta(2, 3, 2), this.trust.newest(), 1)).isTrue();
        assertThat(this.trust.believes(meta(1, 99, 3), this.trust.newest(), 2)).isFalse();
    }

    @Test
    void doubtsAPublisherThatIsSilent() {
        assertThat(this.trust.believes(meta(1, 10, 1), this.trust.newest(), 0)).isTrue();
        assertThat(this.trust.believes(meta(1, 10, 1), this.trust.newest(), 100)).isTrue();
        assertThat(this.trust.believes(meta(1, 10, 1), this.trust.newest(), 101)).isFalse();
        assertThat(this.trust.believes(meta(1, 10, 2), this.trust.newest(), 102)).isTrue();
    }

    private static CacheMeta meta(long epoch, long applied, long beat) {
        return new CacheMeta(new CacheState("one", 1, epoch, applied, new Freshness(1, Instant.EPOCH)), beat, 0, 0, 0);
    }
}
