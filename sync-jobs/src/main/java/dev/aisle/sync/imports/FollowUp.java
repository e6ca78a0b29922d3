package dev.aisle.sync.imports;

import java.util.List;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Lets whoever follows a source's first import do so. */
final class FollowUp implements Tasklet {

    private final long importId;

    private final Imports imports;

    private final List<ImportFollowUp> followUps;

    FollowUp(long importId, Imports imports, List<ImportFollowUp> followUps) {
        this.importId = importId;
        this.imports = imports;
        this.followUps = followUps;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var run = this.imports.get(this.importId);
        if (this.imports.isFirst(run)) {
            for (var followUp : this.followUps) {
                if (followUp.source().equals(run.source())) {
                    this.imports.advance(run.id(), followUp.apply(run.requestedAt(), run.caller()));
                }
            }
        }
        return RepeatStatus.FINISHED;
    }

}
