package dev.aisle.sync.status;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;

/** The lag of each stage, and what may be the cause of it, as gauges. */
@SyncRole
@Component
class SyncMetrics {

    private final SyncWatch watch;

    SyncMetrics(SyncWatch watch, ObjectProvider<MeterRegistry> registries) {
        this.watch = watch;
        registries.ifAvailable(registry -> {
            lag(registry, "settled", Lag::events, Lag::seconds);
            lag(registry, "redis", Lag::cacheEvents, Lag::cacheSeconds);
            gauge("aisle.sync.dirty", "Keys that wait to be recomputed", Lag::dirty).register(registry);
            gauge("aisle.sync.dead.letters", "Keys that are set aside because they can't be projected",
                    Lag::deadLetters).register(registry);
            gauge("aisle.generation.age", "How long ago the generation that readers use was ready",
                    Lag::generationAge).baseUnit("seconds").register(registry);
            gauge("aisle.database.oldest.transaction", "For how long the oldest open transaction has been open",
                    Lag::oldestTransaction).baseUnit("seconds").register(registry);
        });
    }

    private void lag(MeterRegistry registry, String stage, ToDoubleFunction<Lag> events,
            ToDoubleFunction<Lag> seconds) {
        gauge("aisle.sync.lag.events", "Events that the stage before has, and this one hasn't", events)
                .tag("stage", stage).register(registry);
        gauge("aisle.sync.lag", "How far this stage is behind the stage before", seconds).tag("stage", stage)
                .baseUnit("seconds").register(registry);
    }

    private Gauge.Builder<SyncWatch> gauge(String name, String description, ToDoubleFunction<Lag> value) {
        return Gauge.builder(name, this.watch,
                watch -> watch.lag().map(value::applyAsDouble).orElse(Double.NaN)).description(description)
                .strongReference(true);
    }

}
