package dev.aisle.sync.reconciliation;

import java.time.Duration;
import java.time.Instant;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;

/**
 * Whether the last reconciliation found drift that is still there, and how long ago it was. The bean's name makes it
 * {@code reconciliation} among the components of health.
 */
@SyncRole
@Component("reconciliationHealthIndicator")
class ReconciliationHealthIndicator implements HealthIndicator {

    /** Works, but somebody should look. */
    private static final Status DEGRADED = new Status("DEGRADED");

    private final Reconciliations reconciliations;

    private final ReconciliationSettings settings;

    ReconciliationHealthIndicator(Reconciliations reconciliations, ReconciliationSettings settings) {
        this.reconciliations = reconciliations;
        this.settings = settings;
    }

    @Override
    public Health health() {
        return this.reconciliations.last().map(this::health)
                .orElseGet(() -> Health.up().withDetail("last", "there was none yet").build());
    }

    private Health health(Reconciliation last) {
        var endedAt = (last.endedAt() == null) ? last.startedAt() : last.endedAt();
        boolean drifted = last.state().equals("drift") || last.state().equals("refused");
        boolean overdue = endedAt.plus(this.settings.overdue()).isBefore(Instant.now());
        return Health.status(drifted || overdue ? DEGRADED : Status.UP).withDetail("id", last.id())
                .withDetail("state", last.state()).withDetail("endedAt", endedAt.toString())
                .withDetail("ageSeconds", Duration.between(endedAt, Instant.now()).toSeconds())
                .withDetail("overdue", overdue).withDetail("found", last.found())
                .withDetail("repaired", last.repaired()).build();
    }

}
