package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.SetArgs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes on one Redis: trees, which are costly, are loaded by one of them for both. */
class ClusterLoadsIntegrationTests {

    private static final String TREE = "/v1/categories?depth=3";

    private static final String LEASE = "aisle:lease:t:tree:3";

    private static final Freshness FRESH = new Freshness(42, Instant.parse("2026-02-03T04:05:06.789Z"));

    private static final Duration LEASE_LIFE = Duration.ofMillis(1_200);

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule one = new QueryModule(database, redis,
            Map.of("aisle.query.cache.timeout", "500ms", "aisle.query.cache.load-lease", LEASE_LIFE.toMillis() + "ms"));

    @AutoClose
    static final QueryModule other = new QueryModule(database, redis,
            Map.of("aisle.query.cache.timeout", "500ms", "aisle.query.cache.load-lease", LEASE_LIFE.toMillis() + "ms"));

    /** It would wait for longer than a test has patience. */
    @AutoClose
    static final QueryModule patient = new QueryModule(database, redis,
            Map.of("aisle.query.cache.timeout", "500ms", "aisle.query.cache.load-lease", "10s"));

    static long change = 100;

    ReadModelFixture catalog;
    CacheState state;

    /** Each query of the categories is counted, and takes a while. */
    @BeforeEach
    void fill() {
        change += 10;
        this.catalog = one.emptyCatalog()
                .category("food", null, 1, "food", "Food")
                .category("milk", "food", 1, "milk", "Milk")
                .product("oat", 199, Map.of("milk", 1))
                .settled(change, change)
                .run("CREATE SEQUENCE {g}.loads")
                .run("GRANT USAGE ON {g}.loads TO aisle_query")
                .run("ALTER TABLE {g}.category RENAME TO under_way")
                .run("CREATE VIEW {g}.category AS SELECT c.* FROM {g}.under_way c, nextval('{g}.loads'), pg_sleep(0.5)")
                .run("GRANT SELECT ON {g}.category TO aisle_query");
        Awaitility.await().ignoreExceptions().until(() -> {
            this.state = one.publisher().begin(1, 1, change, FRESH);
            return Stream.of(one, other, patient).allMatch(node -> node.cache().freshness().isPresent());
        });
    }

    @AfterEach
    void mend() {
        redis.thaw();
        this.catalog.run("DROP VIEW {g}.category").run("ALTER TABLE {g}.under_way RENAME TO category")
                .run("DROP SEQUENCE {g}.loads");
        Awaitility.await().until(() -> Stream.of(one, other, patient)
                .allMatch(
                        node -> node.get("/v1/products/oat").status() == 200 && node.breakerState().equals("CLOSED")));
    }

    @Test
    void nodesThatMissATreeAtOnceReadItOnce() {
        double waited = leases("waited");

        var answers = many(20, one, other);

        assertThat(answers.stream().map(CompletableFuture::join)).hasSize(40)
                .allSatisfy(answer -> assertThat(answer.text("/categories/0/children/0/name")).isEqualTo("Milk"));
        assertThat(loads()).as("loads").isEqualTo(1);
        assertThat(leases("waited") - waited).isPositive();
        assertThat(one.console().get(LEASE)).as("the lease is given back").isNull();
    }

    /** A killed node leaves its lease behind, and no tree. */
    @Test
    void theOthersGoOnWhenTheOneIsKilled() {
        one.console().set(LEASE, "a node that was killed", SetArgs.Builder.nx().px(LEASE_LIFE));
        var began = Instant.now();

        var answers = many(20, one, other);

        assertThat(answers.stream().map(CompletableFuture::join))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(Duration.between(began, Instant.now())).isBetween(LEASE_LIFE, LEASE_LIFE.plusSeconds(3));
        assertThat(loads()).as("loads: one of them took over").isEqualTo(1);
    }

    @Test
    void aLeaseThatDoesNotEndIsNotWaitedForLongerThanTwoShouldLast() {
        one.console().set(LEASE, "a node whose clock is wrong", SetArgs.Builder.nx().px(Duration.ofMinutes(1)));
        double givenUp = leases("given-up");
        try {
            var began = Instant.now();

            assertThat(one.get(TREE).status()).isEqualTo(200);

            assertThat(Duration.between(began, Instant.now())).isBetween(LEASE_LIFE.multipliedBy(2),
                    LEASE_LIFE.multipliedBy(2).plusSeconds(3));
            assertThat(leases("given-up") - givenUp).isEqualTo(1);
        } finally {
            one.console().del(LEASE);
        }
    }

    @Test
    void whereRedisHangsNobodyWaitsForIt() {
        redis.freeze();
        var began = Instant.now();

        assertThat(patient.get(TREE).status()).isEqualTo(200);

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whereRedisHangsWhileOneWaitsTheWaitEnds() {
        one.console().set(LEASE, "another node", SetArgs.Builder.nx().px(Duration.ofMinutes(1)));
        long tries = tries();
        var answer = many(1, patient).getFirst();
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> tries() >= tries + 2);
        assertThat(answer).isNotDone();

        redis.freeze();
        var began = Instant.now();

        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
        redis.thaw();
        one.console().del(LEASE);
    }

    @Test
    void whereRedisTakesNothingNobodyWaits() {
        one.console().configSet("maxmemory", "1");
        try {
            var began = Instant.now();

            assertThat(patient.get(TREE).status()).isEqualTo(200);

            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(patient.counted("aisle.cache.leases", "outcome", "given-up")).isPositive();
        } finally {
            one.console().configSet("maxmemory", "0");
        }
    }

    /** What the one loads is older than what the other knows: the other waits for it, and then doesn't take it. */
    @Test
    void whoWaitsIsNotGivenWhatIsOlderThanItsLook() {
        var old = many(1, one).getFirst();
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> loads() == 1);
        change++;
        this.catalog.run("UPDATE {g}.under_way SET name = 'Drinks' WHERE id = 'milk'").settled(change, change);
        one.publisher().apply(this.state,
                List.of(new PartChanges(change, change - 1, List.of(), Map.of(), List.of(), List.of("milk"), List.of(),
                        true)),
                1,
                FRESH);
        assertThat(old).as("loading").isNotDone();

        var newer = other.get(TREE);

        assertThat(newer.text("/categories/0/children/0/name")).isEqualTo("Drinks");
        assertThat(old.join().text("/categories/0/children/0/name")).isEqualTo("Milk");
        assertThat(one.get(TREE).text("/categories/0/children/0/name")).isEqualTo("Drinks");
        assertThat(loads()).as("loads").isEqualTo(2);
    }

    private static List<CompletableFuture<QueryModule.Answer>> many(int each, QueryModule... nodes) {
        return Stream.of(nodes)
                .flatMap(node -> IntStream.range(0, each).mapToObj(
                        _ -> CompletableFuture.supplyAsync(() -> node.get(TREE), Thread::startVirtualThread)))
                .toList();
    }

    private static long loads() {
        return JdbcClient.create(database.owner())
                .sql("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM read_g1.loads").query(Long.class)
                .single();
    }

    private static double leases(String outcome) {
        return one.counted("aisle.cache.leases", "outcome", outcome)
                + other.counted("aisle.cache.leases", "outcome", outcome);
    }

    /** How often anybody has tried to take a lease. */
    private static long tries() {
        return one.console().info("commandstats").lines().filter(line -> line.startsWith("cmdstat_set:"))
                .map(line -> line.replaceAll("cmdstat_set:calls=([0-9]+),.*", "$1")).mapToLong(Long::parseLong).sum();
    }
}
