package dev.aisle.query.repair;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.ReadModel;

/**
 * Asks sync to recompute what is suspected, on a thread of its own and no more often than it may. It asks by a
 * notification in the primary, which needs no right to write anything: nobody has to hear it, and what nobody heard is
 * asked for again when a reader meets it again.
 */
@Component
@ConditionalOnQueryRole
class RepairRequests implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RepairRequests.class);

    private static final GenerationSql ASK = GenerationSql
            .of("SELECT {snapshot}, pg_notify('%s', :message) FROM {here}".formatted(SuspectMessage.CHANNEL));

    /** So many messages a second, if there are enough suspects for that. */
    private static final int MESSAGES = 4;

    private final Suspects suspects;
    private final ReadModel readModel;
    private final int perSecond;
    private final Counter asked;
    private final Counter failed;
    private volatile @Nullable Thread worker;

    RepairRequests(Suspects suspects, ReadModel readModel, QuerySettings settings,
            ObjectProvider<MeterRegistry> meters) {
        this.suspects = suspects;
        this.readModel = readModel;
        this.perSecond = settings.repair().perSecond();
        var registry = meters.getIfAvailable(SimpleMeterRegistry::new);
        this.asked = counter(registry, "sent");
        this.failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("aisle.read.repair.requests")
                .description("Keys that this node asked sync to recompute, or couldn't ask for")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void start() {
        if (this.perSecond > 0) {
            var thread = Thread.ofPlatform().name("aisle-repair-requests").daemon().unstarted(this::run);
            this.worker = thread;
            thread.start();
        }
    }

    @Override
    public void stop() {
        var thread = this.worker;
        this.worker = null;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.worker != null;
    }

    private void run() {
        try {
            int most = Math.clamp(this.perSecond / MESSAGES, 1, SuspectMessage.MOST);
            while (Thread.currentThread().equals(this.worker)) {
                int number = ask(most);
                TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(number) / this.perSecond);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private int ask(int most) throws InterruptedException {
        var some = this.suspects.take(most);
        try {
            var message = Map.of("message", SuspectMessage.write(some));
            this.readModel
                    .fromReserve(() -> this.readModel.read(ASK, Exactness.EXACT, message, _ -> Boolean.TRUE));
            this.asked.increment(some.size());
        } catch (DataAccessException | IllegalStateException ex) {
            this.suspects.forget(some);
            this.failed.increment(some.size());
            log.debug("Sync can't be asked to recompute {}", some, ex);
        }
        return some.size();
    }
}
