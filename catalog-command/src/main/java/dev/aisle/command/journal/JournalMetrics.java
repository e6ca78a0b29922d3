package dev.aisle.command.journal;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What the journal tells the operator. */
@Component
class JournalMetrics {

    private final Counter events;

    private final Timer waits;

    JournalMetrics(ObjectProvider<MeterRegistry> registries) {
        var registry = registries.getIfAvailable(SimpleMeterRegistry::new);
        this.events = Counter.builder("aisle.journal.events").description("Events that this node appended")
                .register(registry);
        this.waits = Timer.builder("aisle.journal.lock.wait")
                .description("How long appends waited for the lock that keeps positions in commit order")
                .publishPercentileHistogram().minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10)).register(registry);
    }

    void appended(int number, double secondsWaited) {
        this.events.increment(number);
        this.waits.record(Duration.ofNanos((long) (1e9 * secondsWaited)));
    }

}
