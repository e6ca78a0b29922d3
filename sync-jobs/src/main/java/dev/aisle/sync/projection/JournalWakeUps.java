package dev.aisle.sync.projection;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

import dev.aisle.command.JournalAdvanced;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

/**
 * Wakes the projector when the journal grew: told by this process's commands directly, and
 * by other processes through the database. Either may be missed; the beat makes up for it.
 */
@SyncRole
@Component
class JournalWakeUps implements SmartLifecycle {

    private static final int WAIT_MILLIS = 1_000;

    private final DataSource dataSource;

    private final Projector projector;

    private final Retries retries;

    private volatile boolean running;

    private Thread thread = new Thread();

    JournalWakeUps(@Qualifier("syncDataSource") DataSource dataSource, Projector projector, SyncSettings settings) {
        this.dataSource = dataSource;
        this.projector = projector;
        this.retries = new Retries("Listening for the journal", settings.projection().maxBackoff());
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void on(JournalAdvanced advanced) {
        this.projector.wake();
    }

    @Override
    public synchronized void start() {
        this.running = true;
        this.thread = Thread.ofVirtual().name("aisle-journal-listener").start(this::listen);
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

    private boolean listenOnce() {
        try (var connection = this.dataSource.getConnection(); var statement = connection.createStatement()) {
            statement.execute("LISTEN aisle_journal");
            var notifications = connection.unwrap(PGConnection.class);
            // what came between the last connection and this one was told to nobody
            this.projector.wake();
            while (this.running) {
                if (notifications.getNotifications(WAIT_MILLIS).length > 0) {
                    this.projector.wake();
                }
            }
            statement.execute("UNLISTEN *");
            return false;
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("listening for the journal ended", ex);
        }
    }

}
