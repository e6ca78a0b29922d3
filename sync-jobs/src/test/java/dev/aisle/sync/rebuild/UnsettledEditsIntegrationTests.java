package dev.aisle.sync.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class UnsettledEditsIntegrationTests {

    /** As an edit does it, to get its position in the journal. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(4150, 1)";

    @AutoClose
    private final TestDatabase database = TestDatabase.create();

    private final UnsettledEdits edits = new UnsettledEdits(JdbcClient.create(this.database.sync()));

    @Test
    void nothingIsUnsettledWhereNothingHappens() {
        assertThat(this.edits.get()).isZero();
    }

    @Test
    void anEditThatWaitsToBeWrittenDownIsUnsettled() throws SQLException {
        try (var first = this.database.owner().getConnection(); var second = this.database.owner().getConnection()) {
            lock(first);
            var waiting = CompletableFuture.runAsync(() -> lock(second), task -> Thread.ofVirtual().start(task));

            await().until(() -> this.edits.get().compareTo(Duration.ofMillis(200)) > 0);

            first.rollback();
            waiting.join();
            assertThat(this.edits.get()).isZero();
        }
    }

    private static void lock(Connection connection) {
        try (var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LOCK);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

}
