package dev.aisle.sync.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What was seen of the lag lately, and what to make of it: being behind is no fault by
 * itself, after an import or a pause, but not getting on is.
 */
final class LagHistory {

    private final double limit;

    private final Duration window;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(Instant at, Lag lag) {

    }

    LagHistory(Duration limit, Duration window) {
        this.limit = limit.toMillis() / 1_000.0;
        this.window = window;
    }

    /** What to think of the sync. */
    enum Verdict {

        /** As it should be. */
        UP,

        /** Behind, but getting on; or something waits for an operator. */
        DEGRADED,

        /** Behind, and not getting on. */
        DOWN

    }

    synchronized void add(Instant at, Lag lag) {
        this.looks.addLast(new Look(at, lag));
        // one look that is as old as the window stays: with that the newest is compared
        while (this.looks.size() > 2 && !second().at().isAfter(at.minus(this.window))) {
            this.looks.removeFirst();
        }
    }

    private Look second() {
        var inOrder = this.looks.iterator();
        inOrder.next();
        return inOrder.next();
    }

    /** The lag now: as it was seen last, and if that was a while ago, by that much more. */
    synchronized Optional<Lag> at(Instant now) {
        return Optional.ofNullable(this.looks.peekLast()).map(last -> {
            double unseen = Duration.between(last.at(), now).toMillis() / 1_000.0;
            // looks come about once a second
            return (unseen > 3) ? last.lag().unseenFor(unseen) : last.lag();
        });
    }

    /** Whether the lag has become less since the window began, or there hasn't been a window yet. */
    synchronized boolean isShrinking(Instant now) {
        var first = this.looks.peekFirst();
        if (first == null || first.at().isAfter(now.minus(this.window))) {
            return true;
        }
        return at(now).orElseThrow().isLessThan(first.lag());
    }

    Verdict verdict(Instant now) {
        var lag = at(now).orElse(null);
        if (lag == null) {
            return Verdict.UP;
        }
        if (lag.seconds() > this.limit) {
            return isShrinking(now) ? Verdict.DEGRADED : Verdict.DOWN;
        }
        return (lag.deadLetters() > 0 || lag.cacheSeconds() > this.limit) ? Verdict.DEGRADED : Verdict.UP;
    }

}
