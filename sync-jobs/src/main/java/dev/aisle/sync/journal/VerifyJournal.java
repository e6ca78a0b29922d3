package dev.aisle.sync.journal;

import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.aisle.command.JournalVerification;
import dev.aisle.command.JournalVerification.Verified;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/** Proves that the journal gives the write model's tables. A run that finds a difference fails. */
final class VerifyJournal implements Tasklet {

    private static final Logger log = LoggerFactory.getLogger(VerifyJournal.class);

    private static final int SHOWN = 20;

    private final JournalVerification verification;

    private final JobProgress progress;

    VerifyJournal(JournalVerification verification, JobProgress progress) {
        this.verification = verification;
        this.progress = progress;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var verified = this.verification.verify(new StepProgress(step, this.progress));
        this.progress.result(step, figures(verified));
        if (verified.differing() > 0) {
            verified.differences().forEach(each -> log.error("{} is {}, but the journal makes it {}", each.row(),
                    each.stored(), each.folded()));
            throw new JobProblemException(
                    "%d rows of the write model are not what the journal makes them, such as %s: the log has the first of them."
                            .formatted(verified.differing(), verified.differences().getFirst().row()));
        }
        return RepeatStatus.FINISHED;
    }

    private static Map<String, Object> figures(Verified verified) {
        List<Map<String, String>> differences = verified.differences().stream().limit(SHOWN)
                .map(each -> Map.of("row", each.row(), "folded", String.valueOf(each.folded()), "stored",
                        String.valueOf(each.stored())))
                .toList();
        return Map.of("baseline", verified.position(), "categories", verified.categories(), "products",
                verified.products(), "events", verified.events(), "differing", verified.differing(), "differences",
                differences);
    }

}
