package dev.aisle.sync.publishing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.query.cache.PartInvalidations;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.projection.ReadModelAdvanced;
import dev.aisle.sync.projection.Retries;
import dev.aisle.sync.publishing.Publication.Turn;

/** Tells Redis what changed, on one thread, when it is woken and once a beat. */
@SyncRole
@Component
class Publisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private static final Object HINT = new Object();

    private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

    private final BlockingQueue<Object> hints = new ArrayBlockingQueue<>(1);

    private final Publication publication;

    private final PublisherMetrics metrics;

    private final Retries retries;

    private final SyncSettings.Publishing settings;

    private final ApplicationEventPublisher events;

    private Instant purged = Instant.now();

    private volatile boolean running;

    private Thread thread = new Thread();

    Publisher(@Qualifier("syncJdbc") JdbcClient jdbc,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            PartInvalidations cache, SyncSettings settings, PublisherMetrics metrics,
            ApplicationEventPublisher events) {
        this.settings = settings.publishing();
        this.publication = new Publication(jdbc, transactionManager, cache, this.settings.maxChanges());
        this.metrics = metrics;
        this.retries = new Retries("Publishing", this.settings.maxBackoff());
        this.events = events;
    }

    @EventListener
    void on(ReadModelAdvanced advanced) {
        this.hints.offer(HINT);
    }

    @Override
    public synchronized void start() {
        this.running = true;
        this.thread = Thread.ofPlatform().name("aisle-publisher").daemon().start(this::follow);
    }

    @Override
    public synchronized void stop() {
        this.running = false;
        this.hints.offer(HINT);
        this.retries.cancel();
        try {
            this.thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }

    private void follow() {
        try {
            while (this.running) {
                boolean more = this.retries.attempt(this::step, this.metrics::failed);
                if (!more) {
                    this.hints.poll(this.settings.beat().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() {
        if (!(this.publication.next() instanceof Turn.Told told)) {
            return false;
        }
        if (told.anew()) {
            log.info("The cache in Redis begins anew, at change {}", told.state().applied());
        }
        this.metrics.told(told);
        this.events.publishEvent(new ReadModelPublished(told.state().freshness().settledPosition()));
        if (this.purged.plus(PURGE_EVERY).isBefore(Instant.now())) {
            this.publication.purge(this.settings.keep());
            this.purged = Instant.now();
        }
        return told.more();
    }

}
