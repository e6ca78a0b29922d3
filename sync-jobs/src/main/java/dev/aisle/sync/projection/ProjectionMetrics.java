package dev.aisle.sync.projection;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.following.FailureCounters;
import dev.aisle.sync.projection.Projected.Done;

/** What the projector tells the operator. */
@SyncRole
@Component
class ProjectionMetrics {

    private final Timer batches;

    private final DistributionSummary keys;

    private final Counter events;

    private final FailureCounters failures;

    private volatile long checkpoint;

    private volatile long settled;

    ProjectionMetrics(ObjectProvider<MeterRegistry> registries) {
        MeterRegistry registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        this.batches = Timer.builder("aisle.projection.batch").description("Transactions of the projector")
                .register(registry);
        this.keys = DistributionSummary.builder("aisle.projection.keys")
                .description("Work of one transaction, in products and categories").register(registry);
        this.events = Counter.builder("aisle.projection.events").description("Events that this node projected")
                .register(registry);
        this.failures = new FailureCounters(registry, "aisle.projection.failures",
                "Transactions of the projector that failed");
        Gauge.builder("aisle.projection.checkpoint", () -> this.checkpoint)
                .description("Position up to which events are projected or dirty").register(registry);
        Gauge.builder("aisle.projection.settled", () -> this.settled)
                .description("Position below which nothing is dirty").register(registry);
    }

    void projected(Done done, Duration took) {
        this.batches.record(took);
        this.keys.record(done.keys());
        this.events.increment(done.events());
        this.checkpoint = done.position();
        this.settled = done.settled();
    }

    void failed(Throwable ex) {
        this.failures.count(ex);
    }

}
