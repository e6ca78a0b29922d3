package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CourtesyTests {

    private static final Duration ACCEPTABLE = Duration.ofMillis(300);

    @Test
    void workWaitsWhileEditsAreShownLate() {
        var looks = new AtomicInteger();
        var courtesy = new Courtesy(() -> Duration.ofSeconds((looks.incrementAndGet() < 3) ? 1 : 0), ACCEPTABLE);

        courtesy.giveWay(() -> false);

        assertThat(looks).hasValue(3);
    }

    @Test
    void whoIsToldToStopDoesNotWait() {
        var looks = new AtomicInteger();
        var courtesy = new Courtesy(() -> Duration.ofHours(looks.incrementAndGet()), ACCEPTABLE);

        courtesy.giveWay(() -> true);

        assertThat(looks).as("each look at so old an edit is followed by a pause").hasValue(0);
    }

}
