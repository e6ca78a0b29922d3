package dev.aisle.sync.status;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;

/** The lag and the backlog as gauges; all of one scrape come from one look. */
@SyncRole
@Component
class SyncMetrics {

    private static final Logger log = LoggerFactory.getLogger(SyncMetrics.class);

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final SyncStatuses statuses;

    private final Lock lock = new ReentrantLock();

    private @Nullable SyncStatus last;

    private long lookedAt;

    SyncMetrics(SyncStatuses statuses, ObjectProvider<MeterRegistry> registries) {
        this.statuses = statuses;
        registries.ifAvailable(registry -> {
            gauge(registry, "aisle.sync.lag.events", "Events that are not settled", SyncStatus::lagEvents);
            gauge(registry, "aisle.sync.lag.seconds", "Age of the oldest event that is not settled",
                    SyncStatus::lagSeconds);
            gauge(registry, "aisle.sync.dirty", "Keys that wait to be recomputed", SyncStatus::dirty);
        });
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<SyncStatus> value) {
        Gauge.builder(name, () -> {
            var status = look();
            return (status == null) ? Double.NaN : value.applyAsDouble(status);
        }).description(description).register(registry);
    }

    private @Nullable SyncStatus look() {
        this.lock.lock();
        try {
            if (this.last == null || System.nanoTime() - this.lookedAt > FRESH) {
                this.last = this.statuses.now();
                this.lookedAt = System.nanoTime();
            }
            return this.last;
        } catch (DataAccessException ex) {
            log.debug("the lag isn't known: the database doesn't answer", ex);
            return null;
        } finally {
            this.lock.unlock();
        }
    }

}
