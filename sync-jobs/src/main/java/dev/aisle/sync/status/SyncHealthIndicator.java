package dev.aisle.sync.status;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

/**
 * Whether the read model keeps up. Readiness doesn't depend on it: shoppers are better served
 * with what there is. The bean's name makes it {@code sync} among the components of health.
 */
@SyncRole
@Component("syncHealthIndicator")
class SyncHealthIndicator implements HealthIndicator {

    /** Works, but somebody should look. */
    static final Status DEGRADED = new Status("DEGRADED");

    private final SyncWatch watch;

    private final SyncSettings.Health settings;

    SyncHealthIndicator(SyncWatch watch, SyncSettings settings) {
        this.watch = watch;
        this.settings = settings.health();
    }

    @Override
    public Health health() {
        var health = Health.status(switch (this.watch.verdict()) {
            case UP -> Status.UP;
            case DEGRADED -> DEGRADED;
            case DOWN -> Status.DOWN;
        });
        this.watch.lag().ifPresent(lag -> health.withDetail("lagSeconds", lag.seconds())
                .withDetail("lagLimitSeconds", this.settings.lagLimit().toSeconds())
                .withDetail("lagEvents", lag.events()).withDetail("shrinking", this.watch.isShrinking())
                .withDetail("cacheLagSeconds", lag.cacheSeconds()).withDetail("deadLetters", lag.deadLetters()));
        return health.build();
    }

}
