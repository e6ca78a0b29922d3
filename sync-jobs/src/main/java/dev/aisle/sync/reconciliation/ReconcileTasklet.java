package dev.aisle.sync.reconciliation;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.query.cache.PartInspection;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/** One reconciliation. Begun again after a crash it starts over, for what was repaired stays so. */
final class ReconcileTasklet implements Tasklet {

    static final String REPAIR = "repair";

    static final String CONFIRM = "confirm";

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final Reconciliations reconciliations;

    private final JobProgress progress;

    private final ReconciliationSettings settings;

    private final PartInspection cache;

    private final DriftSignals signals;

    ReconcileTasklet(DataSource dataSource, PlatformTransactionManager transactionManager,
            Reconciliations reconciliations, JobProgress progress, ReconciliationSettings settings,
            PartInspection cache, DriftSignals signals) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.reconciliations = reconciliations;
        this.progress = progress;
        this.settings = settings;
        this.cache = cache;
        this.signals = signals;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        long start = System.nanoTime();
        var parameters = step.getJobParameters();
        long run = Objects.requireNonNull(parameters.getLong(JobDefinition.RUN));
        boolean repair = flag(parameters, REPAIR, true);
        int generation = JdbcClient.create(this.dataSource).sql("SELECT generation FROM read.pointer")
                .query((row, _) -> row.getInt("generation")).single();
        long id = this.reconciliations.begin(run, repair, generation);
        var findings = this.reconciliations.findings(id);
        var watch = new StepProgress(step, id);
        var reconciler = new ReadModelReconciler(this.dataSource, this.transactionManager, findings, this.settings,
                new ReadModelReconciler.Request(id, generation, repair,
                        flag(parameters, CONFIRM, false) || this.reconciliations.isConfirmed(run)),
                watch);
        try {
            reconciler.run();
        } catch (SharedSnapshot.StoppedException _) {
            this.reconciliations.interrupt(id);
            return RepeatStatus.FINISHED;
        }
        var outcome = reconciler
                .outcome(reconciler.isRefused() ? null : cache(watch, findings, repair, reconciler.round()));
        if (watch.isStopped()) {
            this.reconciliations.interrupt(id);
            return RepeatStatus.FINISHED;
        }
        findings.keep(this.settings.examples());
        this.reconciliations.end(id, outcome);
        this.reconciliations.purge(this.settings.keep());
        this.progress.result(step, Map.of("reconciliation", id, "state", outcome.state(), "rowsCompared",
                outcome.rowsCompared(), "leftOut", outcome.leftOut(), "found", outcome.found(), "repaired",
                outcome.repaired(), "seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
        this.signals.ended(this.reconciliations.find(id).orElseThrow(), outcome);
        if (outcome.refused()) {
            throw new JobProblemException("""
                    More than %,d rows of the read model differ. Nothing has been repaired: look at \
                    /admin/v1/reconciliations/%d, then restart the run with confirm=true to repair them all, or build \
                    the read model anew with rebuild-read-model.""".formatted(this.settings.limit(), id));
        }
        return RepeatStatus.FINISHED;
    }

    private Report.Cache cache(StepProgress watch, Findings findings, boolean repair, int round) {
        watch.begin("cache", 0);
        return new CacheReconciler(this.cache, findings, repair).run(round, watch::done, watch::isStopped);
    }

    private static boolean flag(JobParameters parameters, String name, boolean absent) {
        var text = parameters.getString(name);
        if (text == null) {
            return absent;
        }
        if (!Set.of("true", "false").contains(text)) {
            throw new JobProblemException(
                    "The parameter '%s' must be true or false, but is '%s'.".formatted(name, text));
        }
        return Boolean.parseBoolean(text);
    }

    /** Tells the run how far it is. */
    private final class StepProgress implements ReadModelReconciler.RunProgress {

        private final StepExecution step;

        private final long id;

        StepProgress(StepExecution step, long id) {
            this.step = step;
            this.id = id;
        }

        @Override
        public void begin(String phase, long total) {
            ReconcileTasklet.this.progress.begin(this.step, phase, total);
        }

        @Override
        public void done(long done) {
            ReconcileTasklet.this.progress.done(this.step, done);
        }

        @Override
        public boolean isStopped() {
            return this.step.isTerminateOnly();
        }

        @Override
        public void at(Comparison.At at) {
            ReconcileTasklet.this.reconciliations.at(this.id, at);
        }

    }

}
