package dev.aisle.sync.purging;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.following.FailureCounters;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/** What the purger tells the operator. */
@SyncRole
@Component
class PurgingMetrics {

    private final Counter keys;

    private final Counter everything;

    private final FailureCounters failures;

    private final Map<URI, Long> currentAt = new ConcurrentHashMap<>();

    PurgingMetrics(ObjectProvider<MeterRegistry> registries) {
        MeterRegistry registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        this.keys = Counter.builder("aisle.purger.keys")
                .description("Keys that proxies were told to forget, repeats too")
                .register(registry);
        this.everything = Counter.builder("aisle.purger.everything")
                .description("Times that a proxy was told to forget everything").register(registry);
        this.failures = new FailureCounters(registry, "aisle.purger.failures", "Turns of the purger that failed");
        TimeGauge.builder("aisle.purger.lag", this::lag, NANOSECONDS)
                .description("How long ago the proxy that is furthest behind had been told everything")
                .register(registry);
    }

    void isCurrent(Proxy proxy) {
        this.currentAt.put(proxy.url(), System.nanoTime());
    }

    void told(int number) {
        this.keys.increment(number);
    }

    void toldEverything() {
        this.everything.increment();
    }

    void failed(Throwable ex) {
        this.failures.count(ex);
    }

    private long lag() {
        long now = System.nanoTime();
        return this.currentAt.values().stream().mapToLong(at -> now - at).max().orElse(0);
    }

}
