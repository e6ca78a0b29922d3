package dev.aisle.sync.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;

/** Makes drift known: meters, a line in the log, and a webhook. */
@SyncRole
@Component
class DriftSignals {

    private static final Logger log = LoggerFactory.getLogger(DriftSignals.class);

    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);

    private final Reconciliations reconciliations;

    private final DriftWebhook webhook;

    private final MeterRegistry registry;

    private final Object lock = new Object();

    private @Nullable Instant endedAt;

    private long lookedAt = System.nanoTime() - FRESH;

    DriftSignals(Reconciliations reconciliations, DriftWebhook webhook, ObjectProvider<MeterRegistry> registries) {
        this.reconciliations = reconciliations;
        this.webhook = webhook;
        this.registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        for (var type : new String[]{"missing", "surplus", "stale", "corrupt"}) {
            found(type);
        }
        repaired();
        Gauge.builder("aisle.reconciliation.age.seconds", this::age)
                .description("How long ago read model and write model were last compared to the end")
                .register(this.registry);
    }

    private Counter found(String type) {
        return Counter.builder("aisle.drift.found").tag("class", type)
                .description("Rows and cached parts that differed from what the projection makes")
                .register(this.registry);
    }

    private Counter repaired() {
        return Counter.builder("aisle.drift.repaired").description("Of these, those that were repaired")
                .register(this.registry);
    }

    private double age() {
        synchronized (this.lock) {
            if (System.nanoTime() - this.lookedAt >= FRESH) {
                try {
                    this.endedAt = this.reconciliations.last().map(Reconciliation::endedAt).orElse(null);
                } catch (DataAccessException ex) {
                    log.debug("the last reconciliation isn't known: the database doesn't answer", ex);
                }
                this.lookedAt = System.nanoTime();
            }
            return (this.endedAt == null) ? Double.NaN
                    : Duration.between(this.endedAt, Instant.now()).toMillis() / 1_000.0;
        }
    }

    /** Tells of one that ended. */
    void ended(Reconciliation reconciliation, Outcome outcome) {
        var groups = outcome.report().findings();
        groups.forEach(group -> found(group.type()).increment(group.found()));
        repaired().increment(outcome.repaired());
        if (outcome.found() == 0 && !outcome.refused()) {
            log.info("Reconciliation {}: {} rows are what the projection makes of them ({} s)", reconciliation.id(),
                    outcome.rowsCompared(), reconciliation.seconds());
            return;
        }
        log.warn("Reconciliation {}: {} of {} rows and parts differed, {} are repaired: {}", reconciliation.id(),
                outcome.found(), outcome.rowsCompared(), outcome.repaired(),
                groups.stream().map(group -> "%d %s %s (%s)".formatted(group.found(), group.type(), group.kind(),
                        group.cause())).collect(Collectors.joining(", ")));
        this.webhook.send(reconciliation, groups);
    }

}
