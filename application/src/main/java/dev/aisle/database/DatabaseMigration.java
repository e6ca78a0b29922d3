package dev.aisle.database;

import java.util.Currency;
import java.util.List;
import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings the database to the state that this version needs: roles, then each schema by its
 * own history. One node migrates at a time; the others wait for it.
 */
final class DatabaseMigration {

    private static final Logger log = LoggerFactory.getLogger(DatabaseMigration.class);

    private static final int OLDEST_SERVER = 160000;

    /** In this order: later schemas may refer to earlier ones. */
    private static final List<String> SCHEMAS = List.of("command", "read", "sync", "aisle");

    private final DataSource owner;

    private final Currency currency;

    DatabaseMigration(DataSource owner, Currency currency) {
        this.owner = owner;
        this.currency = currency;
    }

    void run() {
        try (var connection = this.owner.getConnection()) {
            var jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            requireServer(jdbc);
            jdbc.sql("SELECT pg_advisory_lock(4150, 3)").query((_, _) -> true).single();
            try {
                makeRoles(jdbc);
                SCHEMAS.forEach(this::migrate);
                settleCurrency(jdbc);
            } finally {
                jdbc.sql("SELECT pg_advisory_unlock(4150, 3)").query((_, _) -> true).single();
            }
        } catch (java.sql.SQLException ex) {
            throw new DatabaseNotReadyException("The database can't be reached: " + ex.getMessage(), ex);
        }
    }

    private static void requireServer(JdbcClient jdbc) {
        int version = jdbc.sql("SELECT current_setting('server_version_num')::int").query(Integer.class).single();
        if (version < OLDEST_SERVER) {
            throw new DatabaseNotReadyException(
                    "Aisle needs PostgreSQL 16 or newer, but the configured server is %s."
                            .formatted(jdbc.sql("SHOW server_version").query(String.class).single()),
                    null);
        }
    }

    private static void makeRoles(JdbcClient jdbc) {
        for (var role : DatabaseRole.values()) {
            var name = role.roleName();
            try {
                if (!jdbc.sql("SELECT exists(SELECT FROM pg_roles WHERE rolname = ?)").param(name)
                        .query(Boolean.class).single()) {
                    jdbc.sql("CREATE ROLE " + name + " NOLOGIN").update();
                }
                if (!jdbc.sql("SELECT pg_has_role(?, 'SET')").param(name).query(Boolean.class).single()) {
                    jdbc.sql("GRANT " + name + " TO CURRENT_USER WITH SET TRUE, INHERIT FALSE").update();
                }
            } catch (org.springframework.dao.DataAccessException ex) {
                throw new DatabaseNotReadyException(
                        "The configured database user may not make the role %s: have a superuser run docs/operations/create-roles.sql once."
                                .formatted(name),
                        ex);
            }
        }
    }

    private void migrate(String schema) {
        var result = Flyway.configure().dataSource(this.owner).schemas(schema).defaultSchema(schema)
                .locations("classpath:db/migration/" + schema).load().migrate();
        if (result.migrationsExecuted > 0) {
            log.info("Schema {} is at version {} ({} migrations)", schema, result.targetSchemaVersion,
                    result.migrationsExecuted);
        }
    }

    private void settleCurrency(JdbcClient jdbc) {
        jdbc.sql("INSERT INTO command.catalog (epoch, currency) VALUES (1, ?) ON CONFLICT DO NOTHING")
                .param(this.currency.getCurrencyCode()).update();
        var settled = jdbc.sql("SELECT currency FROM command.catalog").query(String.class).single();
        if (!settled.equals(this.currency.getCurrencyCode())) {
            throw new DatabaseNotReadyException(
                    "This catalog counts in %s, but aisle.currency is %s: set it to %s, or use an empty database."
                            .formatted(settled, this.currency, settled),
                    null);
        }
    }

}
