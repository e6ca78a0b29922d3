package dev.aisle.sync.projection;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Elsewhere;
import dev.aisle.sync.projection.Projected.Retired;

/**
 * Follows the journal and the clock with the read model, on one thread. It looks when it is
 * told to, and once a beat whether told or not; what it is told while it works makes it
 * look once more.
 */
@SyncRole
@Component
class Projector implements SmartLifecycle {

    private static final Object HINT = new Object();

    private final BlockingQueue<Object> hints = new ArrayBlockingQueue<>(1);

    private final JdbcClient jdbc;

    private final Projection projection;

    private final Pace pace;

    private final Retries retries;

    private final ProjectionMetrics metrics;

    private final ApplicationEventPublisher events;

    private final Duration beat;

    private ProjectionSql sql = new ProjectionSql(1);

    private volatile boolean running;

    private Thread thread = new Thread();

    Projector(@Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, SyncSettings settings,
            ProjectionMetrics metrics, ApplicationEventPublisher events) {
        this.jdbc = JdbcClient.create(dataSource);
        this.projection = new Projection(dataSource, transactionManager);
        this.beat = settings.projection().beat();
        this.pace = new Pace(settings.projection().batchTime(), settings.projection().maxBatch());
        this.retries = new Retries("Projecting", settings.projection().maxBackoff());
        this.metrics = metrics;
        this.events = events;
    }

    /** Makes it look now, or once more when it is at work. */
    void wake() {
        this.hints.offer(HINT);
    }

    @Override
    public synchronized void start() {
        this.running = true;
        this.thread = Thread.ofPlatform().name("aisle-projector").daemon().start(this::follow);
    }

    @Override
    public synchronized void stop() {
        this.running = false;
        wake();
        this.retries.cancel();
        try {
            this.thread.join(Duration.ofSeconds(20));
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
                    this.hints.poll(this.beat.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() {
        long start = System.nanoTime();
        return switch (this.projection.next(this.sql, this.pace.budget(), true)) {
            case Elsewhere() -> false;
            case Retired() -> {
                this.sql = new ProjectionSql(
                        this.jdbc.sql(this.sql.keyed("active-generation")).query(Integer.class).single());
                yield true;
            }
            case Done done -> {
                long nanos = System.nanoTime() - start;
                this.pace.took(done.keys(), nanos);
                this.metrics.projected(done, Duration.ofNanos(nanos));
                this.events.publishEvent(new ReadModelAdvanced());
                yield done.more();
            }
        };
    }

}
