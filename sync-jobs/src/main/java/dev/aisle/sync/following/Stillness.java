package dev.aisle.sync.following;

import java.time.Duration;

/**
 * Tells a second wake-up from a beat. Each commit wakes a follower twice, by hint and by notification, and a turn that
 * finds nothing so soon after the last one need not write that it was there. It goes by this process's own clock, since
 * the database's may be put back, or stand; who follows several things asks that one, too, for each of them.
 */
public final class Stillness {

    /** Shorter than any beat, longer than from one wake-up of a commit to the next. */
    private static final Duration BETWEEN_WAKE_UPS = Duration.ofMillis(100);

    private final Duration most;

    private long movedAt;

    /** Lasts for so long after each move; zero is never. */
    public Stillness(Duration most) {
        this.most = most;
        this.movedAt = System.nanoTime() - most.toNanos();
    }

    /** For who writes in each turn. */
    public static Stillness never() {
        return new Stillness(Duration.ZERO);
    }

    /** Lasts from a commit's first wake-up past its second. */
    public static Stillness betweenWakeUps() {
        return new Stillness(BETWEEN_WAKE_UPS);
    }

    /** The follower wrote how far it is. */
    public void moved() {
        this.movedAt = System.nanoTime();
    }

    /** Whether the follower moved an instant ago. */
    public boolean lasts() {
        return System.nanoTime() - this.movedAt < this.most.toNanos();
    }

    /** For how long after a move it lasts. */
    public Duration most() {
        return this.most;
    }

}
