package dev.aisle.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.aisle.embedded.ServersUnderTest.kill;
import static dev.aisle.embedded.ServersUnderTest.redis;
import static dev.aisle.embedded.ServersUnderTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class EmbeddedRedisIntegrationTests {

    private static final Path REFUSED = Path.of("redis", "refused");

    @TempDir
    Path data;

    @Test
    void asksForItsPassword() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            RedisEndpoint own = redis.endpoint();

            assertThatIOException()
                    .isThrownBy(() -> redis(new RedisEndpoint(own.host(), own.port(), "guessed"), "PING"))
                    .withMessageContaining("WRONGPASS");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("redis/redis.conf"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void isABoundedCacheOnLoopback() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(redis.endpoint(), "INFO", "memory"))
                    .contains("maxmemory:" + 16 * 1024 * 1024, "maxmemory_policy:allkeys-lru");
            assertThat(Files.readString(data.resolve("redis/redis.conf"))).contains("bind 127.0.0.1\n");
        }
    }

    @Test
    void findsItsDataAndItsPortAgain() throws Exception {
        RedisEndpoint before;
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            before = redis.endpoint();
            redis(before, "SET", "key", "kept");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(redis.endpoint(), "GET", "key")).isEqualTo("kept");
            assertThat(redis.endpoint()).isEqualTo(before);
        }
    }

    @Test
    void startsAgainAfterItWasKilled() throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start(settings(data));
        redis(redis.endpoint(), "SET", "key", "saved");
        redis(redis.endpoint(), "SAVE");
        kill(redis.process());
        redis.close();

        try (EmbeddedRedis again = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(again.endpoint(), "GET", "key")).isEqualTo("saved");
        }
    }

    @Test
    void killsAnOrphanThatHangs() throws Exception {
        Process first = ServersUnderTest.launchAndAwait(data, "REDIS");
        ServerProcesses processes = ServerProcesses.ofRedis(data.toRealPath().resolve("redis/redis.conf"));
        ProcessHandle orphan = processes.server().orElseThrow();
        kill(first);
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(orphan.pid())).start().waitFor()).isZero();

        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(redis.endpoint(), "PING")).isEqualTo("PONG");
        }
        assertThat(processes.isServer(orphan)).isFalse();
    }

    @Test
    void stopsOnceHoweverOftenItIsClosed() {
        EmbeddedRedis redis = EmbeddedRedis.start(settings(data));
        ProcessHandle process = redis.process();

        redis.close();
        redis.close();

        assertThat(process.isAlive() && process.info().arguments().isPresent()).isFalse();
    }

    @Test
    void movesToAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port;
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            port = redis.endpoint().port();
        }
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            assertThat(redis.endpoint().port()).isNotEqualTo(squatter.getLocalPort());
            assertThat(redis(redis.endpoint(), "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void refusesAFolderThatIsInUse() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings(data))) {
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedRedis.start(settings(data)))
                    .withMessageContaining("in use by another running Aisle");
            assertThat(redis(redis.endpoint(), "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void startsEmptyRatherThanNotAtAllWhenItsSavedCacheIsUnreadable() throws Exception {
        Path redis = Files.createDirectories(data.resolve("redis"));
        Files.writeString(redis.resolve("dump.rdb"), "no dump");

        try (EmbeddedRedis started = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(started.endpoint(), "DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void keepsItsSavedCacheWhenOnlyItsPortWasTakenForAMoment() throws Exception {
        EmbeddedSettings settings = settings(data).withPrograms(data.resolve("programs"));
        try (EmbeddedRedis first = EmbeddedRedis.start(settings)) {
            redis(first.endpoint(), "SET", "kept", "yes");
        }
        refuseTheNextStart(settings.programs());

        try (EmbeddedRedis again = EmbeddedRedis.start(settings)) {
            assertThat(redis(again.endpoint(), "GET", "kept")).isEqualTo("yes");
        }
        assertThat(data.resolve(REFUSED)).isDirectory();
    }

    @Test
    void whatItSaidOfAnEarlierStartIsNoReasonNow() throws Exception {
        Path redis = Files.createDirectories(data.resolve("redis"));
        Files.writeString(redis.resolve("redis.log"), "bind: Address already in use\n");
        Files.writeString(redis.resolve("dump.rdb"), "no dump");

        try (EmbeddedRedis started = EmbeddedRedis.start(settings(data))) {
            assertThat(redis(started.endpoint(), "DBSIZE")).isEqualTo("0");
        }
    }

    /** Puts a script of the same size in the program's place, which fails once as if the port were taken. */
    private void refuseTheNextStart(Path programs) throws IOException {
        Path program;
        try (Stream<Path> files = Files.walk(programs)) {
            program = files.filter(file -> file.endsWith("redis-server")).findFirst().orElseThrow();
        }
        Path real = data.resolve("redis-server");
        String script = """
                #!/bin/sh
                if mkdir %s; then echo 'bind: Address already in use'; exit 1; fi
                exec %s "$@"
                """.formatted(data.resolve(REFUSED), real);
        // a process that starts meanwhile would have them open, and then they can't be run
        synchronized (Programs.class) {
            Files.copy(program, real, StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(program, script + "\n".repeat((int) Files.size(real) - script.length()));
        }
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        Files.createDirectories(data.resolve("redis/redis.log"));

        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedRedis.start(settings(data)))
                .withMessageContaining("did not start")
                .withMessageContaining("Can't open the log file");
    }
}
