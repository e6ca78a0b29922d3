package dev.aisle.sync.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.publishing.Publication.Turn;

/** What the publisher tells the operator. */
@SyncRole
@Component
class PublisherMetrics {

    private final MeterRegistry registry;

    private final Counter changes;

    private final Counter anew;

    private volatile long settled;

    PublisherMetrics(ObjectProvider<MeterRegistry> registries) {
        this.registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        this.changes = Counter.builder("aisle.publisher.changes").description("Changes that Redis was told")
                .register(this.registry);
        this.anew = Counter.builder("aisle.publisher.incarnations").description("Times that the cache began anew")
                .register(this.registry);
        Gauge.builder("aisle.publisher.settled", () -> this.settled)
                .description("Position up to which Redis is as new as the read model").register(this.registry);
    }

    void told(Turn.Told told) {
        this.changes.increment(told.changes());
        this.anew.increment(told.anew() ? 1 : 0);
        this.settled = told.state().freshness().settledPosition();
    }

    void failed(RuntimeException ex) {
        Counter.builder("aisle.publisher.failures").description("Turns of the publisher that failed")
                .tag("kind", ex.getClass().getSimpleName()).register(this.registry).increment();
    }

}
