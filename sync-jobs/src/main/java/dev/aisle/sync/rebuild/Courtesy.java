package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Lets shoppers and editors go first. Work that can wait waits while edits aren't shown soon enough, and where they need
 * the processors, its workers take turns.
 */
final class Courtesy {

    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Nobody waits for ever: even where lag never ends, the work goes on, slowly. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Supplier<Duration> lag;

    private final Duration acceptable;

    private final DoubleSupplier load;

    private final double busyAbove;

    private final ReentrantLock turns = new ReentrantLock(true);

    /** Never opened: waiting for it is a pause. */
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Knows when to be courteous.
     * @param lag how old the oldest edit is that isn't shown, or waits to be taken
     * @param acceptable how old it may be
     * @param load what part of the machine shoppers and editors use, 0 to 1
     * @param busyAbove above which part workers take turns
     */
    Courtesy(Supplier<Duration> lag, Duration acceptable, DoubleSupplier load, double busyAbove) {
        this.lag = lag;
        this.acceptable = acceptable;
        this.load = load;
        this.busyAbove = busyAbove;
    }

    /** Whether shoppers and editors need the processors. */
    boolean isBusy() {
        return this.load.getAsDouble() > this.busyAbove;
    }

    /** A worker's turn: it waits for one that has it, unless there are processors enough for all. */
    Turn turn() {
        if (!isBusy()) {
            return () -> {};
        }
        this.turns.lock();
        return this.turns::unlock;
    }

    /** To be closed by the worker that has it, when its piece of work is done. */
    interface Turn extends AutoCloseable {

        @Override
        void close();

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
