package dev.aisle.sync.rebuild;

import java.util.List;
import java.util.Map;
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
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobProgress;
import dev.aisle.sync.projection.GenerationBuild;

/**
 * Builds a generation with a few workers, each taking the next range of products when it is
 * done with one. Begun again after a crash, it starts over.
 */
final class RebuildTasklet implements Tasklet {

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final JobProgress progress;

    private final SyncSettings.Rebuild settings;

    RebuildTasklet(DataSource dataSource, PlatformTransactionManager transactionManager, JobProgress progress,
            SyncSettings.Rebuild settings) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.progress = progress;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        var step = contribution.getStepExecution();
        long start = System.nanoTime();
        var build = GenerationBuild.begin(this.dataSource, this.transactionManager);
        build.fillCategories();
        atOnce(step, "fill", build.ranges(this.settings.range()), build::fillProducts);
        atOnce(step, "index", build.indexes(), build::createIndex);
        this.progress.begin(step, "catch-up", 0);
        build.finish();
        while (!step.isTerminateOnly()) {
            if (build.catchUp(step::isTerminateOnly) && build.switchOver(step::isTerminateOnly)) {
                this.progress.result(step, Map.of("generation", build.generation(), "seconds",
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
                return RepeatStatus.FINISHED;
            }
        }
        return RepeatStatus.FINISHED;
    }

    private <T> void atOnce(StepExecution step, String phase, List<T> parts, Consumer<T> work)
            throws InterruptedException, ExecutionException {
        this.progress.begin(step, phase, parts.size());
        var queue = new ConcurrentLinkedQueue<>(parts);
        var done = new AtomicInteger();
        try (var workers = Executors.newFixedThreadPool(this.settings.workers())) {
            var results = IntStream.range(0, this.settings.workers()).<Future<?>>mapToObj(_ -> workers.submit(() -> {
                for (var part = queue.poll(); part != null && !step.isTerminateOnly(); part = queue.poll()) {
                    work.accept(part);
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
    }

}
