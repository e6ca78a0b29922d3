package dev.aisle.sync.jobs;

import java.util.Map;

/**
 * A job that may stop to ask before it does something that could be a mistake. Each bean of
 * this type serves one job.
 */
public interface JobConfirmation {

    /**
     * The job that asks.
     * @return its name
     */
    String job();

    /**
     * Notes that what a run asked about is meant, so that it goes on when it is restarted.
     * @param parameters the parameters that the run was requested with
     */
    void confirm(Map<String, String> parameters);

}
