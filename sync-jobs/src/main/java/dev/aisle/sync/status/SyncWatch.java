package dev.aisle.sync.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;

/**
 * Looks at the lag once a second, so that neither a scrape nor a health check waits for the
 * database, and it is known whether the lag shrinks.
 */
@SyncRole
@Component
class SyncWatch implements SmartLifecycle {

    private static final Duration BEAT = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LagHistory history;

    private final Follower follower;

    SyncWatch(SyncStatuses statuses, SyncSettings settings) {
        this.history = new LagHistory(settings.health().lagLimit(), settings.health().window());
        this.follower = new Follower("aisle-watch", "Looking at the lag", BEAT, BEAT.multipliedBy(5), () -> {
            this.history.add(Instant.now(), statuses.lag());
            return false;
        }, _ -> {});
    }

    /** Empty before the first look. */
    Optional<Lag> lag() {
        return this.history.at(Instant.now());
    }

    boolean isShrinking() {
        return this.history.isShrinking(Instant.now());
    }

    LagHistory.Verdict verdict() {
        return this.history.verdict(Instant.now());
    }

    @Override
    public void start() {
        this.follower.start();
    }

    @Override
    public void stop() {
        this.follower.stop(PATIENCE);
    }

    @Override
    public boolean isRunning() {
        return this.follower.isRunning();
    }

}
