package dev.aisle.sync.following;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * Tries work again when it fails: at once when it merely collided with somebody else's, else
 * after a pause that grows and is never quite the same. Of failures of one kind in a row
 * only the first is logged, with its trace only if it isn't an outage.
 */
final class Retries {

    private static final Logger log = LoggerFactory.getLogger(Retries.class);

    private static final long FIRST_PAUSE = 50;

    private static final int COLLISIONS = 5;

    private final String what;

    private final long longestPause;

    private final CountDownLatch cancelled = new CountDownLatch(1);

    private int failures;

    private @Nullable String lastFailure;

    Retries(String what, Duration longestPause) {
        this.what = what;
        this.longestPause = longestPause.toMillis();
    }

    /**
     * Tries once, and pauses if that fails.
     * @param work what to do; answers whether there is more to do
     * @param failed is told each failure
     * @return what the work answered, or {@code true} when it failed: it is to be tried again
     * @throws InterruptedException if the thread is told to stop
     */
    boolean attempt(BooleanSupplier work, Consumer<? super Throwable> failed) throws InterruptedException {
        try {
            boolean more = work.getAsBoolean();
            if (this.lastFailure != null) {
                log.info("{} works again after {} failures", this.what, this.failures);
            }
            this.failures = 0;
            this.lastFailure = null;
            return more;
        } catch (RuntimeException | Error ex) {
            // Whatever it was: without its thread the work would be gone for good, and nobody told
            failed.accept(ex);
            this.failures++;
            pauseAfter(ex);
            return true;
        }
    }

    /** Ends the present pause and all to come. */
    void cancel() {
        this.cancelled.countDown();
    }

    private void pauseAfter(Throwable ex) throws InterruptedException {
        if (ex instanceof PessimisticLockingFailureException && this.failures <= COLLISIONS) {
            return;
        }
        var kind = ex.getClass().getName();
        if (this.cancelled.getCount() > 0 && !kind.equals(this.lastFailure)) {
            this.lastFailure = kind;
            if (Outage.isBehind(ex)) {
                log.warn("{} failed and is tried again: {}", this.what, Outage.sentence(ex));
            } else {
                log.error("{} failed and is tried again", this.what, ex);
            }
        }
        if (this.cancelled.await(pause(this.failures), TimeUnit.MILLISECONDS)) {
            log.debug("{} isn't tried again: it is being stopped", this.what);
        }
    }

    /** Doubles with each failure; half of it is left to chance, so that nodes don't come back all at once. */
    private long pause(int afterFailures) {
        long pause = Math.min(this.longestPause, FIRST_PAUSE << Math.min(afterFailures - 1, 20));
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

}
