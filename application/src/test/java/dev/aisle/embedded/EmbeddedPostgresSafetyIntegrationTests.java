package dev.aisle.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.aisle.embedded.ServersUnderTest.connect;
import static dev.aisle.embedded.ServersUnderTest.query;
import static dev.aisle.embedded.ServersUnderTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the running server promises; in a folder whose name needs quoting. */
class EmbeddedPostgresSafetyIntegrationTests {

    @TempDir
    static Path temporary;

    static Path data;
    static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        data = temporary.resolve("Aisle's own data");
        postgres = EmbeddedPostgres.start(
                settings(data).withPostgresParameters(Map.of("work_mem", "33MB")));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void keepsWhatItAcknowledgesAndLetsNobodyInWithoutAPassword() throws Exception {
        PostgresEndpoint superuser = postgres.superuser();
        assertThat(show(superuser, "fsync", "synchronous_commit", "full_page_writes", "data_checksums"))
                .containsOnly("on");
        assertThat(show(superuser, "password_encryption")).containsExactly("scram-sha-256");
        assertThat(show(superuser, "listen_addresses")).containsExactly("127.0.0.1");
        assertThat(show(superuser, "log_timezone", "server_encoding")).containsExactly("UTC", "UTF8");
        assertThat(show(superuser, "unix_socket_permissions")).containsExactly("0700");
        assertThat(show(superuser, "pg_prewarm.autoprewarm")).containsExactly("on");

        assertThat(query(superuser, "SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules"))
                .isEqualTo("scram-sha-256");
        Path sockets = Path.of(show(superuser, "unix_socket_directories").getFirst());
        assertThat(sockets).startsWith(data.toRealPath());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("postgres/server.properties"))))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesAWrongPassword() {
        PostgresEndpoint own = postgres.endpoint();
        PostgresEndpoint guessed = new PostgresEndpoint(own.host(), own.port(), "postgres", "postgres", "postgres");

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(guessed))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void givesAisleARoleThatMayMakeRolesAndDatabasesButIsNoSuperuser() throws Exception {
        assertThat(query(
                postgres.endpoint(),
                """
                        SELECT concat_ws(' ', current_user, rolsuper, rolcreaterole, rolcreatedb, current_database())
                        FROM pg_roles
                        WHERE rolname = current_user"""))
                .isEqualTo("aisle f t t aisle");
    }

    @Test
    void refusesAFolderThatIsInUse() throws Exception {
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(settings(data)))
                .withMessageContaining("in use by another running Aisle (process %d)",
                        ProcessHandle.current().pid());
        assertThat(query(postgres.endpoint(), "SELECT 'unharmed'")).isEqualTo("unharmed");
    }

    @Test
    void takesFurtherParameters() throws Exception {
        assertThat(show(postgres.superuser(), "work_mem")).containsExactly("33MB");
    }

    private static List<String> show(PostgresEndpoint endpoint, String... parameters) throws SQLException {
        List<String> values = new ArrayList<>();
        for (String parameter : parameters) {
            values.add(query(endpoint, "SHOW " + parameter));
        }
        return values;
    }
}
