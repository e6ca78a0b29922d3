package dev.aisle.sync.reconciliation;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.command.JournalVerification;
import dev.aisle.command.ProgressListener;
import dev.aisle.query.cache.PartInspection;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;
import dev.aisle.sync.projection.Generations;
import dev.aisle.sync.projection.ReadModelRepairs;
import dev.aisle.sync.reconciliation.ReadModelReconciler.Request;

/** One reconciliation. Begun again after a crash it starts over, for what was repaired stays so. */
final class ReconcileTasklet implements Tasklet {

    static final String REPAIR = "repair";

    static final String CONFIRM = "confirm";

    static final String JOURNAL = "journal";

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final Reconciliations reconciliations;

    private final JobProgress progress;

    private final ReconciliationSettings settings;

    private final PartInspection cache;

    private final JournalVerification journal;

    private final DriftSignals signals;

    ReconcileTasklet(DataSource dataSource, PlatformTransactionManager transactionManager,
            Reconciliations reconciliations, JobProgress progress, ReconciliationSettings settings,
            PartInspection cache, JournalVerification journal, DriftSignals signals) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.reconciliations = reconciliations;
        this.progress = progress;
        this.settings = settings;
        this.cache = cache;
        this.journal = journal;
        this.signals = signals;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var parameters = step.getJobParameters();
        boolean repair = flag(parameters, REPAIR, true);
        boolean confirmed = flag(parameters, CONFIRM, false);
        boolean withJournal = flag(parameters, JOURNAL, true);
        var active = new Generations(this.dataSource, this.transactionManager).active();
        if (!active.isCurrent()) {
            throw new JobProblemException("""
                    The read model was made by another version of Aisle, which this one can't judge: it is built anew \
                    by rebuild-read-model.""");
        }
        long run = Objects.requireNonNull(parameters.getLong(JobDefinition.RUN));
        long id = this.reconciliations.begin(run, repair, active.generation());
        var request = new Request(id, active.generation(), repair,
                confirmed || this.reconciliations.isConfirmed(run));
        var watch = new StepProgress(step, id);
        try {
            end(step, id, reconcile(watch, request, withJournal));
        } catch (SharedSnapshot.StoppedException _) {
            this.reconciliations.interrupt(id);
        }
        return RepeatStatus.FINISHED;
    }

    private Outcome reconcile(StepProgress watch, Request request, boolean withJournal) {
        var findings = this.reconciliations.findings(request.reconciliation());
        var reconciler = new ReadModelReconciler(this.dataSource, this.transactionManager, findings, this.settings,
                request, watch);
        reconciler.run();
        if (reconciler.isRefused()) {
            return reconciler.outcome(null, null);
        }
        watch.begin("cache", 0);
        var redis = new CacheReconciler(this.cache, findings,
                new ReadModelRepairs(this.dataSource, this.transactionManager), request.generation(), request.repair())
                .run(reconciler.round(), watch::done,
                        watch::isStopped);
        var verified = withJournal && !watch.isStopped() ? this.journal.verify(watch) : null;
        if (watch.isStopped()) {
            throw new SharedSnapshot.StoppedException();
        }
        if (verified == null) {
            return reconciler.outcome(redis, null);
        }
        verified.differences().forEach(difference -> findings.note(new Findings.Example(Findings.JOURNAL,
                difference.row(), null, null, "corrupt", "row of the write model changed outside Aisle", false),
                reconciler.round()));
        return reconciler.outcome(redis, new Report.Journal(verified.complete(), verified.position(),
                verified.events(), verified.categories() + verified.products(), verified.differing()));
    }

    private void end(StepExecution step, long id, Outcome outcome) {
        this.reconciliations.findings(id).keep(this.settings.examples());
        this.reconciliations.end(id, outcome);
        this.reconciliations.purge(this.settings.keep());
        var ended = this.reconciliations.find(id).orElseThrow();
        this.progress.result(step, Map.of("reconciliation", id, "state", ended.state(), "rowsCompared",
                ended.rowsCompared(), "leftOut", ended.leftOut(), "found", ended.found(), "repaired",
                ended.repaired()));
        this.signals.ended(ended, outcome);
        if (outcome.refused()) {
            throw new JobProblemException("""
                    More than %,d rows of the read model differ. Nothing has been repaired: look at \
                    /admin/v1/reconciliations/%d, then restart the run with confirm=true to repair them all, or build \
                    the read model anew with rebuild-read-model.""".formatted(this.settings.limit(), id));
        }
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
    private final class StepProgress implements ReadModelReconciler.RunProgress, ProgressListener {

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
