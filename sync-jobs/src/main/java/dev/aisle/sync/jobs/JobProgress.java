package dev.aisle.sync.jobs;

import java.util.Map;

import org.springframework.batch.core.step.StepExecution;

/** Where a running job says how far it is. Cheap: call it for every chunk. */
public interface JobProgress {

    /**
     * Begins a phase of the run; what is left is estimated from its pace.
     * @param step the running step
     * @param phase a word for it, in kebab-case
     * @param total how much there is to do in it, or 0 if that isn't known
     */
    void begin(StepExecution step, String phase, long total);

    /**
     * Says how much of the phase is done.
     * @param step the running step
     * @param done of {@code total}
     */
    void done(StepExecution step, long done);

    /**
     * Adds to what the run's status shows as its result.
     * @param step the running step
     * @param figures names and JSON values
     */
    void result(StepExecution step, Map<String, Object> figures);

}
