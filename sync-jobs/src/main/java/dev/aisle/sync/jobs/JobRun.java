package dev.aisle.sync.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A run of a job, as operators see it.
 *
 * @param id its id
 * @param job the job's name
 * @param state where it stands
 * @param parameters what it was requested with
 * @param requestedBy who asked
 * @param requestedAt when
 * @param attempts how often it was begun
 * @param startedAt when it was begun first
 * @param endedAt when it ended
 * @param progress how far it is
 * @param result what it says of its result
 * @param problem why it failed
 */
record JobRun(long id, String job, String state, Map<String, String> parameters, String requestedBy,
        Instant requestedAt, int attempts, @Nullable Instant startedAt, @Nullable Instant endedAt, Progress progress,
        Map<String, Object> result, @Nullable String problem) {

    /**
     * How far a run is in its present phase.
     *
     * @param phase the phase
     * @param done how much is done
     * @param total of how much, if that is known
     * @param percent the same as a percentage
     * @param etaSeconds how long the rest of the phase takes at its pace so far
     */
    record Progress(@Nullable String phase, long done, @Nullable Long total, @Nullable Integer percent,
            @Nullable Long etaSeconds) {

        static Progress of(@Nullable String phase, long done, @Nullable Long total, @Nullable Instant since,
                Instant now) {
            if (total == null || total <= 0) {
                return new Progress(phase, done, null, null, null);
            }
            int percent = (int) Math.min(100, 100 * done / total);
            Long eta = (since == null || done <= 0)
                    ? null
                    : Long.valueOf(Duration.between(since, now).toMillis() * Math.max(0, total - done) / done / 1_000);
            return new Progress(phase, done, total, percent, eta);
        }

    }

    JobState jobState() {
        return JobState.of(this.state);
    }

}
