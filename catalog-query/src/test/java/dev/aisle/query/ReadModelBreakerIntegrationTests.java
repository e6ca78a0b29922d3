package dev.aisle.query;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** A database that is away for long is left alone, instead of letting each request find out by itself. */
@Execution(ExecutionMode.CONCURRENT)
class ReadModelBreakerIntegrationTests {

    @AutoClose
    private final DistantReadModel model = new DistantReadModel(Duration.ofHours(1), Duration.ofMinutes(1));

    @Test
    void whatIsNowhereIsRefusedWithoutAsking() {
        var breaker = this.model.node().breaker("read-model");
        // a slow machine is no outage
        breaker.transitionToDisabledState();
        this.model.fill();
        this.model.goAway();
        breaker.transitionToClosedState();
        var asked = new AtomicInteger();
        var refused = new AtomicInteger();
        breaker.getEventPublisher()
                .onError(_ -> asked.incrementAndGet())
                .onCallNotPermitted(_ -> refused.incrementAndGet());

        for (int i = 2; i < 40; i++) {
            assertThat(this.model.node().get("/v1/products/p" + i).status()).isEqualTo(503);
        }
        assertThat(this.model.node().get("/v1/products/p1", "Aisle-Consistency-Token", "1-1").status())
                .as("with a token")
                .isEqualTo(503);

        int enough = breaker.getCircuitBreakerConfig().getMinimumNumberOfCalls();
        assertThat(enough).isLessThanOrEqualTo(10);
        assertThat(asked).as("what was tried before it was left alone").hasValue(enough);
        assertThat(refused).hasValueGreaterThanOrEqualTo(39 - enough);
    }

}
