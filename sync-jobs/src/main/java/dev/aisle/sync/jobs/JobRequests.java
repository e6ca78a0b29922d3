package dev.aisle.sync.jobs;

import java.util.Map;

/** Where runs of jobs are asked for. Usable in every process; a node with the role sync runs them. */
public interface JobRequests {

    /**
     * Asks for a run. In a transaction of {@code syncTransactionManager} the request stands
     * or falls with it.
     * @param job the job's name
     * @param parameters what the run gets as job parameters
     * @param requestedBy the account, or a system's name
     * @return the run's id, as in {@code /admin/v1/jobs/executions/{id}}
     */
    long request(String job, Map<String, String> parameters, String requestedBy);

}
