package dev.aisle.sync.purging;

import org.jspecify.annotations.Nullable;

/**
 * How far a proxy has been told, and told again.
 *
 * @param number 0 is the first time that a change is told, the others repeat it
 * @param told what it has told
 * @param target what it tells up to when it is due, or null if there is nothing to tell
 * @param due whether that is now
 */
record Wave(int number, Reach told, @Nullable Reach target, boolean due) {

    /** It has told nothing, and the proxy may hold anything. */
    static Wave first(int number) {
        return new Wave(number, Reach.NOTHING, null, false);
    }

    /** Whether a wave that has come to there leaves something for this one. */
    boolean isBehind(Reach other) {
        return other.epoch() != this.told.epoch() || other.seq() > this.told.seq();
    }

    Wave aimingAt(Reach reach, boolean now) {
        return new Wave(this.number, this.told, reach, now);
    }

    Wave cameTo(Reach reach) {
        return new Wave(this.number, reach, reach.equals(this.target) ? null : this.target, this.due);
    }

    /**
     * A number in {@code read.changes}.
     *
     * @param epoch the epoch in which it means something
     * @param seq the number
     */
    record Reach(long epoch, long seq) {

        static final Reach NOTHING = new Reach(-1, -1);

    }

}
