package dev.aisle.sync.imports;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.aisle.sync.jobs.JobProblemException;

/** Asks before a full import takes away much: a feed that was cut off looks like a small assortment. */
final class GuardFullImport implements Tasklet {

    private final long importId;

    private final Imports imports;

    private final Assortment assortment;

    private final ImportSettings settings;

    GuardFullImport(long importId, Imports imports, Assortment assortment, ImportSettings settings) {
        this.importId = importId;
        this.imports = imports;
        this.assortment = assortment;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var run = this.imports.get(this.importId);
        if (run.mode() == ImportMode.FULL && !run.columns().isEmpty() && !run.confirmed()) {
            var absent = this.assortment.countAbsent(run);
            if (absent.absent() * 100 > absent.known() * this.settings.maxDiscontinuedPercent()) {
                throw ask("This would discontinue %,d of the %,d products of '%s', more than %d %%".formatted(
                        absent.absent(), absent.known(), run.source(),
                        this.settings.maxDiscontinuedPercent()));
            }
            if (run.cutOff()) {
                throw ask("The feed seems cut off, so products may be missing in it");
            }
        }
        return RepeatStatus.FINISHED;
    }

    private static JobProblemException ask(String why) {
        return new JobProblemException(
                why + ". Nothing has been changed: restart the run with confirm=true if that is meant.");
    }

}
