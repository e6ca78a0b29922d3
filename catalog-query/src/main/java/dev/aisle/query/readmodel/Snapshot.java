package dev.aisle.query.readmodel;

import java.time.Instant;

import dev.aisle.kernel.ConsistencyToken;

/**
 * What state of the read model a read saw.
 *
 * @param generation the active generation
 * @param epoch its epoch
 * @param change the seq of the newest change in it
 * @param settledPosition every event up to it is in the data
 * @param settledTime the data is as it was at that time, or newer
 */
public record Snapshot(int generation, long epoch, long change, long settledPosition, Instant settledTime) {

    /**
     * Tells whether this state is the one that a token stands for, or newer. Of an older epoch the position still
     * counts: that epoch may have ended by a switch that lost nothing.
     * @param token what a command answered with
     * @return whether a reader that passes the token may see this state
     */
    public boolean satisfies(ConsistencyToken token) {
        return token.epoch() <= this.epoch && token.position() <= this.settledPosition;
    }
}
