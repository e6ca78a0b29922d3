package dev.aisle.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static dev.aisle.embedded.ServersUnderTest.copyMade;
import static dev.aisle.embedded.ServersUnderTest.execute;
import static dev.aisle.embedded.ServersUnderTest.kill;
import static dev.aisle.embedded.ServersUnderTest.launch;
import static dev.aisle.embedded.ServersUnderTest.launchAndAwait;
import static dev.aisle.embedded.ServersUnderTest.query;
import static dev.aisle.embedded.ServersUnderTest.redis;
import static dev.aisle.embedded.ServersUnderTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a process that was killed leaves behind must never need a hand. */
class OrphanedServersIntegrationTests {

    @TempDir
    Path temporary;

    Path data;
    ServerProcesses postgres;
    ServerProcesses redis;

    @BeforeEach
    void findTheRealFolder() throws IOException {
        data = temporary.toRealPath();
        postgres = ServerProcesses.ofPostgres(data.resolve("postgres/cluster"));
        redis = ServerProcesses.ofRedis(data.resolve("redis/redis.conf"));
    }

    @AfterEach
    void nothingIsLeft() {
        Optional<ProcessHandle> left = postgres.server().or(redis::server);
        left.ifPresent(ServersUnderTest::kill);
        assertThat(left).isEmpty();
    }

    @Test
    void serversThatOutlivedTheirProcessAreTakenOver() throws Exception {
        copyMade(data);
        Process first = launchAndAwait(data);
        ProcessHandle database = postgres.server().orElseThrow();
        ProcessHandle cache = redis.server().orElseThrow();
        kill(first);
        assertThat(database.isAlive()).isTrue();

        try (EmbeddedServers servers = EmbeddedServers.start(settings(data))) {
            assertThat(servers.postgres().orElseThrow().process()).isEqualTo(database);
            assertThat(servers.redis().orElseThrow().process()).isEqualTo(cache);
            assertThat(query(servers.postgres().orElseThrow().endpoint(), "SELECT 1")).isEqualTo("1");
            assertThat(redis(servers.redis().orElseThrow().endpoint(), "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void serversWithOtherSettingsAreStoppedAndStartedAnew() throws Exception {
        copyMade(data);
        Process first = launchAndAwait(data);
        ProcessHandle database = postgres.server().orElseThrow();
        ProcessHandle cache = redis.server().orElseThrow();
        kill(first);

        EmbeddedSettings larger = settings(data).withMemory(DataSize.ofMegabytes(24), DataSize.ofMegabytes(24));
        try (EmbeddedServers servers = EmbeddedServers.start(larger)) {
            EmbeddedPostgres own = servers.postgres().orElseThrow();
            assertThat(own.process()).isNotEqualTo(database);
            assertThat(servers.redis().orElseThrow().process()).isNotEqualTo(cache);
            assertThat(query(own.superuser(), "SHOW shared_buffers")).isEqualTo("24MB");
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenEverythingIsKilledAtOnce() throws Exception {
        copyMade(data);
        try (EmbeddedServers servers = EmbeddedServers.start(settings(data))) {
            execute(servers.postgres().orElseThrow().endpoint(), "CREATE TABLE note AS SELECT 'kept' AS text");
        }
        Process first = launchAndAwait(data);
        ProcessHandle database = postgres.server().orElseThrow();
        ProcessHandle cache = redis.server().orElseThrow();
        kill(first);
        kill(database);
        kill(cache);

        try (EmbeddedServers servers = EmbeddedServers.start(settings(data))) {
            assertThat(query(servers.postgres().orElseThrow().endpoint(), "SELECT text FROM note"))
                    .isEqualTo("kept");
            assertThat(redis(servers.redis().orElseThrow().endpoint(), "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aFirstStartThatWasKilledWhileItMadeTheDatabaseIsMadeUpFor() throws Exception {
        Path unfinished = data.resolve("postgres/cluster.new");
        new Programs(settings(data).programs()).postgres();
        Process first = launch(data);
        assertThat(ServerProcesses.await(() -> Files.exists(unfinished.resolve("base")), Duration.ofMinutes(1)))
                .isTrue();
        kill(first);

        try (EmbeddedServers servers = EmbeddedServers.start(settings(data))) {
            assertThat(query(servers.postgres().orElseThrow().endpoint(), "SELECT current_database()"))
                    .isEqualTo("aisle");
        }
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFirstLives() throws Exception {
        copyMade(data);
        Process first = launchAndAwait(data);
        ProcessHandle database = postgres.server().orElseThrow();
        try {
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedServers.start(settings(data)))
                    .withMessageContaining("in use by another running Aisle (process %d)", first.pid());
            assertThat(postgres.server()).contains(database);
        } finally {
            kill(first);
        }
        EmbeddedServers.start(settings(data)).close();
    }

    /** Ctrl-C goes to the foreground process group: only Aisle may get it, and stop its servers in order. */
    @Test
    void theServersAreNotInTheProcessGroupOfTheirStarter() throws Exception {
        copyMade(data);
        try (EmbeddedServers servers = EmbeddedServers.start(settings(data))) {
            long own = session(ProcessHandle.current());

            assertThat(session(servers.postgres().orElseThrow().process())).isNotEqualTo(own);
            assertThat(session(servers.redis().orElseThrow().process())).isNotEqualTo(own);
        }
    }

    private static long session(ProcessHandle process) throws Exception {
        Process ps = new ProcessBuilder("ps", "-o", "sess=", "-p", Long.toString(process.pid())).start();
        String session = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(ps.waitFor()).isZero();
        return Long.parseLong(session.strip());
    }
}
