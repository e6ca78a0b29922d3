package dev.aisle.sync.recovery;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.modulith.events.ApplicationModuleListener;

/** A listener that must get every event, and fails with each the first time. */
@TestConfiguration(proxyBeanMethods = false)
class Deliveries {

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();

    /**
     * Something that happened.
     *
     * @param id which
     */
    record Happened(String id) {}

    @ApplicationModuleListener
    void on(Happened event) {
        if (this.seen.add(event.id()) && event.id().startsWith("fails")) {
            throw new IllegalStateException("it fails the first time");
        }
        this.delivered.add(event.id());
    }

    Queue<String> delivered() {
        return this.delivered;
    }

}
