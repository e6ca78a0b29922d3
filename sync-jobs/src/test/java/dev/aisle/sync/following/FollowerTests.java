package dev.aisle.sync.following;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class FollowerTests {

    private static final Duration NEVER = Duration.ofHours(1);

    private static final Duration TURN = Duration.ofMillis(2);

    private final AtomicInteger turns = new AtomicInteger();

    private final AtomicInteger failures = new AtomicInteger();

    private Follower follower = follower(NEVER, NEVER, () -> false);

    private Follower follower(Duration beat, Duration maxBackoff, BooleanSupplier turn) {
        return new Follower("test-follower", "Testing", beat, maxBackoff, () -> {
            this.turns.incrementAndGet();
            return turn.getAsBoolean();
        }, _ -> this.failures.incrementAndGet());
    }

    @AfterEach
    void stop() {
        this.follower.stop(Duration.ofSeconds(10));
    }

    @Test
    void itWorksAtOnceAndWhenItIsWoken() {
        this.follower.start();
        await().until(() -> this.turns.get() == 1);

        this.follower.wake();

        await().until(() -> this.turns.get() == 2);
    }

    @Test
    void itWorksOnceABeat() {
        this.follower = follower(Duration.ofMillis(5), NEVER, () -> false);

        this.follower.start();

        await().until(() -> this.turns.get() > 5);
    }

    @Test
    void whatItIsToldWhileItWorksMakesItWorkOnceMore() {
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        this.follower = follower(NEVER, NEVER, () -> {
            entered.countDown();
            return !passes(gate);
        });
        this.follower.start();
        assertThat(passes(entered)).isTrue();

        this.follower.wake();
        gate.countDown();

        await().until(() -> this.turns.get() == 2);
    }

    /** However often it is told. */
    @Test
    void whatItIsToldWhileItRestsWaitsUntilItHasRested() {
        var times = new CopyOnWriteArrayList<Long>();
        this.follower = new Follower("test-follower", "Testing", NEVER, NEVER, NEVER, () -> {
            times.add(System.nanoTime());
            while (System.nanoTime() - times.getLast() < TURN.toNanos()) {
                Thread.onSpinWait();
            }
            return false;
        }, _ -> this.failures.incrementAndGet());
        this.follower.start();

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            this.follower.wake();
            return times.size() >= 4;
        });

        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(TURN.multipliedBy(4).toNanos());
        }
    }

    private static boolean passes(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Test
    void itGoesOnAfterItWasStoppedAndStartedAgain() {
        this.follower.start();
        await().until(() -> this.turns.get() == 1);
        this.follower.stop(Duration.ofSeconds(10));
        assertThat(this.follower.isRunning()).isFalse();
        this.follower.wake();

        this.follower.start();

        assertThat(this.follower.isRunning()).isTrue();
        await().until(() -> this.turns.get() > 1);
    }

    @Test
    void afterAStopItStillPausesBetweenFailures() {
        this.follower = follower(NEVER, Duration.ofMillis(200), () -> {
            throw new IllegalStateException("it always fails");
        });
        this.follower.start();
        await().until(() -> this.failures.get() > 2);
        this.follower.stop(Duration.ofSeconds(10));
        this.failures.set(0);

        this.follower.start();
        long start = System.nanoTime();
        await().until(() -> this.failures.get() > 4);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100));
    }

    @Test
    void itIsStoppedAtOnceWhileItPauses() {
        this.follower = follower(NEVER, NEVER, () -> {
            throw new IllegalStateException("it always fails");
        });
        this.follower.start();
        await().until(() -> this.failures.get() > 4);

        long start = System.nanoTime();
        this.follower.stop(Duration.ofSeconds(30));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void anErrorDoesNotEndIt() {
        this.follower = follower(Duration.ofMillis(1), Duration.ofMillis(1), () -> {
            if (this.failures.get() < 2) {
                throw new AssertionError("a bug");
            }
            return false;
        });

        this.follower.start();

        await().until(() -> this.turns.get() > 4);
        assertThat(this.failures).hasValue(2);
    }

    @Test
    void whoDoesNotEndInTimeIsFollowedByTheNextWhenHeDoes() {
        var gate = new CountDownLatch(1);
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        this.follower = follower(Duration.ofMillis(1), NEVER, () -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            boolean passed = passes(gate);
            atOnce.decrementAndGet();
            return !passed;
        });
        this.follower.start();
        await().until(() -> this.turns.get() == 1);
        this.follower.stop(Duration.ofMillis(1));

        this.follower.start();
        gate.countDown();

        await().until(() -> this.turns.get() > 3);
        assertThat(most).hasValue(1);
    }

}
