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
 * the processors, its workers take turns, and rest between them.
 */
final class Courtesy {

    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Nobody waits for ever: even where lag never ends, the work goes on, slowly. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** How much longer a turn is than the rest after it. */
    private static final int WORK_PER_REST = 6;

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

    /**
     * A worker's turn, which begins when edits are shown soon enough, or after a while. Where shoppers and editors need
     * the processors, it waits for a worker that has it, and who has it rests at its end.
     * @param stop whether to wait no longer
     * @return what to close when the piece of work is done
     */
    Turn turn(BooleanSupplier stop) {
        if (!isBusy()) {
            giveWay(stop);
            return () -> {};
        }
        this.turns.lock();
        try {
            giveWay(stop);
        } catch (RuntimeException | Error ex) {
            this.turns.unlock();
            throw ex;
        }
        long began = System.nanoTime();
        return () -> {
            long ended = System.nanoTime();
            long rested = ended + Math.min((ended - began) / WORK_PER_REST, LONGEST.toNanos());
            try {
                pause(() -> !stop.getAsBoolean() && System.nanoTime() < rested);
            } finally {
                this.turns.unlock();
            }
        };
    }

    /** To be closed by the worker that has it, when its piece of work is done. */
    interface Turn extends AutoCloseable {

        @Override
        void close();

    }

    private void giveWay(BooleanSupplier stop) {
        long until = System.nanoTime() + LONGEST.toNanos();
        pause(() -> !stop.getAsBoolean() && System.nanoTime() < until
                && this.lag.get().compareTo(this.acceptable) > 0);
    }

    private void pause(BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
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
