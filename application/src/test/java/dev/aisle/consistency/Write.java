package dev.aisle.consistency;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A write of one facet. Versions begin with 1 and leave none out, and none is sent before the one before is acknowledged.
 *
 * @param facet what was written
 * @param version its version
 * @param sent when it was sent first
 * @param acknowledgement what came back, or null if nothing did
 */
record Write(Facet facet, int version, Instant sent, @Nullable Acknowledgement acknowledgement) {

    /**
     * The promise that it is done.
     *
     * @param at when it came
     * @param position the position in its token: at or above that of the write's event
     */
    record Acknowledgement(Instant at, long position) {}
}
