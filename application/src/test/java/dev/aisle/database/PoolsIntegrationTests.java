package dev.aisle.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Currency;
import java.util.Set;
import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.TestServers;
import dev.aisle.kernel.testing.FaultyLink;

import static org.assertj.core.api.Assertions.assertThat;

/** The pools themselves, while their way to the database fails. */
class PoolsIntegrationTests {

    private static final DatabaseSettings SETTINGS = new DatabaseSettings(Currency.getInstance("USD"), Set.of(),
            new DatabaseSettings.Database(1, 1, 4, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1),
                    Duration.ofSeconds(2), null, null, null, 1, true));

    @Test
    void aFirstConnectionThatBreaksWhileItIsMadeLeavesAPoolThatMakesOthers() throws Exception {
        var database = TestServers.newDatabase();
        try (var link = FaultyLink.to(database.jdbcUrl())) {
            var way = new Way(link.url(database.jdbcUrl()), database.username(), database.password());
            try (var owner = new DatabaseConfiguration(SETTINGS).ownerDataSource(way)) {
                // the statement by which the driver learns how transactions are isolated
                link.lose("TRANSACTION ISOLATION");
                Awaitility.await().ignoreExceptionsInstanceOf(SQLException.class).until(() -> isThere(owner));

                assertThat(link.hasLost()).isTrue();
                assertThat(JdbcClient.create(owner).sql("SHOW transaction_isolation").query(String.class).single())
                        .isEqualTo("read committed");
            }
        }
    }

    private static boolean isThere(DataSource pool) throws SQLException {
        try (var connection = pool.getConnection()) {
            return connection.isValid(1);
        }
    }

    private record Way(String jdbcUrl, String username, String password) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return this.jdbcUrl;
        }

        @Override
        public String getUsername() {
            return this.username;
        }

        @Override
        public String getPassword() {
            return this.password;
        }
    }
}
