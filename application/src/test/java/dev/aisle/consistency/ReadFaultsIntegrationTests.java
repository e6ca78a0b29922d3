package dev.aisle.consistency;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import dev.aisle.consistency.ConstantLoad.Answer;
import dev.aisle.durability.AisleNode;
import dev.aisle.kernel.testing.TestPorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every failure that storefront reads must survive, one after the other, under a constant load of reads and writes; what
 * readers notice of each. Of two nodes one holds everything in its own memory, as usual, and one nothing at all, so that
 * each read needs Redis or the read model. Run by {@code chaos/read-faults.sh}.
 */
@EnabledIfSystemProperty(named = "aisle.read-faults", matches = "smoke|all",
        disabledReason = "takes minutes: see chaos/read-faults.sh")
class ReadFaultsIntegrationTests {

    private static final boolean SMOKE = "smoke".equals(System.getProperty("aisle.read-faults"));

    private static final Set<String> SMOKES = Set.of("Redis gone", "PostgreSQL restarted",
            "connections cut mid-answer");

    private static final Duration LASTS = Duration.ofSeconds(SMOKE ? 2 : 5);

    private static final int READERS = 4;

    private static final Duration REST = Duration.ofMillis(15);

    private static final Duration RECOVERY = Duration.ofSeconds(90);

    /** How old answers may be, and for how long none may fail, when all is as before. */
    private static final Duration CALM = Duration.ofSeconds(1);

    private static final int CROWD = 400;

    private final Catalog catalog = Catalog.of(40);
    private final List<String> paths = Stream.concat(
            this.catalog.products().stream().map("/v1/products/%s"::formatted),
            Catalog.CATEGORIES.stream().flatMap(id -> Stream.of("/v1/categories/" + id,
                    "/v1/categories/" + id + "/products?first=24", "/v1/categories/" + id + "/products?sort=price")))
            .toList();
    private final List<String> rows = new ArrayList<>();

    private interface Step {

        void happen() throws Exception;
    }

    /** How it is brought about, and how it is mended. */
    private record Fault(Duration lasts, Step begin, Step end) {}

    /** A node, its readers and its meters. */
    private record Watched(AisleNode node, ConstantLoad load, Meters meters) implements AutoCloseable {

        static Watched start(Servers servers, Path directory, String name, List<String> paths, String... settings)
                throws IOException {
            int management = TestPorts.free();
            var all = Stream.concat(Stream.of("--aisle.roles=query", "--management.server.port=" + management),
                    Stream.of(settings)).toArray(String[]::new);
            var node = new AisleNode(servers.database(), servers.redis(), directory, name, all);
            return new Watched(node, new ConstantLoad(node.http(), paths), new Meters(management));
        }

        boolean isCalm(Instant since) throws InterruptedException {
            var answers = this.load.since(since).stream()
                    .filter(answer -> answer.sent().isAfter(Instant.now().minus(CALM))).toList();
            try {
                return answers.size() >= 10 && answers.stream().allMatch(Watched::isFresh) && this.meters.isClosed();
            } catch (IOException notNow) {
                return false;
            }
        }

        private static boolean isFresh(Answer answer) {
            var asOf = answer.asOf();
            return answer.status() == 200 && asOf != null && asOf.isAfter(answer.sent().minus(CALM));
        }

        @Override
        public void close() {
            this.meters.close();
            this.node.close();
        }
    }

    @Test
    void readsGoOn(@TempDir Path directory) throws Exception {
        try (var servers = new Servers(directory.resolve("data"));
                var writer = new AisleNode(servers.database(), servers.redis(), directory, "writer",
                        "--aisle.roles=command,sync")) {
            writer.awaitAnswer("/admin/v1/categories", 401);
            var editors = new Editors(writer.http(), this.catalog, new History(), 1);
            editors.fill();
            try (var usual = Watched.start(servers, directory, "usual", this.paths);
                    var bare = Watched.start(servers, directory, "bare", this.paths, "--aisle.query.local.size=0B")) {
                var nodes = List.of(usual, bare);
                for (var each : nodes) {
                    each.node().awaitAnswer("/v1/categories", 200);
                    each.load().start(READERS, REST);
                }
                editors.start();
                try {
                    for (var fault : faults(servers, writer, usual, directory).entrySet()) {
                        if (!SMOKE || SMOKES.contains(fault.getKey())) {
                            look(fault.getKey(), fault.getValue(), nodes);
                        }
                    }
                } finally {
                    editors.end();
                    for (var each : nodes) {
                        each.load().end();
                    }
                }
                assertThat(editors.bugs()).isEmpty();
            }
        }
        this.rows.forEach(System.out::println);
    }

    private Map<String, Fault> faults(Servers servers, AisleNode writer, Watched crowded, Path directory) {
        var faults = new LinkedHashMap<String, Fault>();
        var old = directory.resolve("old.rdb");
        faults.put("nothing", new Fault(LASTS, () -> servers.copyRedis(old), () -> {}));
        faults.put("Redis gone", new Fault(LASTS, servers::killRedis, servers::startRedisEmpty));
        faults.put("Redis slow (300 ms)", new Fault(LASTS, () -> servers.redisRelay().delay(Duration.ofMillis(300)),
                servers.redisRelay()::mend));
        faults.put("Redis hung (SIGSTOP)", new Fault(Duration.ofSeconds(30), servers::freezeRedis, servers::thawRedis));
        faults.put("Redis full (noeviction)", new Fault(LASTS, () -> servers.onRedis(redis -> {
            redis.configSet("maxmemory-policy", "noeviction");
            return redis.configSet("maxmemory", "1");
        }), () -> servers.onRedis(redis -> {
            redis.configSet("maxmemory-policy", "allkeys-lru");
            return redis.configSet("maxmemory", "64mb");
        })));
        faults.put("Redis answers garbage", new Fault(LASTS, servers.redisRelay()::garble, servers.redisRelay()::mend));
        faults.put("Redis restarts empty", new Fault(Duration.ZERO, servers::killRedis, servers::startRedisEmpty));
        faults.put("Redis restarts with a snapshot from before all this", new Fault(Duration.ZERO, servers::killRedis,
                () -> servers.startRedisFrom(old)));
        var late = directory.resolve("late.rdb");
        faults.put("Redis fails over, losing 2 s of writes", new Fault(Duration.ofSeconds(2),
                () -> servers.copyRedis(late), () -> {
                    servers.killRedis();
                    servers.startRedisFrom(late);
                }));
        faults.put("projector killed between commit and publish", new Fault(LASTS,
                () -> killBeforePublishing(servers, writer), () -> {
                    writer.restart();
                    writer.awaitAnswer("/admin/v1/categories", 401);
                }));
        faults.put("PostgreSQL restarted", new Fault(Duration.ZERO, servers::restartPostgres, () -> {}));
        faults.put("PostgreSQL paused 10 s", new Fault(Duration.ofSeconds(10), servers::freezePostgres,
                servers::thawPostgres));
        faults.put("connections cut mid-answer", new Fault(LASTS, () -> servers.postgresRelay().cutAnswers(60),
                servers.postgresRelay()::mend));
        var locks = new ArrayList<Connection>();
        faults.put("pool exhausted: the read tables are locked",
                new Fault(LASTS, () -> locks.add(lockReadTables(servers)),
                        () -> locks.getFirst().close()));
        faults.put("overload: %d more readers".formatted(CROWD), crowd(crowded, this.paths, () -> {}, () -> {}));
        var slow = new ArrayList<Connection>();
        faults.put("overload of slow reads: %d more readers of what is in no cache, the tables locked".formatted(CROWD),
                crowd(crowded, IntStream.range(0, 10_000).mapToObj("/v1/products/unknown-%d"::formatted).toList(),
                        () -> slow.add(lockReadTables(servers)), () -> slow.getFirst().close()));
        return faults;
    }

    /** The publisher's row is held, so that what is projected stays untold, and then the JVM dies. */
    private static void killBeforePublishing(Servers servers, AisleNode writer) throws Exception {
        try (var connection = servers.superuser().getConnection(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM sync.publisher FOR UPDATE");
            await().atMost(RECOVERY).until(() -> isBehind(servers));
            writer.kill();
        }
    }

    private static boolean isBehind(Servers servers) throws SQLException {
        try (var connection = servers.superuser().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT checkpoint.change > publisher.applied
                          FROM read_g1.checkpoint
                         CROSS JOIN sync.publisher""")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Connection lockReadTables(Servers servers) throws SQLException {
        var connection = servers.superuser().getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE read_g1.product, read_g1.listing, read_g1.category IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    private static Fault crowd(Watched crowded, List<String> paths, Step begin, Step end) {
        var crowd = new ConstantLoad(crowded.node().http(), paths);
        var begun = new Instant[1];
        var health = new Duration[1];
        return new Fault(LASTS, () -> {
            begin.happen();
            begun[0] = Instant.now();
            crowd.start(CROWD, Duration.ZERO);
            // while all of them ask
            health[0] = IntStream.range(0, 20).mapToObj(_ -> health(crowded)).max(Duration::compareTo).orElseThrow();
        }, () -> {
            end.happen();
            crowd.end();
            var answers = crowd.since(begun[0]);
            System.out.printf(
                    "Crowd: %d answers, of these not 200: %s; slowest %d ms, of half of those refused %d ms; slowest of 20 health checks %d ms%n",
                    answers.size(), ConstantLoad.errors(answers), ConstantLoad.slowest(answers).toMillis(),
                    ConstantLoad.medianOf(answers, 503).toMillis(),
                    health[0].toMillis());
        });
    }

    private static Duration health(Watched node) {
        var began = Instant.now();
        try {
            // 503 where it tells that the read model can't be read
            assertThat(node.meters().health()).isIn(200, 503);
        } catch (IOException ex) {
            throw new AssertionError("no health in overload", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
        return Duration.between(began, Instant.now());
    }

    private void look(String name, Fault fault, List<Watched> nodes) throws Exception {
        var calmBefore = Instant.now();
        for (var each : nodes) {
            await(name + ": calm before").atMost(RECOVERY).until(() -> each.isCalm(calmBefore));
        }
        var loads = new double[nodes.size()];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = nodes.get(i).meters().loads();
        }
        var began = Instant.now();
        fault.begin().happen();
        await().atMost(fault.lasts().plus(RECOVERY)).pollInterval(Duration.ofMillis(20))
                .until(() -> Instant.now().isAfter(began.plus(fault.lasts())));
        fault.end().happen();
        var mended = Instant.now();
        var row = new StringBuilder("| %s | %.1f s |".formatted(name, seconds(Duration.between(began, mended))));
        for (int i = 0; i < loads.length; i++) {
            var each = nodes.get(i);
            await(name + ": recovery").atMost(RECOVERY).pollInterval(Duration.ofMillis(100))
                    .until(() -> each.isCalm(began));
            var answers = each.load().since(began);
            row.append(" %d | %s | %.0f ms | %.1f s | %.1f |".formatted(answers.size(), ConstantLoad.errors(answers),
                    1000 * seconds(ConstantLoad.slowest(answers)), seconds(recovery(answers, mended)),
                    (each.meters().loads() - loads[i]) / this.paths.size()));
            assertThat(answers).as("answers of %s", name)
                    .allMatch(answer -> Set.of(200, 503).contains(answer.status()));
        }
        this.rows.add(row.toString());
    }

    /** From the end of the fault to the end of the last answer that failed or showed something old. */
    private static Duration recovery(List<Answer> answers, Instant mended) {
        return answers.stream().filter(answer -> !Watched.isFresh(answer))
                .map(answer -> answer.sent().plus(answer.took())).max(Instant::compareTo)
                .filter(last -> last.isAfter(mended)).map(last -> Duration.between(mended, last))
                .orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
