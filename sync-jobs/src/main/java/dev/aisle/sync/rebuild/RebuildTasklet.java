package dev.aisle.sync.rebuild;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;
import dev.aisle.sync.projection.BuildPhase;
import dev.aisle.sync.projection.GenerationBuild;
import dev.aisle.sync.projection.GenerationSwitch;
import dev.aisle.sync.projection.GenerationSwitch.Verification;
import dev.aisle.sync.projection.Generations;

/**
 * Builds a generation with a few workers, each taking the next range of products when it is
 * done with one. Begun again after a crash or a stop, it goes on where it was.
 */
final class RebuildTasklet implements Tasklet {

    /** The parameter of a run that isn't needed once a generation by this version is in use. */
    static final String IF_OUTDATED = "if-outdated";

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final JobProgress progress;

    private final Courtesy courtesy;

    private final SyncSettings.Rebuild settings;

    RebuildTasklet(DataSource dataSource, PlatformTransactionManager transactionManager, JobProgress progress,
            Courtesy courtesy, SyncSettings.Rebuild settings) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.progress = progress;
        this.courtesy = courtesy;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        var step = contribution.getStepExecution();
        long run = Objects.requireNonNull(step.getJobParameters().getLong(JobDefinition.RUN));
        var active = new Generations(this.dataSource, this.transactionManager).active();
        if (step.getJobParameters().getString(IF_OUTDATED) != null && active.isCurrent()) {
            return RepeatStatus.FINISHED;
        }
        var finished = GenerationBuild.finished(JdbcClient.create(this.dataSource), run);
        if (finished.isPresent()) {
            this.progress.result(step, Map.of("generation", finished.get()));
            return RepeatStatus.FINISHED;
        }
        long start = System.nanoTime();
        var build = GenerationBuild.of(this.dataSource, this.transactionManager, run);
        for (var phase = build.phase(); phase != BuildPhase.CATCH_UP; phase = build.phase()) {
            perform(step, phase, build);
            if (step.isTerminateOnly()) {
                return RepeatStatus.FINISHED;
            }
        }
        switchReaders(step, build, start);
        return RepeatStatus.FINISHED;
    }

    private void perform(StepExecution step, BuildPhase phase, GenerationBuild build) throws Exception {
        switch (phase) {
            case CATEGORIES -> {
                this.progress.begin(step, phase.code(), 0);
                build.fillCategories(this.settings.range());
            }
            case PRODUCTS -> fill(step, build);
            case INDEXES -> {
                var left = build.completions();
                var tables = build.tables();
                this.progress.begin(step, phase.code(), left.size() + tables.size());
                if (atOnce(step, left, 0, name -> build.complete(name, this.courtesy.isBusy() ? 0 : 1))
                        && atOnce(step, tables, left.size(), build::analyze)) {
                    build.finish();
                }
            }
            case CATCH_UP, READY -> throw new IllegalStateException("nothing is left to be built");
        }
    }

    private void fill(StepExecution step, GenerationBuild build) throws Exception {
        var left = build.unfilled();
        int ranges = build.ranges();
        this.progress.begin(step, BuildPhase.PRODUCTS.code(), ranges);
        if (atOnce(step, left, ranges - left.size(), build::fillProducts)) {
            build.productsAreFilled();
        }
    }

    private void switchReaders(StepExecution step, GenerationBuild build, long start) {
        var target = new GenerationSwitch(this.dataSource, this.transactionManager, build.generation());
        this.progress.begin(step, BuildPhase.CATCH_UP.code(), 0);
        if (!target.catchUp(step::isTerminateOnly)) {
            return;
        }
        this.progress.begin(step, "compare", 0);
        int differences = target.compare();
        if (differences > 0) {
            // What is row by row as what readers use adds up as that does
            this.progress.begin(step, "verify", 0);
            demand(target.verify(), build);
        }
        this.progress.begin(step, "switch", 0);
        while (!step.isTerminateOnly()) {
            if (target.catchUp(step::isTerminateOnly) && target.switchOver(step::isTerminateOnly)) {
                this.progress.result(step, Map.of("generation", build.generation(), "partsThatDiffer", differences,
                        "seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
                return;
            }
        }
    }

    private void demand(Verification verification, GenerationBuild build) {
        if (!verification.isSound()) {
            throw new JobProblemException(
                    """
                            Generation %d doesn't add up: its %,d listing rows %s those of its %,d products, and %,d categories \
                            are miscounted. Readers stay where they are; start the job anew."""
                            .formatted(build.generation(),
                                    verification.listingRows(), verification.sumsAgree() ? "are" : "are not",
                                    verification.products(),
                                    verification.miscounted()));
        }
        boolean little = verification.products() * 100 < verification.activeProducts()
                * (100 - this.settings.maxLossPercent());
        if (little && !build.isConfirmed()) {
            throw new JobProblemException("""
                    Generation %d shows %,d products, the one that readers use %,d: that is more than %d %% fewer. \
                    Readers stay where they are; restart the run with confirm=true if that is meant."""
                    .formatted(build.generation(), verification.products(), verification.activeProducts(),
                            this.settings.maxLossPercent()));
        }
    }

    /** Returns whether all was done, and not only until a stop. */
    private <T> boolean atOnce(StepExecution step, List<T> parts, int doneBefore, Consumer<T> work)
            throws InterruptedException, ExecutionException {
        var queue = new ConcurrentLinkedQueue<>(parts);
        var done = new AtomicInteger(doneBefore);
        try (var workers = Executors.newFixedThreadPool(this.settings.workers())) {
            var results = IntStream.range(0, this.settings.workers()).<Future<?>>mapToObj(_ -> workers.submit(() -> {
                while (true) {
                    try (var _ = this.courtesy.turn(step::isTerminateOnly)) {
                        var part = step.isTerminateOnly() ? null : queue.poll();
                        if (part == null) {
                            return;
                        }
                        work.accept(part);
                    }
                    this.progress.done(step, done.incrementAndGet());
                }
            })).toList();
            for (var result : results) {
                try {
                    result.get();
                } catch (ExecutionException ex) {
                    // the others needn't go on
                    queue.clear();
                    throw ex;
                }
            }
        }
        return done.get() == doneBefore + parts.size();
    }

}
