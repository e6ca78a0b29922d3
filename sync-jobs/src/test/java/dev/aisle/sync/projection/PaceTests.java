package dev.aisle.sync.projection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

    private static final long GOAL = Duration.ofMillis(60).toNanos();

    private final Pace pace = new Pace(Duration.ofNanos(GOAL), 10_000);

    @Test
    void halvesWhatTookTwiceTheTime() {
        this.pace.took(2_000, 2 * GOAL);

        assertThat(this.pace.budget()).isEqualTo(1_000);
    }

    @Test
    void growsWhileFullTurnsTakeLess() {
        for (int i = 0; i < 10; i++) {
            this.pace.took(this.pace.budget(), GOAL / 10);
        }

        assertThat(this.pace.budget()).isEqualTo(10_000);
    }

    @Test
    void littleWorkSaysNothing() {
        this.pace.took(10, GOAL / 1_000);
        this.pace.took(0, 100 * GOAL);

        assertThat(this.pace.budget()).isEqualTo(2_000);
    }

    @Test
    void oneSlowKeyQuartersItAtMostAndNeverBelowTheFloor() {
        this.pace.took(1, 100 * GOAL);
        assertThat(this.pace.budget()).isEqualTo(500);

        this.pace.took(1, 100 * GOAL);
        this.pace.took(1, 100 * GOAL);
        assertThat(this.pace.budget()).isEqualTo(100);
    }

}
