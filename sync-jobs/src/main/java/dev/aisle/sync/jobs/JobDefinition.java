package dev.aisle.sync.jobs;

import java.util.Set;

import org.springframework.batch.core.job.Job;

/**
 * A job that Aisle can run: each bean of this type is one. A run's parameters are the ones
 * it was requested with, as strings, and {@link #RUN}.
 *
 * @param job the job, with a kebab-case name; restartable, since a run whose node died is
 * taken up again
 * @param onDemand whether {@code POST /admin/v1/jobs/{name}} starts it; else only its own
 * module does
 * @param parameters the parameters that such a request may carry
 */
public record JobDefinition(Job job, boolean onDemand, Set<String> parameters) {

    /** The job parameter that holds the run's id, a {@code Long}. */
    public static final String RUN = "run";

    /** Copies the set. */
    public JobDefinition {
        parameters = Set.copyOf(parameters);
    }

    /**
     * A job that an operator may start.
     * @param job the job
     * @param parameters the parameters that it takes
     * @return its definition
     */
    public static JobDefinition onDemand(Job job, String... parameters) {
        return new JobDefinition(job, true, Set.of(parameters));
    }

    /**
     * A job that only its own module starts.
     * @param job the job
     * @return its definition
     */
    public static JobDefinition internal(Job job) {
        return new JobDefinition(job, false, Set.of());
    }

    String name() {
        return this.job.getName();
    }

}
