package dev.aisle.sync.jobs;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.scheduling.support.CronExpression;

/**
 * A job that Aisle can run: each bean of this type is one. A run's parameters are the ones
 * it was requested with, as strings, and {@link #RUN}.
 *
 * @param job the job, with a kebab-case name; restartable, since a run whose node died is
 * taken up again
 * @param onDemand whether {@code POST /admin/v1/jobs/{name}} starts it; else only its own
 * module does, or its schedule
 * @param parameters the parameters that such a request may carry
 * @param cron when it is asked for by itself, in the zone {@code aisle.sync.jobs.zone}, or
 * null for never
 */
public record JobDefinition(Job job, boolean onDemand, Set<String> parameters, @Nullable CronExpression cron) {

    /** The job parameter that holds the run's id, a {@code Long}. */
    public static final String RUN = "run";

    /** What stands for no schedule in a setting. */
    public static final String NEVER = "-";

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
        return new JobDefinition(job, true, Set.of(parameters), null);
    }

    /**
     * A job that only its own module starts.
     * @param job the job
     * @return its definition
     */
    public static JobDefinition internal(Job job) {
        return new JobDefinition(job, false, Set.of(), null);
    }

    /**
     * The same job, asked for by itself at set times: by one node, and not while a run of it
     * waits or goes on. Times that pass while no node is up come to one run.
     * @param expression Spring's cron expression of six fields, or {@value #NEVER} for never
     * @return the definition with its schedule
     * @throws IllegalArgumentException if it is neither
     */
    public JobDefinition scheduled(String expression) {
        return new JobDefinition(this.job, this.onDemand, this.parameters,
                expression.equals(NEVER) ? null : CronExpression.parse(expression));
    }

    String name() {
        return this.job.getName();
    }

}
