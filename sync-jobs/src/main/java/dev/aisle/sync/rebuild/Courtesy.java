package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets shoppers and editors go first: work that can wait waits while edits aren't shown soon enough. */
final class Courtesy {

    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Nobody waits for ever: even where lag never ends, the work goes on, slowly. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Supplier<Duration> lag;

    private final Duration acceptable;

    /** Never opened: waiting for it is a pause. */
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Knows when to be courteous.
     * @param lag how old the oldest edit is that isn't shown
     * @param acceptable how old it may be
     */
    Courtesy(Supplier<Duration> lag, Duration acceptable) {
        this.lag = lag;
        this.acceptable = acceptable;
    }

    /** Returns when edits are shown soon enough, or after a while, or when told to stop. */
    void giveWay(BooleanSupplier stop) {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!stop.getAsBoolean() && System.nanoTime() < until && this.lag.get().compareTo(this.acceptable) > 0) {
            try {
                if (this.never.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

}
