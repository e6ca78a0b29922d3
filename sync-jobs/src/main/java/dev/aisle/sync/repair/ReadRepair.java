package dev.aisle.sync.repair;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.query.repair.Suspect;
import dev.aisle.query.repair.SuspectMessage;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;
import dev.aisle.sync.following.Outage;
import dev.aisle.sync.reconciliation.KeyRepairs;

/**
 * Hears which keys readers suspect, and recomputes them within its limits. One process does so for all: the one whose
 * connection holds a lock. The others try for it once in a while.
 */
@SyncRole
@Component
class ReadRepair implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ReadRepair.class);

    private static final String LOCK = "4150, 23";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The server ends the session of a process that is frozen, so that another can take over. */
    private static final String LISTEN = "SET idle_session_timeout = '30s'; LISTEN " + SuspectMessage.CHANNEL;

    private static final String LEAVE = "UNLISTEN *; RESET idle_session_timeout; SELECT pg_advisory_unlock(%s)"
            .formatted(LOCK);

    private final DataSource dataSource;

    private final KeyRepairs repairs;

    private final SyncSettings.Repair settings;

    private final RepairCounts counts;

    private final Follower follower;

    private final WaitingKeys waiting;

    ReadRepair(@Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, SyncSettings settings,
            RepairCounts counts) {
        this.dataSource = dataSource;
        this.repairs = new KeyRepairs(dataSource, transactionManager);
        this.settings = settings.repair();
        this.counts = counts;
        this.waiting = new WaitingKeys(this.settings, System.nanoTime());
        this.follower = new Follower("aisle-read-repair", "Read repair", this.settings.beat(),
                this.settings.maxBackoff(), this::turn, counts::failed);
    }

    @Override
    public void start() {
        if (this.settings.perSecond() > 0) {
            this.follower.start();
        }
    }

    @Override
    public void stop() {
        this.follower.stop(PATIENCE);
    }

    @Override
    public boolean isRunning() {
        return this.follower.isRunning();
    }

    /** Lasts as long as this process is the one. */
    private boolean turn() {
        try (var connection = this.dataSource.getConnection(); var statement = connection.createStatement()) {
            if (isTheOne(statement)) {
                try {
                    statement.execute(LISTEN);
                    this.counts.listens(true);
                    follow(connection.unwrap(PGConnection.class), statement);
                } finally {
                    this.counts.listens(false);
                    statement.execute(LEAVE);
                }
            }
            return false;
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("listening to what readers suspect ended", ex);
        }
    }

    private static boolean isTheOne(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("SELECT pg_try_advisory_lock(%s)".formatted(LOCK))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void follow(PGConnection notifications, Statement statement) throws SQLException {
        while (this.follower.isRunning()) {
            var pause = this.waiting.pause(System.nanoTime(), LONGEST_WAIT);
            for (var notification : notifications.getNotifications((int) pause.toMillis())) {
                SuspectMessage.read(notification.getParameter()).forEach(this::add);
            }
            recompute();
            // not idle, and whether the session is still there
            statement.execute("SELECT");
        }
    }

    private void add(Suspect key) {
        if (!this.waiting.add(key)) {
            this.counts.refused();
        }
    }

    private void recompute() {
        long from = System.nanoTime();
        var keys = this.waiting.due(from);
        this.counts.waits(this.waiting.size());
        if (!keys.isEmpty()) {
            try {
                recompute(keys);
            } finally {
                this.waiting.took(keys.size(), from, System.nanoTime());
            }
        }
    }

    /** What fails by one key is done key by key. */
    private void recompute(List<Suspect> keys) {
        try {
            var repaired = this.repairs.recompute(keys);
            this.counts.done(repaired);
            if (repaired.number() > 0) {
                log.warn("Read repair recomputed what readers found to be wrong: products {}, categories {}",
                        repaired.products(), repaired.categories());
            }
        } catch (RuntimeException ex) {
            if (!Outage.isOfTheData(ex)) {
                this.counts.failedFor(keys.size());
                throw ex;
            }
            if (keys.size() > 1) {
                keys.forEach(key -> recompute(List.of(key)));
                return;
            }
            this.counts.failedFor(1);
            log.warn("Read repair can't recompute {}: {}", keys.getFirst(), Outage.sentence(ex));
        }
    }

}
