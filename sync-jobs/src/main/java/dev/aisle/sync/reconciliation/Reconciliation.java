package dev.aisle.sync.reconciliation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One comparison of read model and caches with the write model.
 *
 * @param id its id
 * @param run the run of the job that it belongs to
 * @param state {@code running}, {@code clean}, {@code repaired}, {@code drift}, {@code refused} or {@code interrupted}
 * @param repair whether it was to repair
 * @param generation the generation that was compared
 * @param position the checkpoint's position in the first snapshot
 * @param time the checkpoint's time there
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param seconds how long it took
 * @param rounds how often it looked
 * @param rowsCompared how many stored rows it compared
 * @param leftOut how many keys were on their way whenever it looked
 * @param found how many rows differed
 * @param repaired how many of them are right now
 * @param vanished how many suspects were right when they were looked at again
 */
record Reconciliation(long id, long run, String state, boolean repair, int generation, @Nullable Long position,
        @Nullable Instant time, Instant startedAt, @Nullable Instant endedAt, @Nullable Double seconds, int rounds,
        long rowsCompared, long leftOut, long found, long repaired, long vanished) {

}
