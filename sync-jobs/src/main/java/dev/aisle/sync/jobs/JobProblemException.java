package dev.aisle.sync.jobs;

import java.io.Serial;

/** Ends a run of a job with a sentence that the operator is to read. */
public final class JobProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Ends the run.
     * @param message what was wrong, with what value, and what to do
     */
    public JobProblemException(String message) {
        super(message, null, false, false);
    }

}
