package dev.aisle.consistency;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What was written and what was read, as it is recorded by all who take part. */
final class History {

    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();
    private final AtomicLong token = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    void add(Write write) {
        this.writes.add(write);
        var acknowledgement = write.acknowledgement();
        if (acknowledgement != null) {
            this.token.accumulateAndGet(acknowledgement.position(), Math::max);
        }
    }

    void add(Reading reading) {
        this.readings.add(reading);
        this.answers.incrementAndGet();
    }

    /** The position in the newest token that a write was answered with. */
    long token() {
        return this.token.get();
    }

    /** How many answers there were, refusals too. */
    long answers() {
        return this.answers.get();
    }

    List<Write> writes() {
        return List.copyOf(this.writes);
    }

    List<Reading> readings() {
        return List.copyOf(this.readings);
    }
}
