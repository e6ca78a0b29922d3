package dev.aisle.sync.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.SyncRole;

/** Tells clients how a run gets on, as server-sent events named {@code progress} and, at the end, {@code ended}. */
@SyncRole
@Component
class JobEvents implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobEvents.class);

    private static final Duration EVERY = Duration.ofMillis(500);

    /** A comment now and then shows that the client is still there. */
    private static final int QUIET_TURNS = 30;

    private final JobRuns runs;

    private static final int MOST = 50;

    private final Semaphore followers = new Semaphore(MOST);

    private volatile CountDownLatch stopped = new CountDownLatch(0);

    JobEvents(JobRuns runs) {
        this.runs = runs;
    }

    @Override
    public void start() {
        this.stopped = new CountDownLatch(1);
    }

    @Override
    public void stop() {
        this.stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return this.stopped.getCount() > 0;
    }

    /** How many clients follow runs now. */
    int following() {
        return MOST - this.followers.availablePermits();
    }

    SseEmitter follow(JobRun run) {
        if (!this.followers.tryAcquire()) {
            throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
                    "Too many clients follow jobs already: ask for the execution itself now and then.");
        }
        var emitter = new SseEmitter(0L);
        Thread.ofVirtual().name("aisle-job-events-" + run.id()).start(() -> {
            try {
                tell(run, emitter);
                emitter.complete();
            } catch (IOException | IllegalStateException ex) {
                log.debug("a client no longer follows run {}", run.id(), ex);
            } catch (RuntimeException ex) {
                emitter.completeWithError(ex);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                this.followers.release();
            }
        });
        return emitter;
    }

    private void tell(JobRun from, SseEmitter emitter) throws IOException, InterruptedException {
        var told = from;
        emitter.send(SseEmitter.event().name("progress").data(told));
        for (int quiet = 0; !told.jobState().isEnded(); quiet++) {
            if (this.stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            var now = this.runs.find(from.id()).orElse(told);
            if (!now.equals(told)) {
                emitter.send(SseEmitter.event().name("progress").data(now));
                quiet = 0;
            } else if (quiet >= QUIET_TURNS) {
                emitter.send(SseEmitter.event().comment("still " + now.state()));
                quiet = 0;
            }
            told = now;
        }
        emitter.send(SseEmitter.event().name("ended").data(told));
    }

}
