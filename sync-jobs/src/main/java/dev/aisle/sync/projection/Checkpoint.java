package dev.aisle.sync.projection;

import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * How far a generation has come, as its projector finds it.
 *
 * @param position every event up to it is projected, or what it touched is dirty
 * @param time likewise for windows
 * @param change the newest seq of {@code read.changes}
 * @param ahead single edits up to here were projected early
 * @param now the time at which to project: the database's clock, but never before {@code time}
 * @param backlog whether anything is dirty
 * @param dead whether anything is set aside
 */
record Checkpoint(long position, OffsetDateTime time, long change, long ahead, OffsetDateTime now, boolean backlog,
        boolean dead) {

    /** Whether it left nothing to be done, and that less than so long ago by the database's clock. */
    boolean isAtRest(Duration most) {
        return !this.backlog && !this.dead && this.now.isBefore(this.time.plus(most));
    }

}
