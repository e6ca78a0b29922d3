package dev.aisle.sync.recovery;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;

/** An application that notices soon what is wrong, and tells Prometheus. The classes share it. */
@AnotherAisle
@AisleTest
@Import(Deliveries.class)
@TestPropertySource(properties = {"aisle.sync.health.lag-limit=2s", "aisle.sync.health.window=2s",
    "aisle.sync.events.beat=200ms", "aisle.sync.events.min-age=0ms",
    "spring.modulith.events.staleness.check-interval=500ms", "spring.modulith.events.staleness.processing=1m",
    "management.prometheus.metrics.export.enabled=true"})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface RecoveryTest {

}
