package dev.aisle.query.readmodel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.QuerySettings;

/**
 * Asks the primary now and then how far it is, where readers use replicas: else a node that answers everything from what
 * it holds would never hear that its replica stands still. It costs the budget one row, at most four times a second.
 */
@Component
@ConditionalOnQueryRole
class PrimaryWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PrimaryWatch.class);

    private static final GenerationSql CHECKPOINT = GenerationSql.of("SELECT {snapshot} FROM {here}");

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final Duration SHORTEST = Duration.ofMillis(250);

    private final ReadModel readModel;
    private final long pause;
    private volatile @Nullable Watch watch;

    PrimaryWatch(ReadModel readModel, QuerySettings settings) {
        this.readModel = readModel;
        this.pause = Math.clamp(settings.readModel().maxLag().dividedBy(4).toMillis(), SHORTEST.toMillis(),
                LONGEST.toMillis());
    }

    @Override
    public void start() {
        if (this.readModel.hasReserve()) {
            var next = new Watch();
            this.watch = next;
            Thread.ofPlatform().name("aisle-primary-watch").daemon().start(next);
        }
    }

    @Override
    public void stop() {
        var last = this.watch;
        this.watch = null;
        if (last != null) {
            last.end.release();
        }
    }

    @Override
    public boolean isRunning() {
        return this.watch != null;
    }

    private final class Watch implements Runnable {

        private final Semaphore end = new Semaphore(0);

        @Override
        public void run() {
            try {
                do {
                    ask();
                } while (!this.end.tryAcquire(PrimaryWatch.this.pause, TimeUnit.MILLISECONDS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void ask() {
            try {
                var readModel = PrimaryWatch.this.readModel;
                readModel.fromReserve(() -> readModel.read(CHECKPOINT, Exactness.EXACT, Map.of(), _ -> Boolean.TRUE));
            } catch (DataAccessException | IllegalStateException ex) {
                log.debug("The primary doesn't tell how far it is", ex);
            }
        }
    }
}
