package dev.aisle.sync.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.aisle.sync.deadletter.DeadLetter;
import dev.aisle.sync.repair.RepairSummary;

/**
 * How far the read model is.
 *
 * @param epoch the journal's epoch
 * @param head the journal's newest position
 * @param checkpoint every event up to it is projected, or what it touched is dirty
 * @param settled every event up to it is projected
 * @param lagEvents how many events are not settled
 * @param lagSeconds how old the oldest of them is, or how long ago windows were looked at last,
 * beyond what is usual
 * @param generation the generation that readers use
 * @param projector {@code running}, or {@code stalled} when it hasn't been seen for a while
 * @param dirty how many keys wait to be recomputed: products, and leaves with all their products
 * @param deadLetters what was set aside because it can't be projected, the oldest first
 * @param breakers circuit breakers of this node by name, with their state
 * @param readRepair what became of what readers suspected, as far as this node was asked
 * @param lastReconciliation when the read model was last compared with the write model
 */
record SyncStatus(long epoch, long head, long checkpoint, long settled, long lagEvents, double lagSeconds,
        int generation, String projector, long dirty, List<DeadLetter> deadLetters, Map<String, String> breakers,
        RepairSummary readRepair, @Nullable Instant lastReconciliation) {

}
