package dev.aisle.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.aisle.embedded.ServersUnderTest.copyMade;
import static dev.aisle.embedded.ServersUnderTest.execute;
import static dev.aisle.embedded.ServersUnderTest.kill;
import static dev.aisle.embedded.ServersUnderTest.query;
import static dev.aisle.embedded.ServersUnderTest.settings;
import static dev.aisle.embedded.ServersUnderTest.startMade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedPostgresIntegrationTests {

    @TempDir
    Path data;

    @Test
    void findsItsDataAndItsPortAgain() throws Exception {
        int port;
        try (EmbeddedPostgres postgres = startMade(data)) {
            remember(postgres, "kept");
            port = postgres.endpoint().port();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings(data))) {
            assertThat(remembered(postgres)).isEqualTo("kept");
            assertThat(postgres.endpoint().port()).isEqualTo(port);
        }
    }

    @Test
    void stopsOnceHoweverOftenItIsClosed() {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings(data));
        ProcessHandle process = postgres.process();

        postgres.close();
        postgres.close();

        assertThat(process.isAlive() && process.info().arguments().isPresent()).isFalse();
        assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void losesNothingWhenTheServerIsKilled() throws Exception {
        EmbeddedPostgres postgres = startMade(data);
        remember(postgres, "acknowledged");
        kill(postgres.process());
        postgres.close();

        try (EmbeddedPostgres again = EmbeddedPostgres.start(settings(data))) {
            assertThat(remembered(again)).isEqualTo("acknowledged");
        }
    }

    /** After a reboot the number in PostgreSQL's lock file may be anybody's. */
    @Test
    void leavesAForeignProcessAloneThatGotTheOldProcessId() throws Exception {
        EmbeddedPostgres postgres = startMade(data);
        remember(postgres, "kept");
        Path pidFile = data.resolve("postgres/cluster/postmaster.pid");
        kill(postgres.process());
        postgres.close();
        Process foreign = new ProcessBuilder("sleep", "600").start();
        try {
            List<String> lines = Files.readAllLines(pidFile);
            lines.set(0, Long.toString(foreign.pid()));
            Files.write(pidFile, lines);

            try (EmbeddedPostgres again = EmbeddedPostgres.start(settings(data))) {
                assertThat(remembered(again)).isEqualTo("kept");
                assertThat(foreign.isAlive()).isTrue();
            }
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void movesToAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port;
        try (EmbeddedPostgres postgres = startMade(data)) {
            remember(postgres, "kept");
            port = postgres.endpoint().port();
        }
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(settings(data))) {
            assertThat(postgres.endpoint().port()).isNotEqualTo(squatter.getLocalPort());
            assertThat(remembered(postgres)).isEqualTo("kept");
        }
    }

    @Test
    void makesAHalfMadeClusterAnew() throws IOException, SQLException {
        Path unfinished = Files.createDirectories(data.resolve("postgres/cluster.new/base"));
        Files.writeString(unfinished.resolveSibling("PG_VERSION"), "18\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings(data))) {
            assertThat(query(postgres.endpoint(), "SELECT 'whole'")).isEqualTo("whole");
        }
        assertThat(data.resolve("postgres/cluster.new")).doesNotExist();
    }

    @Test
    void preparesADatabaseThatAKilledStartLeftUnprepared() throws Exception {
        try (EmbeddedPostgres postgres = startMade(data)) {
            execute(postgres.superuser(), "DROP DATABASE aisle");
            execute(postgres.superuser(), "DROP ROLE aisle");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings(data))) {
            assertThat(query(postgres.endpoint(), "SELECT current_user")).isEqualTo("aisle");
        }
    }

    @Test
    void refusesADatabaseOfAnotherVersion() throws Exception {
        Path cluster = Files.createDirectories(data.resolve("postgres/cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "15\n");

        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(settings(data)))
                .withMessageContaining("was made by PostgreSQL 15, this Aisle brings 18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "FSYNC", "synchronous_commit", "full_page_writes", "hba_file", "a = 1\nfsync"})
    void refusesParametersThatDurabilityOrAccessDependOn(String name) {
        EmbeddedSettings settings = settings(data).withPostgresParameters(Map.of(name, "off"));

        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(settings))
                .withMessageContaining("cannot be changed");
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        copyMade(data);
        EmbeddedSettings settings = settings(data)
                .withPostgresParameters(Map.of("shared_buffers", "900TB"))
                .withStartTimeout(Duration.ofSeconds(30));

        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(settings))
                .withMessageContaining("did not start")
                .withMessageContaining("shared_buffers");
    }

    private static void remember(EmbeddedPostgres postgres, String text) throws SQLException {
        execute(postgres.endpoint(), "CREATE TABLE note AS SELECT '%s' AS text".formatted(text));
    }

    private static String remembered(EmbeddedPostgres postgres) throws SQLException {
        return query(postgres.endpoint(), "SELECT text FROM note");
    }
}
