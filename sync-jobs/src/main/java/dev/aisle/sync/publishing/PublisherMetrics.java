package dev.aisle.sync.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.following.FailureCounters;
import dev.aisle.sync.publishing.Publication.Turn;

/** What the publisher tells the operator. */
@SyncRole
@Component
class PublisherMetrics {

    private final Counter changes;

    private final Counter anew;

    private final FailureCounters failures;

    private volatile long settled;

    PublisherMetrics(ObjectProvider<MeterRegistry> registries) {
        MeterRegistry registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        this.changes = Counter.builder("aisle.publisher.changes").description("Changes that Redis was told")
                .register(registry);
        this.anew = Counter.builder("aisle.publisher.incarnations").description("Times that the cache began anew")
                .register(registry);
        this.failures = new FailureCounters(registry, "aisle.publisher.failures", "Turns of the publisher that failed");
        Gauge.builder("aisle.publisher.settled", () -> this.settled)
                .description("Position up to which Redis is as new as the read model").register(registry);
    }

    void told(Turn.Told told) {
        this.changes.increment(told.changes());
        this.anew.increment(told.anew() ? 1 : 0);
        this.settled = told.state().freshness().settledPosition();
    }

    void failed(Throwable ex) {
        this.failures.count(ex);
    }

}
