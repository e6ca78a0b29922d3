package dev.aisle.sync.projection;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

import dev.aisle.command.JournalAdvanced;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

/**
 * Wakes the projector when the journal grew, and the publisher when the read model moved on:
 * told by this process directly, and by others through the database. Either may be missed;
 * the beat makes up for it.
 */
@SyncRole
@Component
class DatabaseWakeUps implements SmartLifecycle {

    private static final String JOURNAL = "aisle_journal";

    private static final String READ_MODEL = "aisle_read";

    private static final int WAIT_MILLIS = 1_000;

    private final DataSource dataSource;

    private final Projector projector;

    private final ApplicationEventPublisher events;

    private final Retries retries;

    private volatile boolean running;

    private Thread thread = new Thread();

    DatabaseWakeUps(@Qualifier("syncDataSource") DataSource dataSource, Projector projector, SyncSettings settings,
            ApplicationEventPublisher events) {
        this.dataSource = dataSource;
        this.projector = projector;
        this.events = events;
        this.retries = new Retries("Listening to the database", settings.projection().maxBackoff());
    }

    /**
     * On a thread of its own: the registry of publications takes a connection of the commands' pool before and
     * after this, while a command's thread still holds one, so that a pool's worth of commands would wait for
     * each other.
     */
    @Async
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void on(JournalAdvanced advanced) {
        this.projector.wake();
    }

    @Override
    public synchronized void start() {
        this.running = true;
        this.thread = Thread.ofVirtual().name("aisle-listener").start(this::listen);
    }

    @Override
    public synchronized void stop() {
        this.running = false;
        this.retries.cancel();
        try {
            this.thread.join(Duration.ofMillis(4L * WAIT_MILLIS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }

    private void listen() {
        try {
            while (this.running) {
                this.retries.attempt(this::listenOnce, _ -> this.projector.wake());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void on(PGNotification notification) {
        if (notification.getName().equals(JOURNAL)) {
            this.projector.wake();
        } else {
            this.events.publishEvent(new ReadModelAdvanced());
        }
    }

    private boolean listenOnce() {
        try (var connection = this.dataSource.getConnection(); var statement = connection.createStatement()) {
            statement.execute("LISTEN %s; LISTEN %s".formatted(JOURNAL, READ_MODEL));
            var notifications = connection.unwrap(PGConnection.class);
            // what came between the last connection and this one was told to nobody
            this.projector.wake();
            while (this.running) {
                for (var notification : notifications.getNotifications(WAIT_MILLIS)) {
                    on(notification);
                }
            }
            statement.execute("UNLISTEN *");
            return false;
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("listening to the database ended", ex);
        }
    }

}
