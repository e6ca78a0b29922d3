package dev.aisle.sync.events;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

import dev.aisle.sync.SyncRole;

/** Lets Modulith look for stale publications, as {@code spring.modulith.events.staleness} says: it needs a scheduler. */
@SyncRole
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class StalenessConfiguration {

}
