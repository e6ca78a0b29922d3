package dev.aisle.sync.jobs;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;
import dev.aisle.sync.following.Outage;

/**
 * Runs what is asked for, one run of a job at a time over all nodes. While a run goes on its
 * node holds a session lock; when that is free, the node has died, and the run is taken up
 * again where it was.
 */
@SyncRole
@Component
class JobRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;

    private final JobRuns runs;

    private final RunProgress progress;

    private final JobScheduler scheduler;

    private final JobMetrics metrics;

    private final JobOperator operator;

    private final JobRepository repository;

    private final Map<String, JobDefinition> definitions;

    private final SyncSettings.Jobs settings;

    private final String node = UUID.randomUUID().toString();

    private final Map<Long, Thread> running = new ConcurrentHashMap<>();

    private final Map<Long, JobExecution> executions = new ConcurrentHashMap<>();

    private final Follower follower;

    JobRunner(@Qualifier("syncDataSource") DataSource dataSource, JobRuns runs, RunProgress progress,
            JobScheduler scheduler, JobMetrics metrics, JobOperator operator, JobRepository repository,
            ObjectProvider<JobDefinition> definitions, SyncSettings settings) {
        this.dataSource = dataSource;
        this.runs = runs;
        this.progress = progress;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.operator = operator;
        this.repository = repository;
        this.definitions = definitions.stream().collect(Collectors.toMap(JobDefinition::name, Function.identity()));
        this.definitions.values().forEach(this::watch);
        this.settings = settings.jobs();
        this.follower = new Follower("aisle-jobs", "Looking for jobs", this.settings.beat(),
                settings.projection().maxBackoff(), this::step, _ -> {});
    }

    private void watch(JobDefinition definition) {
        if (!(definition.job() instanceof AbstractJob job)) {
            throw new IllegalArgumentException("the job %s can't be watched".formatted(definition.name()));
        }
        job.registerJobExecutionListener(new JobExecutionListener() {
            @Override
            public void beforeJob(JobExecution execution) {
                JobRunner.this.executions.put(runOf(execution), execution);
            }
        });
    }

    private static long runOf(JobExecution execution) {
        return Objects.requireNonNull(execution.getJobParameters().getLong(JobDefinition.RUN));
    }

    @Override
    public void start() {
        this.follower.start();
    }

    @Override
    public synchronized void stop() {
        this.follower.stop(PATIENCE);
        try {
            for (var run : this.running.entrySet()) {
                stopExecution(run.getKey());
                run.getValue().join(this.settings.stopTimeout());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.follower.isRunning();
    }

    private boolean step() {
        this.scheduler.fire();
        for (var run : this.runs.open()) {
            if (this.running.containsKey(run.id())) {
                if (run.jobState() == JobState.STOPPING) {
                    stopExecution(run.id());
                }
            } else {
                recover(run);
            }
        }
        if (this.running.size() >= this.settings.atOnce()) {
            return false;
        }
        return claim();
    }

    private boolean claim() {
        try {
            var lease = RunLease.claim(this.dataSource, this.runs, this.node);
            lease.ifPresent(held -> this.running.put(held.run(),
                    Thread.ofPlatform().name("aisle-job-" + held.run()).start(() -> run(held))));
            return lease.isPresent();
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("claiming a job's run failed", ex);
        }
    }

    /** Takes up a run whose node has died; leaves one alone whose node is at work. */
    private void recover(JobRun run) {
        try (var lease = RunLease.take(this.dataSource, run.id()).orElse(null)) {
            if (lease == null) {
                return;
            }
            var execution = lastExecution(run);
            if (execution != null && execution.getStatus() == BatchStatus.COMPLETED) {
                // it died after the last step, before it could say so: what is complete can't be begun again
                this.runs.complete(run.id());
                log.info("{} {} was complete when its node died", run.job(), run.id());
                return;
            }
            if (execution != null && execution.isRunning()) {
                this.operator.recover(execution);
            }
            boolean again = run.attempts() < this.settings.attempts();
            this.runs.release(run.id(), again,
                    "Its node died %d times without getting on.".formatted(run.attempts()));
            log.info("{} {} was left by a node that died{}", run.job(), run.id(),
                    again ? " and goes on where it was" : "");
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("taking up a job's run failed", ex);
        }
    }

    private void run(RunLease held) {
        try (held) {
            perform(this.runs.find(held.run()).orElseThrow());
        } catch (SQLException | DataAccessException | TransactionException ex) {
            log.warn("How run {} ended couldn't be noted; unless it was, it is taken up again: {}", held.run(),
                    Outage.sentence(ex));
        } finally {
            this.running.remove(held.run());
            this.executions.remove(held.run());
            this.progress.forget(held.run());
        }
    }

    private void perform(JobRun run) {
        long start = System.nanoTime();
        try {
            var execution = execute(run);
            var state = stateAfter(execution);
            if (state != JobState.FAILED || !goesOn(run, execution.getAllFailureExceptions())) {
                finish(run, state, (state == JobState.FAILED) ? problemOf(execution) : null, start);
            }
        } catch (JobExecutionException | RuntimeException ex) {
            if (!goesOn(run, List.of(ex))) {
                log.warn("{} {} failed", run.job(), run.id(), ex);
                finish(run, JobState.FAILED, sentence(ex), start);
            }
        }
    }

    /** What failed because something was away is begun again, where it was; by any node, some times. */
    private boolean goesOn(JobRun run, List<Throwable> failures) {
        var outage = failures.stream().filter(Outage::isBehind).findFirst();
        if (outage.isEmpty() || run.attempts() >= this.settings.attempts()) {
            return false;
        }
        log.warn("{} {} broke off and goes on where it was: {}", run.job(), run.id(), Outage.sentence(outage.get()));
        this.runs.giveBack(run.id(), this.node, true);
        return true;
    }

    private void finish(JobRun run, JobState state, @Nullable String problem, long start) {
        if (!this.follower.isRunning() && state == JobState.STOPPED) {
            this.runs.giveBack(run.id(), this.node, false);
            return;
        }
        this.runs.end(run.id(), this.node, state, problem);
        var took = Duration.ofNanos(System.nanoTime() - start);
        this.metrics.ended(run.job(), state, took);
        log.info("{} {} is {} after {} s", run.job(), run.id(), state.code(), took.toSeconds());
    }

    private JobExecution execute(JobRun run) throws JobExecutionException {
        var definition = this.definitions.get(run.job());
        if (definition == null) {
            throw new JobExecutionException("this version has no job " + run.job());
        }
        log.info("{} {} begins (attempt {})", run.job(), run.id(), run.attempts());
        settleLast(run);
        return this.operator.start(definition.job(), parameters(run));
    }

    /**
     * An execution or a step that couldn't write down that it ended runs on for ever to Spring Batch; of a step that
     * couldn't write down how, it doesn't know whether it was done: it refuses to begin any of them again. But whoever
     * holds the lease runs it alone, and all steps here may be done twice.
     */
    private void settleLast(JobRun run) {
        var last = lastExecution(run);
        if (last == null) {
            forgetInstance(run);
            return;
        }
        if (last.isRunning()) {
            last = this.operator.recover(last);
        }
        for (var step : last.getStepExecutions()) {
            if (step.getStatus() == BatchStatus.UNKNOWN || step.getStatus().isRunning()) {
                step.setStatus(BatchStatus.FAILED);
                step.setEndTime(LocalDateTime.now(ZoneId.systemDefault()));
                this.repository.update(step);
            }
        }
        if (last.getStatus() == BatchStatus.UNKNOWN) {
            last.setStatus(BatchStatus.FAILED);
            this.repository.update(last);
        }
    }

    /** One that was noted before the run's first execution could be: Spring Batch begins none that has no execution. */
    private void forgetInstance(JobRun run) {
        var instance = this.repository.getJobInstance(run.job(), parameters(run));
        if (instance != null) {
            this.repository.deleteJobInstance(instance);
        }
    }

    private static JobParameters parameters(JobRun run) {
        var parameters = new JobParametersBuilder().addLong(JobDefinition.RUN, run.id());
        run.parameters().forEach(parameters::addString);
        return parameters.toJobParameters();
    }

    private @Nullable JobExecution lastExecution(JobRun run) {
        return this.repository.getLastJobExecution(run.job(), parameters(run));
    }

    /**
     * Asks the live execution itself. The operator's stop would declare it stopped at once and write to its steps
     * behind their backs.
     */
    private void stopExecution(long id) {
        var execution = this.executions.get(id);
        if (execution != null) {
            execution.upgradeStatus(BatchStatus.STOPPING);
            execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
        }
    }

    private static JobState stateAfter(JobExecution execution) {
        if (execution.getStatus() == BatchStatus.COMPLETED) {
            return JobState.COMPLETED;
        }
        return execution.getStatus() == BatchStatus.STOPPED ? JobState.STOPPED : JobState.FAILED;
    }

    private static String problemOf(JobExecution execution) {
        return execution.getAllFailureExceptions().stream().map(JobRunner::sentence).distinct()
                .collect(Collectors.joining("; "));
    }

    /** Operators get our own sentences; what libraries say stays in the log. */
    private static String sentence(Throwable ex) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof JobProblemException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "It failed unexpectedly (%s): the log has the details.".formatted(ex.getClass().getSimpleName());
    }

}
