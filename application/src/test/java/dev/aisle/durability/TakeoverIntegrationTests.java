package dev.aisle.durability;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.unit.DataSize;

import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.embedded.EmbeddedSettings;
import dev.aisle.oracle.CatalogCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two JVMs on one database and one Redis: whichever projects and publishes is frozen in the
 * middle of it, or killed, and the other takes over. The frozen one, thawed, does no harm.
 * Run by {@code chaos/takeover.sh}.
 */
@EnabledIfSystemProperty(named = "aisle.takeovers", matches = "[0-9]+",
        disabledReason = "takes a minute: see chaos/takeover.sh")
class TakeoverIntegrationTests {

    /** Rounds; each freezes a node that holds the projector's row, one that holds the publisher's, and kills one. */
    private static final int ROUNDS = Integer.getInteger("aisle.takeovers", 1);

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int MOST_TRIES = 400;

    private final AtomicLong edits = new AtomicLong();

    private final List<String> figures = new ArrayList<>();

    @Test
    void theOtherTakesOverAndTheThawedOneDoesNoHarm(@TempDir(factory = TempDirFactory.Standard.class) Path directory)
            throws Exception {
        try (var servers = EmbeddedServers.start(EmbeddedSettings.in(directory.resolve("data"))
                .withMemory(DataSize.ofMegabytes(64), DataSize.ofMegabytes(64)))) {
            var database = superuser(servers);
            try (var stays = new AisleNode(servers, directory, "stays")) {
                stays.awaitReady();
                fill(stays);
                for (int round = 0; round < ROUNDS; round++) {
                    try (var victim = new AisleNode(servers, directory, "victim-" + round)) {
                        victim.awaitReady();
                        freeze(victim, stays, database, "checkpoint", "frozen while it projected");
                        freeze(victim, stays, database, "publisher", "frozen while it published");
                        whileEdited(stays, () -> {
                            victim.kill();
                            record("killed", stays);
                        });
                    }
                    assertThat(CatalogCheck.differences(stays.http(), database)).isEmpty();
                }
            }
        }
        this.figures.forEach(System.out::println);
    }

    private static DataSource superuser(EmbeddedServers servers) {
        var owner = servers.postgres().orElseThrow().endpoint();
        var superuser = servers.postgres().orElseThrow().superuser();
        var database = new PGSimpleDataSource();
        database.setUrl(superuser.withDatabase(owner.database()).jdbcUrl());
        database.setUser(superuser.username());
        database.setPassword(superuser.password());
        return database;
    }

    private static void fill(AisleNode node) throws IOException, InterruptedException {
        assertThat(node.http().admin("POST", "/categories", Map.of("Content-Type", "application/json"),
                "{\"id\": \"leaf\", \"name\": \"Leaf\"}").status()).isEqualTo(201);
        for (int i = 0; i < 20; i++) {
            assertThat(node.http().admin("PUT", "/products/p" + i, Map.of("Content-Type", "application/json"), """
                    {"name": "Product", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                     "stock": {"quantity": 7}, "placements": [{"categoryId": "leaf"}]}""").status()).isEqualTo(201);
        }
    }

    private interface Work {

        void run() throws Exception;

    }

    /** Editors are at work all the time, by the node that stays. */
    private void whileEdited(AisleNode stays, Work work) throws Exception {
        var done = new AtomicBoolean();
        var bugs = new ArrayList<String>();
        var editor = Thread.ofVirtual().start(() -> {
            try {
                while (!done.get()) {
                    rename(stays, "p" + this.edits.get() % 20);
                }
            } catch (IOException | RuntimeException | AssertionError ex) {
                bugs.add(ex.toString());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            work.run();
        } finally {
            done.set(true);
            editor.join();
        }
        assertThat(bugs).isEmpty();
    }

    private String rename(AisleNode node, String product) throws IOException, InterruptedException {
        var name = "Edit " + this.edits.incrementAndGet();
        assertThat(node.http().admin("PATCH", "/products/" + product,
                Map.of("Content-Type", "application/merge-patch+json", "If-Match", "*"),
                "{\"name\": \"%s\"}".formatted(name)).status()).isEqualTo(200);
        return name;
    }

    /** Freezes the victim so that it holds a row, and looks how long shoppers of the other wait for an edit. */
    private void freeze(AisleNode victim, AisleNode stays, DataSource database, String table, String how)
            throws Exception {
        whileEdited(stays, () -> {
            int tries = 0;
            do {
                victim.thaw();
                assertThat(++tries).as("moments at which the victim didn't hold the row of %s", table)
                        .isLessThan(MOST_TRIES);
                victim.freeze();
            } while (!isHeld(database, table));
            record(how, stays);
            victim.thaw();
        });
        assertThat(CatalogCheck.differences(victim.http(), database)).isEmpty();
        assertThat(CatalogCheck.differences(stays.http(), database)).isEmpty();
    }

    /** Whether a transaction that does nothing holds a row of the table; the other node's are never idle that long. */
    private static boolean isHeld(DataSource database, String table) throws SQLException {
        try (var connection = database.getConnection(); var query = connection.prepareStatement("""
                SELECT EXISTS (SELECT
                                 FROM pg_stat_activity a
                                 JOIN pg_locks l ON l.pid = a.pid
                                 JOIN pg_class c ON c.oid = l.relation AND c.relname = ?
                                WHERE a.application_name = 'aisle-sync'
                                  AND a.state LIKE 'idle in transaction%'
                                  AND a.state_change < clock_timestamp() - interval '60 ms'
                                  AND l.mode = 'RowShareLock'),
                       pg_sleep(0.08)
                """)) {
            query.setString(1, table);
            for (int look = 0; look < 2; look++) {
                try (var row = query.executeQuery()) {
                    row.next();
                    if (look == 1) {
                        return row.getBoolean(1);
                    }
                }
            }
        }
        return false;
    }

    private void record(String how, AisleNode stays) throws Exception {
        // warm, so that it must be told to be seen
        assertThat(stays.http().get("/v1/products/p0").status()).isEqualTo(200);
        long begin = System.nanoTime();
        var name = rename(stays, "p0");
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                .until(() -> number(stays.http().get("/v1/products/p0").json().path("name").asString()) >= number(
                        name));
        var took = Duration.ofNanos(System.nanoTime() - begin);
        this.figures.add("Takeover: %s, an edit was visible after %d ms".formatted(how, took.toMillis()));
        assertThat(took).as(how).isLessThan(LIMIT);
    }

    private static long number(String name) {
        return name.startsWith("Edit ") ? Long.parseLong(name.substring(5)) : 0;
    }

}
