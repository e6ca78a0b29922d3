package dev.aisle.query.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the cache tells the operator. */
final class CacheMetrics {

    private final Counter nearFound;
    private final Counter nearAbsent;
    private final Counter found;
    private final Counter absent;
    private final Counter believed;
    private final Counter doubted;
    private final Counter failed;
    private final Counter leftAlone;
    private final Counter leaseWon;
    private final Counter leaseWaited;
    private final Counter leaseGivenUp;

    CacheMetrics(MeterRegistry registry) {
        this.nearFound = parts(registry, "local", "found");
        this.nearAbsent = parts(registry, "local", "absent");
        this.found = parts(registry, "redis", "found");
        this.absent = parts(registry, "redis", "absent");
        this.believed = looks(registry, "believed");
        this.doubted = looks(registry, "doubted");
        this.failed = looks(registry, "failed");
        this.leftAlone = looks(registry, "left-alone");
        this.leaseWon = leases(registry, "won");
        this.leaseWaited = leases(registry, "waited");
        this.leaseGivenUp = leases(registry, "given-up");
    }

    private static Counter parts(MeterRegistry registry, String tier, String result) {
        return Counter.builder("aisle.cache.parts")
                .description("Parts of answers looked for, in this node's own memory and, what isn't there, in Redis")
                .tag("tier", tier)
                .tag("result", result)
                .register(registry);
    }

    private static Counter looks(MeterRegistry registry, String outcome) {
        return Counter.builder("aisle.cache.looks")
                .description(
                        "Looks into Redis: whether what it said was believed, doubted, not to be had, or not asked for")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter leases(MeterRegistry registry, String outcome) {
        return Counter.builder("aisle.cache.leases")
                .description(
                        "Costly loads: made for all nodes, waited for while another node made them, or given up waiting for")
                .tag("outcome", outcome)
                .register(registry);
    }

    void near(int asked, int found) {
        this.nearFound.increment(found);
        if (found < asked) {
            this.nearAbsent.increment(asked - found);
        }
    }

    void believed(int asked, int found) {
        this.believed.increment();
        this.found.increment(found);
        this.absent.increment(asked - found);
    }

    void doubted() {
        this.doubted.increment();
    }

    void failed() {
        this.failed.increment();
    }

    void leftAlone() {
        this.leftAlone.increment();
    }

    void leaseWon() {
        this.leaseWon.increment();
    }

    void leaseWaited() {
        this.leaseWaited.increment();
    }

    void leaseGivenUp() {
        this.leaseGivenUp.increment();
    }
}
