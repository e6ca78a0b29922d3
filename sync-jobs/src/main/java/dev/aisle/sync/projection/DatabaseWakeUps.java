package dev.aisle.sync.projection;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.aisle.command.JournalAdvanced;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;

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

    private final Follower follower;

    DatabaseWakeUps(@Qualifier("syncDataSource") DataSource dataSource, Projector projector, SyncSettings settings,
            ApplicationEventPublisher events) {
        this.dataSource = dataSource;
        this.projector = projector;
        this.events = events;
        this.follower = new Follower("aisle-listener", "Listening to the database", settings.projection().beat(),
                settings.projection().maxBackoff(), this::listen, _ -> projector.wake());
    }

    /** After the commit, and not by the registry of publications: a hint may be lost, and must cost nothing. */
    @EventListener
    void on(JournalAdvanced advanced) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            this.projector.wake();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                DatabaseWakeUps.this.projector.wake();
            }
        });
    }

    @Override
    public void start() {
        this.follower.start();
    }

    @Override
    public void stop() {
        this.follower.stop(Duration.ofMillis(4L * WAIT_MILLIS));
    }

    @Override
    public boolean isRunning() {
        return this.follower.isRunning();
    }

    private void on(PGNotification notification) {
        if (notification.getName().equals(JOURNAL)) {
            this.projector.wake();
        } else {
            this.events.publishEvent(new ReadModelAdvanced());
        }
    }

    private boolean listen() {
        try (var connection = this.dataSource.getConnection(); var statement = connection.createStatement()) {
            statement.execute("LISTEN %s; LISTEN %s".formatted(JOURNAL, READ_MODEL));
            var notifications = connection.unwrap(PGConnection.class);
            // what came between the last connection and this one was told to nobody
            this.projector.wake();
            while (this.follower.isRunning()) {
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
