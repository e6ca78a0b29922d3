package dev.aisle.sync.journal;

import org.springframework.batch.core.step.StepExecution;

import dev.aisle.command.ProgressListener;
import dev.aisle.sync.jobs.JobProgress;

/**
 * Shows the progress of work of the write model as that of a run.
 *
 * @param step the running step
 * @param progress where it is told
 */
record StepProgress(StepExecution step, JobProgress progress) implements ProgressListener {

    @Override
    public void begin(String phase, long total) {
        this.progress.begin(this.step, phase, total);
    }

    @Override
    public void done(long done) {
        this.progress.done(this.step, done);
    }

    @Override
    public boolean isStopped() {
        return this.step.isTerminateOnly();
    }

}
