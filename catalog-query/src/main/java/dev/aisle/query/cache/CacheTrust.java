package dev.aisle.query.cache;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether a node believes what Redis says of itself. Not if Redis went back, which is an old copy of it come to life:
 * the publisher will notice, but reads may come first. And not if the publisher has been silent for long: then changes
 * don't reach Redis.
 */
final class CacheTrust {

    private final long silence;
    private Newest newest = Newest.NOTHING;
    private @Nullable Long beat;
    private long beatAt;

    /** The newest state that this node has seen. */
    record Newest(long epoch, long applied) {

        static final Newest NOTHING = new Newest(0, 0);

        static Newest of(NodeState state) {
            return new Newest(state.epoch(), state.applied());
        }

        boolean isPast(CacheState state) {
            return this.epoch > state.epoch() || this.epoch == state.epoch() && this.applied > state.applied();
        }
    }

    CacheTrust(Duration silence) {
        this.silence = silence.toNanos();
    }

    /** What is known before Redis is asked: its answer can't be older. */
    synchronized Newest newest() {
        return this.newest;
    }

    synchronized boolean believes(CacheMeta meta, Newest before, long now) {
        if (before.isPast(meta.state())) {
            return false;
        }
        if (!this.newest.isPast(meta.state())) {
            this.newest = new Newest(meta.state().epoch(), meta.state().applied());
        }
        if (this.beat == null || this.beat != meta.beat()) {
            this.beat = meta.beat();
            this.beatAt = now;
        }
        return now - this.beatAt <= this.silence;
    }
}
