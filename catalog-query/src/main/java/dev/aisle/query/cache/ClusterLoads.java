package dev.aisle.query.cache;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Nodes that miss a costly part at once: one loads it, the others wait for it to come to Redis. They wait no longer than
 * two leases last, for the one may die and another take over, and not at all where Redis doesn't answer; then each loads
 * for itself.
 */
final class ClusterLoads {

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(32);

    private final LoadLeases leases;
    private final CacheMetrics metrics;

    ClusterLoads(LoadLeases leases, CacheMetrics metrics) {
        this.leases = leases;
        this.metrics = metrics;
    }

    /**
     * Loads, or finds what another node has loaded.
     * @param key names what is loaded
     * @param before the look that missed it
     * @param again looks for it again
     * @param find what another node has stored
     * @param load loads and stores it, given the newest look that missed it
     */
    <T> Optional<T> load(PartKey<?> key, PartLook before, Supplier<PartLook> again,
            Function<PartLook, Optional<T>> find,
            Function<PartLook, Optional<T>> load) {
        if (before.meta() == null || this.leases.life().isZero()) {
            return load.apply(before);
        }
        var lease = this.leases.of(key);
        long deadline = System.nanoTime() + 2 * this.leases.life().toNanos();
        long pause = SHORTEST_PAUSE;
        var look = before;
        var outcome = lease.take();
        while (outcome == LoadLeases.Outcome.HELD && pause(deadline, pause)) {
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            look = again.get();
            var found = find.apply(look);
            if (found.isPresent()) {
                this.metrics.leaseWaited();
                return found;
            }
            outcome = (look.meta() == null) ? LoadLeases.Outcome.UNKNOWN : lease.take();
        }
        if (outcome == LoadLeases.Outcome.TAKEN) {
            return loadAsHolder(lease, again, find, load);
        }
        this.metrics.leaseGivenUp();
        return load.apply(look);
    }

    /** Between the look that missed it and the lease another node may have stored it. */
    private <T> Optional<T> loadAsHolder(LoadLeases.Lease lease, Supplier<PartLook> again,
            Function<PartLook, Optional<T>> find, Function<PartLook, Optional<T>> load) {
        try {
            var look = again.get();
            var found = find.apply(look);
            if (found.isPresent()) {
                this.metrics.leaseWaited();
                return found;
            }
            this.metrics.leaseWon();
            return load.apply(look);
        } finally {
            lease.giveBack();
        }
    }

    /** About so long, so that those who wait don't ask all at once. Returns whether there was time left. */
    private static boolean pause(long deadline, long about) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(Math.min(left, about / 2 + ThreadLocalRandom.current().nextLong(about)));
        return true;
    }
}
