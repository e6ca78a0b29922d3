package dev.aisle.sync.repair;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What became of the keys that readers suspected, as far as this process was asked.
 *
 * @param listening whether this process is the one that is asked
 * @param waiting keys that wait for their turn
 * @param repaired keys that were wrong, and were recomputed
 * @param right keys that were as they should be
 * @param busy keys that were on their way, and left to the projector
 * @param refused keys for which there was no room
 * @param lastRepair when something was repaired last, or null
 */
public record RepairSummary(boolean listening, int waiting, long repaired, long right, long busy, long refused,
        @Nullable Instant lastRepair) {

}
