package dev.aisle.query.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.ReadModel;

/**
 * How far what this node answers with is behind the read model: the last stage of the lag. A
 * node that doesn't believe its cache reads the read model itself, and is not behind.
 */
@Component
@ConditionalOnQueryRole
class NodeFreshness {

    private static final Logger log = LoggerFactory.getLogger(NodeFreshness.class);

    private static final GenerationSql CHECKPOINT = GenerationSql.of("SELECT {snapshot} FROM {here}");

    /** All gauges of a scrape come from one look. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final ReadModel readModel;
    private final PartCache cache;
    private final Lock lock = new ReentrantLock();
    private Behind last = Behind.UNKNOWN;
    private long lookedAt = System.nanoTime() - FRESH;

    private record Behind(double events, double seconds) {

        static final Behind NOT = new Behind(0, 0);

        static final Behind UNKNOWN = new Behind(Double.NaN, Double.NaN);
    }

    NodeFreshness(ReadModel readModel, PartCache cache, ObjectProvider<MeterRegistry> registries) {
        this.readModel = readModel;
        this.cache = cache;
        registries.ifAvailable(registry -> {
            Gauge.builder("aisle.sync.lag.events", () -> look().events())
                    .description("Events that the stage before has, and this one hasn't")
                    .tag("stage", "node")
                    .register(registry);
            Gauge.builder("aisle.sync.lag", () -> look().seconds())
                    .description("How far this stage is behind the stage before")
                    .tag("stage", "node")
                    .baseUnit("seconds")
                    .register(registry);
        });
    }

    private Behind look() {
        this.lock.lock();
        try {
            if (System.nanoTime() - this.lookedAt >= FRESH) {
                this.last = behind();
                this.lookedAt = System.nanoTime();
            }
            return this.last;
        } finally {
            this.lock.unlock();
        }
    }

    private Behind behind() {
        try {
            var stored = this.readModel.read(CHECKPOINT, Map.of(), _ -> Boolean.TRUE).at();
            var answered = this.cache.freshness().orElse(null);
            if (answered == null) {
                return Behind.NOT;
            }
            var late = Duration.between(answered.settledTime(), stored.settledTime());
            return new Behind(Math.max(0, stored.settledPosition() - answered.settledPosition()),
                    Math.max(0, late.toMillis() / 1_000.0));
        } catch (DataAccessException ex) {
            log.debug("how far this node is behind isn't known: the database doesn't answer", ex);
            return Behind.UNKNOWN;
        }
    }
}
