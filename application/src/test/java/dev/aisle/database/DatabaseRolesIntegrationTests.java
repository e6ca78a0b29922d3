package dev.aisle.database;

import java.util.List;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each role may do what its module does, and is refused the rest by the database itself. */
@AisleTest
class DatabaseRolesIntegrationTests {

    @Autowired
    @Qualifier("commandJdbc")
    JdbcClient command;

    @Autowired
    @Qualifier("queryJdbc")
    JdbcClient query;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @Test
    void eachPoolActsAsItsRole() {
        assertThat(List.of(this.command, this.query, this.sync))
                .extracting(jdbc -> jdbc.sql("SELECT current_user::text").query(String.class).single())
                .containsExactly("aisle_command", "aisle_query", "aisle_sync");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM read.pointer", "SELECT * FROM read_g1.product", "SELECT * FROM sync.dirty",
        "UPDATE command.journal SET actor = 'x'", "DELETE FROM command.journal", "TRUNCATE command.journal",
        "INSERT INTO command.journal_rest SELECT * FROM command.journal",
        "SELECT command.add_journal_partition(900000000, 10)", "CREATE TABLE command.mine (id int)",
        "CREATE SCHEMA mine", "SELECT * FROM aisle.account", "UPDATE command.catalog SET epoch = 9"})
    void commandIsRefused(String statement) {
        refused(this.command, statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM command.product", "SELECT * FROM command.published_product",
        "SELECT * FROM command.journal", "SELECT * FROM sync.dirty", "DELETE FROM read_g1.product",
        "UPDATE read.pointer SET generation = 2", "SELECT read.create_generation(9)",
        "SELECT * FROM aisle.account"})
    void queryIsRefused(String statement) {
        refused(this.query, statement);
    }

    @Test
    void queryIsRefusedWritesEvenWhereAGrantIsForgotten() {
        assertThat(this.query.sql("SHOW default_transaction_read_only").query(String.class).single()).isEqualTo("on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM command.product", "SELECT * FROM command.journal",
        "SELECT * FROM command.stock", "UPDATE command.published_category SET name = 'x'",
        "INSERT INTO command.published_placement VALUES ('a', 'b', 1)",
        "INSERT INTO command.journal (stream_type) VALUES ('product')", "DELETE FROM read.pointer",
        "DROP SCHEMA read_g1 CASCADE", "SELECT * FROM aisle.account"})
    void syncIsRefused(String statement) {
        refused(this.sync, statement);
    }

    @Test
    void theReadersGenerationCannotBeDropped() {
        assertThatThrownBy(() -> this.sync.sql("SELECT read.drop_generation(1)::text").query(String.class).list())
                .hasMessageContaining("generation 1 is the one that readers use");
    }

    @Test
    void theOwnerIsNoSuperuser() {
        assertThat(JdbcClient.create(this.owner)
                .sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").query(Boolean.class).single())
                .isFalse();
    }

    @Test
    void theJournalRefusesItsOwnerToo() {
        var jdbc = JdbcClient.create(this.owner);
        jdbc.sql(
                """
                        INSERT INTO command.journal (stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id)
                        VALUES ('category', 'roles-test', 1, 'category-deleted', 1, '{"id": "roles-test"}', false, 'test', 'test')""")
                .update();
        for (var statement : List.of("UPDATE command.journal SET actor = 'x'", "DELETE FROM command.journal",
                "TRUNCATE command.journal", "TRUNCATE command.journal_p000000000000")) {
            assertThatThrownBy(() -> jdbc.sql(statement).update()).as(statement)
                    .hasMessageContaining("append-only");
        }
    }

    private static void refused(JdbcClient jdbc, String statement) {
        assertThatThrownBy(() -> {
            if (statement.startsWith("SELECT")) {
                jdbc.sql(statement).query((_, _) -> 1).list();
            } else {
                jdbc.sql(statement).update();
            }
        }).as(statement).rootCause().message().matches(
                "(?s).*(permission denied|must be owner|read-only transaction|cannot (update|insert into) view).*");
    }

}
