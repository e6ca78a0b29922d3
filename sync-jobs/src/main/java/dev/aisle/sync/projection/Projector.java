package dev.aisle.sync.projection;

import java.time.Duration;
import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;
import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Elsewhere;
import dev.aisle.sync.projection.Projected.Retired;
import dev.aisle.sync.projection.Projected.Still;

/** Follows the journal and the clock with the read model. */
@SyncRole
@Component
class Projector implements SmartLifecycle {

    /** Longer than any of its transactions. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Pace pace;

    private final ProjectionMetrics metrics;

    private final ApplicationEventPublisher events;

    private final Follower follower;

    private final FollowedGenerations generations;

    Projector(@Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, SyncSettings settings,
            ProjectionMetrics metrics, ApplicationEventPublisher events) {
        this.generations = new FollowedGenerations(dataSource, transactionManager,
                settings.rebuild().keepPrevious(), settings.projection().maxDeadLetters());
        this.pace = new Pace(settings.projection().batchTime(), settings.projection().maxBatch());
        this.metrics = metrics;
        this.events = events;
        this.follower = new Follower("aisle-projector", "Projecting", settings.projection().beat(),
                settings.projection().rest(), settings.projection().maxBackoff(), this::step, metrics::failed);
    }

    /** Makes it look now, or once more when it is at work. */
    void wake() {
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
        long start = System.nanoTime();
        boolean more = switch (this.generations.project(this.pace.budget())) {
            case Elsewhere _,Still _ -> false;
            case Retired _ -> true;
            case Done done -> {
                long nanos = System.nanoTime() - start;
                this.pace.took(done.keys(), nanos);
                this.metrics.projected(done, Duration.ofNanos(nanos));
                this.events.publishEvent(new ReadModelAdvanced());
                yield done.more();
            }
        };
        return more | this.generations.keepUp(!more);
    }

}
