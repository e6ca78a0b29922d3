package dev.aisle.query;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/** The read model's database is away, frozen, or cuts connections; there is no publisher, so Redis isn't believed. */
class DatabaseFaultsIntegrationTests {

    /** What the connection waits for an answer, the wait for a connection, and some. */
    private static final Duration SLOWEST = Duration.ofSeconds(4);

    /** A pool tries ever less often to connect: at least once in some seconds. */
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final FaultyLink link = new FaultyLink(
            URI.create(database.url("aisle_query").substring("jdbc:".length())).getPort());

    @AutoClose
    static final HikariDataSource readers = pool(8);

    @AutoClose
    static final HikariDataSource feed = pool(1);

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule node = new QueryModule(database, redis, readers, feed,
            Map.of("aisle.query.local.size", "8MB", "aisle.query.read-model.breaker.open-for", "200ms",
                    "aisle.query.read-model.at-once", "8", "aisle.query.read-model.slow-after", "500ms"));

    static long change = 100;

    ReadModelFixture catalog;

    private static HikariDataSource pool(int size) {
        var pool = new HikariDataSource();
        var url = database.url("aisle_query");
        pool.setJdbcUrl(url.replaceFirst(":[0-9]+/", ":" + link.port() + "/") + (url.contains("?") ? "&" : "?")
                + "socketTimeout=1&connectTimeout=1");
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(1_000);
        pool.setValidationTimeout(500);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }

    @BeforeEach
    void fill() {
        change += 10;
        this.catalog = node.emptyCatalog().category("milk", null, 1, "milk", "Milk");
        for (int i = 0; i < 60; i++) {
            this.catalog.product("p" + i, 199, Map.of("milk", i));
        }
        this.catalog.settled(change, change);
        Awaitility.await()
                .atMost(RECOVERY)
                .until(() -> node.cache().freshness().filter(known -> known.settledPosition() == change).isPresent());
        for (String path : List.of("/v1/products/p1", "/v1/categories/milk/products", "/v1/categories/milk",
                "/v1/categories", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            assertThat(node.get(path).status()).isEqualTo(200);
        }
    }

    @AfterEach
    void mend() {
        link.mend();
        Awaitility.await().atMost(RECOVERY)
                .until(() -> node.get("/v1/products?ids=none-" + System.nanoTime()).status() == 200
                        && node.breakerState("read-model").equals("CLOSED"));
    }

    @Test
    void whatThisNodeHoldsIsAnsweredAndTellsItsAge() {
        link.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());

        for (String path : List.of("/v1/products/p1", "/v1/categories/milk/products", "/v1/categories/milk",
                "/v1/categories", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            var answer = node.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(Instant.parse(answer.header("Aisle-As-Of"))).isEqualTo("2026-02-03T04:05:06.789Z");
            assertThat(Long.parseLong(answer.header("Age"))).isGreaterThan(1_000);
        }
    }

    /** The tree isn't made invalid by its key, but by any change of the structure. */
    @Test
    void whatHasChangedSinceItWasReadTellsWhenItWasSo() {
        change++;
        this.catalog.run("UPDATE {g}.category SET name = 'Drinks' WHERE id = 'milk'")
                .run("""
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                  product_slugs, tree)
                        VALUES (%d, %d, 1, 1, %d, now(), '{}', '{}', '{milk}', '{}', true)"""
                        .formatted(change, change - 1, change))
                .settled(change, change)
                .run("UPDATE {g}.checkpoint SET settled_time = '2026-03-04T05:06:07Z'");
        Awaitility.await()
                .atMost(RECOVERY)
                .until(() -> node.cache().freshness()
                        .filter(known -> known.settledTime().equals(Instant.parse("2026-03-04T05:06:07Z")))
                        .isPresent());
        link.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());

        var tree = node.get("/v1/categories");
        assertThat(tree.status()).isEqualTo(200);
        assertThat(tree.text("/categories/0/name")).isEqualTo("Milk");
        assertThat(tree.header("Aisle-As-Of")).isEqualTo("2026-02-03T04:05:06.789Z");
        assertThat(node.get("/v1/products?ids=p1").header("Aisle-As-Of")).as("what nothing has changed")
                .isEqualTo("2026-03-04T05:06:07Z");
    }

    @Test
    void whatIsNowhereIsRefusedSoon() {
        link.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());
        var began = Instant.now();

        for (int i = 2; i < 40; i++) {
            var answer = node.get("/v1/products/p" + i);
            assertThat(answer.status()).isEqualTo(503);
        }
        assertThat(node.get("/v1/products/p1", "Aisle-Consistency-Token", "1-1").status()).as("with a token")
                .isEqualTo(503);

        assertThat(Duration.between(began, Instant.now())).as("of 40 requests").isLessThan(SLOWEST.multipliedBy(2));
        assertThat(node.breakerState("read-model")).isNotEqualTo("CLOSED");
    }

    @Test
    void aFrozenDatabaseHoldsNobodyForLong() {
        link.hold();
        var answers = IntStream.range(2, 40).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            var began = Instant.now();
            int status = node.get("/v1/products/p" + i).status();
            assertThat(status).isIn(200, 503);
            return Duration.between(began, Instant.now());
        }, Thread::startVirtualThread)).toList();

        assertThat(answers).allSatisfy(each -> assertThat(each.join()).isLessThan(SLOWEST));
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());
        assertThat(node.get("/v1/categories/milk/products").status()).as("held").isEqualTo(200);
        link.mend();
        Awaitility.await().atMost(RECOVERY).until(() -> node.get("/v1/products/p2").status() == 200);
    }

    @Test
    void cutConnectionsAreNotNoticed() {
        for (int i = 2; i < 50; i++) {
            if (i % 10 == 5) {
                link.cut();
            }
            assertThat(node.get("/v1/products/p" + i).status()).isEqualTo(200);
        }
    }

    @Test
    void itIsFollowedAgainWhenItIsBack() {
        link.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());
        change++;
        this.catalog.run("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'")
                .run("""
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                  product_slugs, tree)
                        VALUES (%d, %d, 1, 1, %d, now(), '{p1}', '{}', '{}', '{}', false)"""
                        .formatted(change, change - 1, change))
                .settled(change, change);
        assertThat(node.get("/v1/products/p1").text("/name")).isEqualTo("Product p1");

        link.mend();

        Awaitility.await().atMost(RECOVERY)
                .until(() -> node.get("/v1/products/p1").text("/name").equals("Whole"));
    }
}
