package dev.aisle.sync.following;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Does one kind of work on a thread of its own: when it is woken, once a beat whether woken
 * or not, and again, after a pause, when it failed. Woken while it works, it works once
 * more. It may rest after each turn, so that what comes meanwhile shares the next one:
 * alone, a piece of work is done at once; where many come, each costs a part of a turn. It may be stopped and started any number of times; two of its threads never work at
 * once.
 */
public final class Follower {

    private static final Object HINT = new Object();

    /** It rests so many times as long as its turn took. */
    private static final int REST = 3;

    private final BlockingQueue<Object> hints = new ArrayBlockingQueue<>(1);

    private final String thread;

    private final String what;

    private final Duration beat;

    private final Duration rest;

    private final Duration maxBackoff;

    private final BooleanSupplier turn;

    private final Consumer<? super Throwable> failed;

    private volatile @Nullable Run run;

    /**
     * Isn't started yet, and doesn't rest.
     * @param thread what to call its thread
     * @param what what it does, as the log should call it
     * @param beat the longest pause between two turns
     * @param maxBackoff the longest pause after failures
     * @param turn one turn of the work; answers whether there is more to do at once
     * @param failed is told each failure
     */
    public Follower(String thread, String what, Duration beat, Duration maxBackoff, BooleanSupplier turn,
            Consumer<? super Throwable> failed) {
        this(thread, what, beat, Duration.ZERO, maxBackoff, turn, failed);
    }

    /**
     * Isn't started yet.
     * @param thread what to call its thread
     * @param what what it does, as the log should call it
     * @param beat the longest pause between two turns
     * @param rest the longest pause after a turn that left nothing to do, even if it is woken
     * @param maxBackoff the longest pause after failures
     * @param turn one turn of the work; answers whether there is more to do at once
     * @param failed is told each failure
     */
    public Follower(String thread, String what, Duration beat, Duration rest, Duration maxBackoff,
            BooleanSupplier turn, Consumer<? super Throwable> failed) {
        this.thread = thread;
        this.what = what;
        this.beat = beat;
        this.rest = rest;
        this.maxBackoff = maxBackoff;
        this.turn = turn;
        this.failed = failed;
    }

    /** Makes it work now, or once more when it is at work. */
    public void wake() {
        this.hints.offer(HINT);
    }

    /** Lets it work. */
    public synchronized void start() {
        if (!isRunning()) {
            var last = this.run;
            var next = new Run((last == null) ? null : last.worker);
            this.run = next;
            next.worker.start();
        }
    }

    /**
     * Lets it end its turn, and waits for that.
     * @param patience how long to wait at most
     */
    public synchronized void stop(Duration patience) {
        var last = this.run;
        if (last == null) {
            return;
        }
        last.end();
        wake();
        try {
            last.worker.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether it is to go on after its present turn.
     * @return true between start and stop
     */
    public boolean isRunning() {
        var last = this.run;
        return last != null && last.goesOn;
    }

    /** What one start began. */
    private final class Run implements Runnable {

        private final Retries retries = new Retries(Follower.this.what, Follower.this.maxBackoff);

        private final @Nullable Thread before;

        private final Thread worker;

        private volatile boolean goesOn = true;

        Run(@Nullable Thread before) {
            this.before = before;
            this.worker = Thread.ofPlatform().name(Follower.this.thread).daemon().unstarted(this);
        }

        @Override
        public void run() {
            try {
                if (this.before != null) {
                    this.before.join();
                }
                while (this.goesOn) {
                    long begin = System.nanoTime();
                    boolean more = this.retries.attempt(Follower.this.turn, Follower.this.failed);
                    if (!more && this.goesOn) {
                        rest(System.nanoTime() - begin);
                        Follower.this.hints.poll(Follower.this.beat.toMillis(), TimeUnit.MILLISECONDS);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void rest(long worked) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(Math.min(REST * worked, Follower.this.rest.toNanos()));
        }

        void end() {
            this.goesOn = false;
            this.retries.cancel();
        }

    }

}
