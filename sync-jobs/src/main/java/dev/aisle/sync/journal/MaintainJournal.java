package dev.aisle.sync.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.dao.PessimisticLockingFailureException;

import dev.aisle.command.JournalArchiveException;
import dev.aisle.command.JournalPartitions;
import dev.aisle.command.JournalPartitions.Partition;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/** Makes partitions ahead of the journal's head, archives old ones and, if that is set, drops them. */
final class MaintainJournal implements Tasklet {

    private static final Logger log = LoggerFactory.getLogger(MaintainJournal.class);

    /** What holds the journal is most often a long read: it ends. */
    private static final int TRIES = 20;

    private static final Duration BETWEEN = Duration.ofSeconds(3);

    private final JournalPartitions partitions;

    private final NeededEvents needed;

    private final JobProgress progress;

    private final SyncSettings.Journal settings;

    MaintainJournal(JournalPartitions partitions, NeededEvents needed, JobProgress progress,
            SyncSettings.Journal settings) {
        this.partitions = partitions;
        this.needed = needed;
        this.progress = progress;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws InterruptedException {
        var step = contribution.getStepExecution();
        this.progress.begin(step, "make-partitions", 0);
        var made = new int[1];
        whenFree(step, () -> made[0] = this.partitions.extend(this.settings.partitionSize(), this.settings.ahead()));
        int archived = 0;
        int dropped = 0;
        var directory = this.settings.archiveDirectory();
        if (directory != null) {
            try {
                archived = archive(step, directory);
                dropped = this.settings.drop() ? drop(step, directory) : 0;
            } catch (JournalArchiveException ex) {
                log.warn("archiving the journal failed", ex);
                throw new JobProblemException(String.valueOf(ex.getMessage()));
            }
        }
        this.progress.result(step, Map.of("made", made[0], "archived", archived, "dropped", dropped));
        return RepeatStatus.FINISHED;
    }

    private int archive(StepExecution step, Path directory) {
        int archived = 0;
        for (var partition : this.partitions.archivable(this.settings.archiveAfter())) {
            var listener = new StepProgress(step, this.progress);
            listener.begin("archive-from-" + partition.first(), partition.next() - partition.first());
            if (this.partitions.archive(partition, directory, listener).isEmpty()) {
                break;
            }
            log.info("the journal's positions from {} to {} are archived in {}", partition.first(),
                    partition.next() - 1, directory);
            archived++;
        }
        return archived;
    }

    private int drop(StepExecution step, Path directory) throws InterruptedException {
        long after = this.needed.after();
        int dropped = 0;
        for (Partition partition : this.partitions.droppable(this.settings.keepRestored(), after)) {
            if (step.isTerminateOnly()) {
                break;
            }
            this.progress.begin(step, "drop-from-" + partition.first(), 0);
            whenFree(step, () -> this.partitions.drop(partition, directory, after));
            log.info("the journal's positions from {} to {} are dropped", partition.first(), partition.next() - 1);
            dropped++;
        }
        return dropped;
    }

    private static void whenFree(StepExecution step, Runnable change) throws InterruptedException {
        for (int tries = 1;; tries++) {
            try {
                change.run();
                return;
            } catch (PessimisticLockingFailureException ex) {
                if (tries >= TRIES || step.isTerminateOnly()) {
                    log.info("the journal is in use", ex);
                    throw new JobProblemException(
                            "Long reads kept the journal from being changed for a minute: nothing is lost, the next run tries again.");
                }
                Thread.sleep(BETWEEN);
            }
        }
    }

}
