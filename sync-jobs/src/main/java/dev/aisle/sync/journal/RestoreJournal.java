package dev.aisle.sync.journal;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.aisle.command.JournalArchiveException;
import dev.aisle.command.JournalPartitions;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/** Puts archived partitions back that hold positions from one up to another; without these, all that were dropped. */
final class RestoreJournal implements Tasklet {

    static final String FROM = "from";

    static final String UNTIL = "until";

    private static final Logger log = LoggerFactory.getLogger(RestoreJournal.class);

    private final JournalPartitions partitions;

    private final JobProgress progress;

    private final SyncSettings.Journal settings;

    RestoreJournal(JournalPartitions partitions, JobProgress progress, SyncSettings.Journal settings) {
        this.partitions = partitions;
        this.progress = progress;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var directory = this.settings.archiveDirectory();
        if (directory == null) {
            throw new JobProblemException(
                    "There is no directory to restore from: set aisle.sync.journal.archive-directory.");
        }
        long from = number(step.getJobParameters(), FROM, 0);
        long until = number(step.getJobParameters(), UNTIL, Long.MAX_VALUE);
        var wanted = this.partitions.all().stream().filter(each -> each.droppedAt() != null)
                .filter(each -> each.next() > from && each.first() <= until).toList();
        int restored = 0;
        try {
            for (var partition : wanted) {
                var listener = new StepProgress(step, this.progress);
                listener.begin("restore-from-" + partition.first(),
                        (partition.events() == null) ? 0 : partition.events());
                if (!this.partitions.restore(partition, directory, listener)) {
                    break;
                }
                log.info("the journal's positions from {} to {} are back", partition.first(), partition.next() - 1);
                restored++;
            }
        } catch (JournalArchiveException ex) {
            log.warn("restoring the journal failed", ex);
            throw new JobProblemException(String.valueOf(ex.getMessage()));
        }
        this.progress.result(step, Map.of("restored", restored));
        return RepeatStatus.FINISHED;
    }

    private static long number(JobParameters parameters, String name, long absent) {
        var text = parameters.getString(name);
        if (text == null) {
            return absent;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new JobProblemException("The parameter '%s' must be a position, but is '%s'.".formatted(name, text));
        }
    }

}
