package dev.aisle.sync.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.SyncRole;

/** Writes progress for all to see, outside of the step's transaction and a few times a second at most. */
@SyncRole
@Component
class RunProgress implements JobProgress {

    private static final Logger log = LoggerFactory.getLogger(RunProgress.class);

    private static final long EVERY = Duration.ofMillis(250).toNanos();

    private static final long LOG_EVERY = Duration.ofSeconds(10).toNanos();

    private final JobRuns runs;

    private final TransactionTemplate apart;

    private final Map<Long, Phase> phases = new ConcurrentHashMap<>();

    RunProgress(JobRuns runs, @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager) {
        this.runs = runs;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private record Phase(String name, long total, long begun, long written, long logged) {

        /** What is done, as a line of the log says it. */
        String line(long done, long now) {
            if (this.total <= 0) {
                return "%d".formatted(done);
            }
            long seconds = (done <= 0) ? 0 : (now - this.begun) / done * Math.max(0, this.total - done) / 1_000_000_000;
            return "%d of %d, %d %%, %s s to go".formatted(done, this.total, Math.min(100, 100 * done / this.total),
                    (done <= 0) ? "?" : seconds);
        }

    }

    @Override
    public void begin(StepExecution step, String phase, long total) {
        long run = run(step);
        long now = System.nanoTime();
        this.phases.put(run, new Phase(phase, total, now, now - EVERY, now));
        this.apart.executeWithoutResult(_ -> this.runs.begin(run, phase, total));
    }

    @Override
    public void done(StepExecution step, long done) {
        long run = run(step);
        long now = System.nanoTime();
        var phase = this.phases.get(run);
        if (phase == null || (now - phase.written() < EVERY && done != phase.total())) {
            return;
        }
        boolean logs = now - phase.logged() >= LOG_EVERY;
        if (logs) {
            log.info("{} {}: {} {}", step.getJobExecution().getJobInstance().getJobName(), run, phase.name(),
                    phase.line(done, now));
        }
        this.phases.put(run, new Phase(phase.name(), phase.total(), phase.begun(), now, logs ? now : phase.logged()));
        this.apart.executeWithoutResult(_ -> this.runs.done(run, done));
    }

    @Override
    public void result(StepExecution step, Map<String, Object> figures) {
        this.apart.executeWithoutResult(_ -> this.runs.result(run(step), figures));
    }

    void forget(long run) {
        this.phases.remove(run);
    }

    private static long run(StepExecution step) {
        return Objects.requireNonNull(step.getJobParameters().getLong(JobDefinition.RUN),
                "the job wasn't started by a request");
    }

}
