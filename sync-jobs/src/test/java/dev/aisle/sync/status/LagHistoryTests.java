package dev.aisle.sync.status;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.aisle.sync.status.LagHistory.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class LagHistoryTests {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final LagHistory history = new LagHistory(Duration.ofSeconds(30), Duration.ofSeconds(20));

    private static Lag lag(double seconds) {
        return new Lag(100, seconds, 5, 0, 0, 0, 0, 0);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private void seen(int fromSecond, int toSecond, double from, double to) {
        for (int second = fromSecond; second <= toSecond; second++) {
            double part = (second - fromSecond) / (double) Math.max(1, toSecond - fromSecond);
            this.history.add(at(second), lag(from + part * (to - from)));
        }
    }

    @Test
    void beforeTheFirstLookNothingIsWrong() {
        assertThat(this.history.verdict(START)).isEqualTo(Verdict.UP);
        assertThat(this.history.at(START)).isEmpty();
    }

    @Test
    void withinTheLimitIsUpAlsoWhenItGrows() {
        seen(0, 60, 0, 29);

        assertThat(this.history.verdict(at(60))).isEqualTo(Verdict.UP);
    }

    @Test
    void overTheLimitAndGrowingIsDown() {
        seen(0, 60, 0, 60);

        assertThat(this.history.verdict(at(60))).isEqualTo(Verdict.DOWN);
    }

    @Test
    void overTheLimitAndShrinkingIsDegraded() {
        seen(0, 60, 500, 100);

        assertThat(this.history.verdict(at(60))).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void shrinkingCountsAlsoWhenOnlyDirtyKeysBecomeFewer() {
        for (int second = 0; second <= 60; second++) {
            this.history.add(at(second), new Lag(1, 40 + second, 1_000 - second, 0, 0, 0, 0, 0));
        }

        assertThat(this.history.verdict(at(60))).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void afterAStartItGetsTheWindowToShowThatItCatchesUp() {
        seen(0, 10, 900, 910);
        assertThat(this.history.verdict(at(10))).isEqualTo(Verdict.DEGRADED);

        seen(11, 25, 911, 925);
        assertThat(this.history.verdict(at(25))).isEqualTo(Verdict.DOWN);

        seen(26, 60, 925, 1);
        assertThat(this.history.verdict(at(60))).isEqualTo(Verdict.UP);
    }

    @Test
    void whatCannotBeSeenGrows() {
        seen(0, 30, 0, 1);

        assertThat(this.history.verdict(at(40))).isEqualTo(Verdict.UP);
        assertThat(this.history.at(at(40)).orElseThrow().seconds()).isEqualTo(11);
        assertThat(this.history.verdict(at(90))).isEqualTo(Verdict.DOWN);
    }

    @Test
    void deadLettersAndAnUntoldRedisDegrade() {
        this.history.add(START, new Lag(0, 0, 0, 0, 0, 1, 0, 0));
        assertThat(this.history.verdict(START)).isEqualTo(Verdict.DEGRADED);

        this.history.add(at(1), new Lag(0, 0, 0, 9, 31, 0, 0, 0));
        assertThat(this.history.verdict(at(1))).isEqualTo(Verdict.DEGRADED);

        this.history.add(at(2), new Lag(0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(this.history.verdict(at(2))).isEqualTo(Verdict.UP);
    }

}
