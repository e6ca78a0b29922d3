package dev.aisle.sync;

import javax.sql.DataSource;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RoleGrantsIntegrationTests {

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @Test
    void commandSeesNothingOfTheReadModel() {
        assertRefused(database.command(), "SELECT FROM read.pointer");
        assertRefused(database.command(), "SELECT FROM read_g1.product");
        assertRefused(database.command(), "SELECT FROM sync.dirty");
    }

    @Test
    void nobodyRewritesTheJournal() {
        for (DataSource role : new DataSource[]{database.command(), database.query(), database.sync()}) {
            assertRefused(role, "UPDATE command.journal SET actor = 'x'");
            assertRefused(role, "DELETE FROM command.journal");
            assertRefused(role, "TRUNCATE command.journal");
        }
    }

    @Test
    void queryOnlyReadsTheReadModel() {
        assertRefused(database.query(), "SELECT FROM command.category");
        assertRefused(database.query(), "SELECT FROM command.published_category");
        assertRefused(database.query(), "SELECT FROM sync.dirty");
        assertRefused(database.query(), "DELETE FROM read_g1.product");
        assertRefused(database.query(), "DELETE FROM read.changes");
        assertRefused(database.query(), "SELECT read.create_generation(2)");
        assertThat(rows(database.query(), "SELECT 1 FROM read.pointer")).isOne();
    }

    @Test
    void syncReadsOnlyWhatTheWriteModelPublishes() {
        assertRefused(database.sync(), "SELECT FROM command.category");
        assertRefused(database.sync(), "SELECT FROM command.journal");
        assertRefused(database.sync(), "INSERT INTO command.catalog (epoch, currency) VALUES (2, 'EUR')");
        assertThat(rows(database.sync(), "SELECT 1 FROM command.published_catalog")).isOne();
    }

    private static void assertRefused(DataSource role, String sql) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> JdbcClient.create(role).sql(sql).update())
                .havingRootCause()
                .withMessageContaining("permission denied");
    }

    private static int rows(DataSource role, String sql) {
        return JdbcClient.create(role).sql(sql).query().listOfRows().size();
    }
}
