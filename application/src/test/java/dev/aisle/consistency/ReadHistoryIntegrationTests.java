package dev.aisle.consistency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.aisle.durability.AisleNode;
import dev.aisle.kernel.ConsistencyToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes answer shoppers, a third takes what editors write, and one after the other what they stand on is killed,
 * frozen, emptied, set back or cut off. No answer may be a lie, whatever fails. A short run; {@code chaos/reads.sh} makes
 * long ones.
 */
@Order(4)
class ReadHistoryIntegrationTests {

    private static final int ROUNDS = Integer.getInteger("aisle.reads.rounds", 1);

    /** How many faults of each kind happen in a round, drawn anew each time. */
    private static final int FAULTS = Integer.getInteger("aisle.reads.faults", 2);

    /** How long a fault lasts, at most; half as long at least. */
    private static final Duration FAULT = Duration.ofMillis(Integer.getInteger("aisle.reads.fault", 600));

    /** Longer than readers wait for the database. */
    private static final Duration OUT_OF_PATIENCE = Duration.ofMillis(3_500);

    private static final long SEED = Long.getLong("aisle.seed", System.nanoTime());

    private static final int SHOPPERS = 8;

    private static final Duration REST = Duration.ofMillis(8);

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    /** How old the answers of a node that has recovered may be. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Catalog catalog = Catalog.of(20);
    private final History history = new History();
    private final Random random = new Random(SEED);
    private final List<String> figures = new ArrayList<>();

    private interface Fault {

        void happen() throws Exception;
    }

    @Test
    void noAnswerIsALie(@TempDir Path directory) throws Exception {
        try (var servers = new Servers(directory.resolve("data"));
                var writer = new AisleNode(servers.database(), servers.redis(), directory, "writer",
                        "--aisle.roles=command,sync")) {
            writer.awaitAnswer("/admin/v1/categories", 401);
            try (var one = node(servers, directory, "one"); var other = node(servers, directory, "other")) {
                var nodes = new TreeMap<>(Map.of("one", one, "other", other));
                var editors = new Editors(writer.http(), this.catalog, this.history, SEED);
                editors.fill();
                for (var node : nodes.values()) {
                    awaitStarted(node);
                }
                var shoppers = new Shoppers(nodes, this.catalog, this.history, SEED, REST);
                shoppers.start(SHOPPERS);
                editors.start();
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        happen(servers, writer, nodes, directory);
                    }
                } finally {
                    editors.end();
                    awaitAll(nodes);
                    shoppers.end();
                }
                assertThat(editors.bugs()).isEmpty();
                assertThat(shoppers.bugs()).isEmpty();
            }
        }
        judge();
    }

    private static AisleNode node(Servers servers, Path directory, String name) throws IOException {
        return new AisleNode(servers.database(), servers.redis(), directory, name, "--aisle.roles=query");
    }

    private void happen(Servers servers, AisleNode writer, Map<String, AisleNode> nodes, Path directory)
            throws Exception {
        var one = nodes.get("one");
        var other = nodes.get("other");
        var faults = new TreeMap<String, Fault>();
        var ofTheDatabase = new TreeMap<String, Fault>();
        faults.put("Redis killed, and started empty", () -> {
            servers.killRedis();
            goOn();
            servers.startRedisEmpty();
        });
        faults.put("Redis set back", () -> {
            var copy = directory.resolve("copy.rdb");
            servers.copyRedis(copy);
            goOn();
            servers.killRedis();
            servers.startRedisFrom(copy);
        });
        faults.put("Redis frozen", () -> {
            servers.freezeRedis();
            goOn();
            servers.thawRedis();
        });
        faults.put("Redis emptied", () -> servers.onRedis(redis -> redis.flushall()));
        faults.put("Redis garbled", () -> {
            servers.redisRelay().garble();
            goOn();
            servers.redisRelay().mend();
        });
        faults.put("projector stopped", () -> {
            try (var connection = servers.superuser().getConnection(); var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SELECT FROM read_g1.checkpoint FOR UPDATE");
                goOn();
            }
        });
        faults.put("writer and projector frozen", () -> {
            writer.freeze();
            goOn();
            writer.thaw();
        });
        faults.put("node frozen", () -> {
            one.freeze();
            goOn();
            one.thaw();
        });
        ofTheDatabase.put("connections ended", servers::cutConnections);
        ofTheDatabase.put("answers of the database cut off", () -> servers.postgresRelay().cutAnswers(10));
        ofTheDatabase.put("PostgreSQL frozen", () -> {
            servers.freezePostgres();
            goOn(OUT_OF_PATIENCE);
            servers.thawPostgres();
        });
        other.kill();
        happen("node killed, and started again while Redis fails", other::restart, one);
        happen(faults, one);
        // not before it runs: without its database it doesn't start
        awaitStarted(other);
        happen(ofTheDatabase, one);
        awaitFresh(other);
    }

    private void happen(Map<String, Fault> faults, AisleNode node) throws Exception {
        var order = new ArrayList<>(faults.keySet());
        Collections.shuffle(order, this.random);
        for (var name : order.subList(0, Math.min(FAULTS, order.size()))) {
            happen(name, faults.get(name), node);
        }
    }

    private void happen(String name, Fault fault, AisleNode node) throws Exception {
        long answers = this.history.answers();
        var began = Instant.now();
        fault.happen();
        var mended = Instant.now();
        awaitFresh(node);
        var fresh = Instant.now();
        goOn();
        this.figures.add("History: %s: lasted %d ms, fresh again %d ms later; %d answers".formatted(name,
                Duration.between(began, mended).toMillis(), Duration.between(mended, fresh).toMillis(),
                this.history.answers() - answers));
    }

    private void goOn() {
        goOn(Duration.ZERO);
    }

    /** Returns after some time in which answers are recorded. */
    private void goOn(Duration least) {
        var end = Instant.now().plus(least).plus(FAULT.dividedBy(2))
                .plusMillis(this.random.nextLong(FAULT.toMillis() / 2 + 1));
        await().atMost(RECOVERY.plus(least).plus(FAULT)).pollInterval(Duration.ofMillis(20))
                .until(() -> Instant.now().isAfter(end));
    }

    private static void awaitStarted(AisleNode node) {
        node.awaitAnswer("/v1/categories", 200);
        awaitFresh(node);
    }

    private static void awaitFresh(AisleNode node) {
        await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    node.assertRuns();
                    var answer = node.http().get("/v1/categories/left/products?first=100");
                    assertThat(answer.header("Aisle-As-Of")).as("answer %d: %s", answer.status(), answer.text())
                            .isNotNull();
                    assertThat(Instant.parse(answer.header("Aisle-As-Of"))).isAfter(Instant.now().minus(FRESH));
                });
    }

    /** At the end every node shows all that was written. */
    private void awaitAll(Map<String, AisleNode> nodes) {
        var token = new ConsistencyToken(1, this.history.token()).toString();
        for (var node : nodes.values()) {
            await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    return node.http().get("/v1/categories", Map.of(ConsistencyToken.HEADER, token)).status() == 200;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    private void judge() throws IOException {
        var readings = this.history.readings();
        var violations = new HistoryChecker(this.catalog, this.history.writes()).check(readings);
        var report = Files.createDirectories(Path.of("target")).resolve("read-history.log");
        Files.write(report, violations.stream().map(it -> it.what() + ": " + it.reading()).toList());
        var byStatus = readings.stream().collect(Collectors.groupingBy(Reading::status, TreeMap::new,
                Collectors.counting()));
        long oldest = readings.stream().filter(it -> it.asOf() != null)
                .mapToLong(it -> Duration.between(it.asOf(), it.answered()).toMillis()).max().orElse(0);
        this.figures.add("History: seed %d: %d writes, %d answers by status %s, the oldest shown was %d ms old, %d lies"
                .formatted(SEED, this.history.writes().size(), readings.size(), byStatus, oldest, violations.size()));
        this.figures.forEach(System.out::println);
        assertThat(violations.stream().limit(20)).as("lies, all in %s, with seed %d", report, SEED).isEmpty();
        assertThat(readings.stream().filter(it -> it.shows() && it.token() > 0)).as("answers to tokens")
                .hasSizeGreaterThan(100 * ROUNDS);
        assertThat(readings.stream().filter(it -> it.status() == 304)).hasSizeGreaterThan(20 * ROUNDS);
        assertThat(this.history.writes()).hasSizeGreaterThan(400 * ROUNDS);
    }
}
