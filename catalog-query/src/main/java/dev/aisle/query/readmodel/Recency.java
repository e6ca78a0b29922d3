package dev.aisle.query.readmodel;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.stereotype.Component;

import dev.aisle.query.QuerySettings;

/**
 * How new the read model is at least, by all that this node has heard of it: from databases, and from Redis, which the
 * publisher tells what the primary has. By that a replica which lags is recognised, whatever it says of itself.
 */
@Component
public final class Recency {

    private final AtomicReference<Newest> newest = new AtomicReference<>(new Newest(0, Instant.EPOCH));
    private final Duration limit;

    private record Newest(long epoch, Instant settledTime) {

        Newest or(long epoch, Instant settledTime) {
            boolean newer = epoch > this.epoch || epoch == this.epoch && settledTime.isAfter(this.settledTime);
            return newer ? new Newest(epoch, settledTime) : this;
        }
    }

    Recency(QuerySettings settings) {
        this.limit = settings.readModel().maxLag();
    }

    /**
     * Takes note of a state that exists somewhere.
     * @param epoch its epoch
     * @param settledTime its settled time
     */
    public void note(long epoch, Instant settledTime) {
        this.newest.updateAndGet(known -> known.or(epoch, settledTime));
    }

    /**
     * Tells whether a state is further behind the newest one than is tolerated.
     * @param epoch its epoch
     * @param settledTime its settled time
     * @return whether who answers with it should not be trusted
     */
    public boolean isPastLimit(long epoch, Instant settledTime) {
        var known = this.newest.get();
        return known.epoch() > epoch
                || known.epoch() == epoch && settledTime.plus(this.limit).isBefore(known.settledTime());
    }
}
