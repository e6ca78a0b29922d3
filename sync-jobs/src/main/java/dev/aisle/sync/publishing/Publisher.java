package dev.aisle.sync.publishing;

import java.time.Duration;
import java.time.Instant;

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
import dev.aisle.sync.following.Follower;
import dev.aisle.sync.projection.ReadModelAdvanced;
import dev.aisle.sync.publishing.Publication.Turn;

/** Tells Redis what changed, on one thread, when it is woken and once a beat. */
@SyncRole
@Component
class Publisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Publication publication;

    private final PublisherMetrics metrics;

    private final SyncSettings.Publishing settings;

    private final ApplicationEventPublisher events;

    private final Follower follower;

    private Instant purged = Instant.now();

    Publisher(@Qualifier("syncJdbc") JdbcClient jdbc,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            PartInvalidations cache, SyncSettings settings, PublisherMetrics metrics,
            ApplicationEventPublisher events) {
        this.settings = settings.publishing();
        this.publication = new Publication(jdbc, transactionManager, cache, this.settings.maxChanges());
        this.metrics = metrics;
        this.events = events;
        this.follower = new Follower("aisle-publisher", "Publishing", this.settings.beat(),
                this.settings.rest(), this.settings.maxBackoff(), this::step, metrics::failed);
    }

    @EventListener
    void on(ReadModelAdvanced advanced) {
        this.follower.wake();
    }

    @Override
    public void start() {
        this.follower.start();
    }

    @Override
    public void stop() {
        this.follower.stop(PATIENCE);
    }

    @Override
    public boolean isRunning() {
        return this.follower.isRunning();
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
