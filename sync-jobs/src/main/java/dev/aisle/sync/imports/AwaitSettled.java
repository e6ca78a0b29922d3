package dev.aisle.sync.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/** Waits until all that an import has changed is settled in the read model that readers use: only then it is done. */
final class AwaitSettled implements Tasklet {

    private static final Duration BEAT = Duration.ofMillis(20);

    private static final int LOOKS = 25;

    private final long importId;

    private final Imports imports;

    private final JdbcClient jdbc;

    private final JobProgress progress;

    private final Instant deadline;

    AwaitSettled(long importId, Imports imports, JdbcClient jdbc, JobProgress progress, Duration timeout) {
        this.importId = importId;
        this.imports = imports;
        this.jdbc = jdbc;
        this.progress = progress;
        this.deadline = Instant.now().plus(timeout);
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws InterruptedException {
        var step = contribution.getStepExecution();
        var done = this.imports.get(this.importId).done();
        if (contribution.getStepExecution().getCommitCount() == 0) {
            this.progress.begin(step, "settling", done.position());
        }
        for (int look = 0; look < LOOKS; look++) {
            var settled = settled();
            if (settled.epoch() > done.epoch()
                    || (settled.epoch() == done.epoch() && settled.position() >= done.position())) {
                this.progress.done(step, done.position());
                this.progress.result(step, Map.of("settledPosition", done.position()));
                this.imports.finish(this.importId);
                return RepeatStatus.FINISHED;
            }
            this.progress.done(step, settled.position());
            Thread.sleep(BEAT);
        }
        if (Instant.now().isAfter(this.deadline)) {
            throw new JobProblemException(
                    "Everything is imported, but not yet shown: the projector hasn't caught up. Restart the run to wait on.");
        }
        return RepeatStatus.CONTINUABLE;
    }

    private ConsistencyToken settled() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
        return this.jdbc.sql("SELECT epoch, settled_position FROM read_g%d.checkpoint".formatted(generation))
                .query((row, _) -> new ConsistencyToken(row.getLong("epoch"), row.getLong("settled_position")))
                .single();
    }

}
