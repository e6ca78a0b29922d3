package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class CourtesyTests {

    private static final Duration ACCEPTABLE = Duration.ofMillis(300);

    @Test
    @Timeout(10)
    void workersWorkAtOnceOnAnIdleMachine() throws InterruptedException {
        var courtesy = courtesy(0.1);
        var atWork = new AtomicBoolean();

        try (var _ = courtesy.turn(() -> false)) {
            var second = Thread.ofPlatform().daemon().start(() -> {
                try (var _ = courtesy.turn(() -> false)) {
                    atWork.set(true);
                }
            });
            second.join();
        }

        assertThat(atWork).isTrue();
    }

    @Test
    void workersTakeTurnsOnABusyMachine() throws InterruptedException {
        var courtesy = courtesy(0.5);
        var begun = new CountDownLatch(1);
        var atWork = new AtomicBoolean();
        Thread second;

        try (var _ = courtesy.turn(() -> false)) {
            second = Thread.ofPlatform().start(() -> {
                begun.countDown();
                try (var _ = courtesy.turn(() -> false)) {
                    atWork.set(true);
                }
            });
            begun.await();
            await().until(second::getState, state -> state == Thread.State.WAITING);
            assertThat(atWork).isFalse();
        }

        second.join();
        assertThat(atWork).isTrue();
    }

    @Test
    void workWaitsWhileEditsAreShownLate() {
        var looks = new AtomicInteger();
        var courtesy = new Courtesy(() -> Duration.ofSeconds((looks.incrementAndGet() < 3) ? 1 : 0), ACCEPTABLE,
                () -> 0, 0.2);

        try (var _ = courtesy.turn(() -> false)) {
            assertThat(looks).hasValue(3);
        }
    }

    @Test
    void whoIsToldToStopDoesNotWait() {
        var looks = new AtomicInteger();
        var courtesy = new Courtesy(() -> Duration.ofHours(looks.incrementAndGet()), ACCEPTABLE, () -> 0, 0.2);

        try (var _ = courtesy.turn(() -> true)) {
            assertThat(looks).as("each look at so old an edit is followed by a pause").hasValue(0);
        }
    }

    /** A connection may be lost while it looks. */
    @Test
    @Timeout(10)
    void whoCannotTellHowLateEditsAreLeavesTheTurnToOthers() throws InterruptedException {
        var looks = new AtomicInteger();
        var courtesy = new Courtesy(() -> {
            if (looks.getAndIncrement() == 0) {
                throw new IllegalStateException("lost");
            }
            return Duration.ZERO;
        }, ACCEPTABLE, () -> 0.5, 0.2);
        var atWork = new AtomicBoolean();

        assertThatIllegalStateException().isThrownBy(() -> courtesy.turn(() -> false));
        var second = Thread.ofPlatform().daemon().start(() -> {
            try (var _ = courtesy.turn(() -> false)) {
                atWork.set(true);
            }
        });
        second.join();

        assertThat(atWork).isTrue();
    }

    @Test
    void workersRestBetweenTurnsOnABusyMachine() {
        var courtesy = courtesy(0.5);
        long began;
        long ended;

        try (var _ = courtesy.turn(() -> false)) {
            began = System.nanoTime();
            while (System.nanoTime() - began < Duration.ofMillis(60).toNanos()) {
                Thread.onSpinWait();
            }
            ended = System.nanoTime();
        }

        assertThat(System.nanoTime() - ended).isGreaterThanOrEqualTo((ended - began) / 6);
    }

    private static Courtesy courtesy(double load) {
        return new Courtesy(() -> Duration.ZERO, ACCEPTABLE, () -> load, 0.2);
    }

}
