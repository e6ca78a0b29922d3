package dev.aisle.sync.rebuild;

import java.util.Map;
import javax.sql.DataSource;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;
import dev.aisle.sync.projection.GenerationSwitch;
import dev.aisle.sync.projection.Generations;

/** Brings readers back to the generation that they left last. It was projected on meanwhile, so it is as fresh. */
final class RollbackTasklet implements Tasklet {

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final JobProgress progress;

    RollbackTasklet(DataSource dataSource, PlatformTransactionManager transactionManager, JobProgress progress) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.progress = progress;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var generations = new Generations(this.dataSource, this.transactionManager);
        int before = generations.active().generation();
        int target = generations.left().stream().findFirst().orElseThrow(() -> new JobProblemException("""
                There is no generation to return to beside generation %d: one is kept for a while after a rebuild \
                (aisle.sync.rebuild.keep-previous).""".formatted(before)));
        var change = new GenerationSwitch(this.dataSource, this.transactionManager, target);
        this.progress.begin(step, "catch-up", 0);
        if (!change.catchUp(step::isTerminateOnly)) {
            return RepeatStatus.FINISHED;
        }
        this.progress.begin(step, "compare", 0);
        int differences = change.compare();
        this.progress.begin(step, "switch", 0);
        while (!step.isTerminateOnly()) {
            if (change.catchUp(step::isTerminateOnly) && change.switchOver(step::isTerminateOnly)) {
                this.progress.result(step,
                        Map.of("generation", target, "from", before, "partsThatDiffer", differences));
                return RepeatStatus.FINISHED;
            }
        }
        return RepeatStatus.FINISHED;
    }

}
