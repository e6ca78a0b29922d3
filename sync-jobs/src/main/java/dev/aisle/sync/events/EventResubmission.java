package dev.aisle.sync.events;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.modulith.events.FailedEventPublications;
import org.springframework.modulith.events.ResubmissionOptions;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;

/**
 * Gives publications to their listeners again that failed, or were under way when their node
 * died, which makes them stale and so failed. One node at a time does so: who holds the lock.
 */
@SyncRole
@Component
class EventResubmission implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;

    private final ObjectProvider<FailedEventPublications> publications;

    private final SyncSettings.Events settings;

    private final Follower follower;

    EventResubmission(@Qualifier("syncDataSource") DataSource dataSource,
            ObjectProvider<FailedEventPublications> publications, SyncSettings settings) {
        this.dataSource = dataSource;
        this.publications = publications;
        this.settings = settings.events();
        this.follower = new Follower("aisle-events", "Resubmitting events", this.settings.beat(),
                this.settings.beat().multipliedBy(4), this::resubmit, _ -> {});
    }

    private boolean resubmit() {
        try (var connection = this.dataSource.getConnection()) {
            var client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            if (client.sql("SELECT pg_try_advisory_lock(4150, 30)").query(Boolean.class).single()) {
                try {
                    this.publications.ifAvailable(failed -> failed.resubmit(ResubmissionOptions.defaults()
                            .withBatchSize(this.settings.batch()).withMaxInFlight(this.settings.batch())
                            .withMinAge(this.settings.minAge())));
                } finally {
                    client.sql("SELECT pg_advisory_unlock(4150, 30)").query(Boolean.class).single();
                }
            }
            return false;
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("resubmitting events ended", ex);
        }
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

}
