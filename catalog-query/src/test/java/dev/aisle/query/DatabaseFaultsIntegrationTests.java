package dev.aisle.query;

import java.net.URI;
import java.nio.charset.StandardCharsets;
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
                    "aisle.query.read-model.at-once", "8", "aisle.query.read-model.slow-after", "500ms",
                    "aisle.query.cache.orphaned-after", "2s"));

    private static final String LATER = "2026-02-03T04:06:07Z";

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
        changed("UPDATE {g}.category SET name = 'Drinks' WHERE id = 'milk'", "'{}', '{}', '{milk}', '{}', true", LATER);
        outage();

        var tree = node.get("/v1/categories");
        assertThat(tree.status()).isEqualTo(200);
        assertThat(tree.text("/categories/0/name")).isEqualTo("Milk");
        assertThat(tree.header("Aisle-As-Of")).isEqualTo("2026-02-03T04:05:06.789Z");
        assertThat(node.get("/v1/products?ids=p1").header("Aisle-As-Of")).as("what nothing has changed")
                .isEqualTo(LATER);
    }

    @Test
    void whatWasMadeInvalidJustBeforeIsAnsweredAsItWas() {
        changed("UPDATE {g}.product SET name = 'Whole'", "'{p1,p2}', '{milk}', '{milk}', '{p1}', true", LATER);
        outage();

        for (String path : List.of("/v1/products/p1", "/v1/products?ids=p1,p2", "/v1/categories/milk/products",
                "/v1/categories/milk", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            var answer = node.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("Aisle-As-Of")).as(path).isEqualTo("2026-02-03T04:05:06.789Z");
            assertThat(new String(answer.http().getContentAsByteArray(), StandardCharsets.UTF_8)).as(path)
                    .doesNotContain("Whole");
            assertThat(node.get(path, "Aisle-Consistency-Token", "1-" + change).status()).as(path + " with a token")
                    .isEqualTo(503);
        }

        link.mend();
        Awaitility.await().atMost(RECOVERY)
                .until(() -> node.get("/v1/products/p1").text("/name").equals("Whole"));
    }

    @Test
    void anAnswerOfOldAndNewPartsIsAsOldAsTheOldest() {
        changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'", "'{p1}', '{milk}', '{}', '{p1}', true", LATER);
        assertThat(node.get("/v1/products?ids=p1").text("/products/0/name")).isEqualTo("Whole");
        assertThat(node.get("/v1/products/p1").text("/name")).isEqualTo("Whole");
        outage();

        assertThat(node.get("/v1/products/p1").header("Aisle-As-Of")).isEqualTo(LATER);
        var listing = node.get("/v1/categories/milk/products");
        assertThat(listing.status()).isEqualTo(200);
        assertThat(listing.text("/products/1/name")).isEqualTo("Whole");
        assertThat(listing.header("Aisle-As-Of")).as("the page").isEqualTo("2026-02-03T04:05:06.789Z");
        var product = node.get("/v1/product-slugs/p1");
        assertThat(product.text("/name")).isEqualTo("Whole");
        assertThat(product.header("Aisle-As-Of")).as("where the slug leads").isEqualTo("2026-02-03T04:05:06.789Z");
    }

    @Test
    void whatWasMadeInvalidTooLongAgoIsNotAnswered() {
        changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'", "'{p1}', '{}', '{}', '{}', false",
                "2026-02-03T04:25:06.789Z");
        outage();

        assertThat(node.get("/v1/products/p1").status()).isEqualTo(503);
        assertThat(node.get("/v1/products?ids=p2").status()).as("what nothing has changed").isEqualTo(200);
    }

    @Test
    void whatReadersWereToldIsGoneStaysGone() {
        changed("DELETE FROM {g}.product WHERE id = 'p1'", "'{p1}', '{milk}', '{}', '{p1}', true", LATER);
        assertThat(node.get("/v1/products/p1").status()).isEqualTo(404);
        assertThat(node.get("/v1/products?ids=p1,p2").text("/missing/0")).isEqualTo("p1");
        outage();

        assertThat(node.get("/v1/products/p1").status()).isEqualTo(503);
        assertThat(node.get("/v1/products?ids=p1,p2").status()).isEqualTo(503);
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
        commit("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'", "'{p1}', '{}', '{}', '{}', false", LATER);
        assertThat(node.get("/v1/products/p1").text("/name")).isEqualTo("Product p1");

        link.mend();

        Awaitility.await().atMost(RECOVERY)
                .until(() -> node.get("/v1/products/p1").text("/name").equals("Whole"));
    }

    /** A change that this node has followed. */
    private void changed(String sql, String what, String settled) {
        commit(sql, what, settled);
        Awaitility.await()
                .atMost(RECOVERY)
                .until(() -> node.cache().freshness().filter(known -> known.settledPosition() == change).isPresent());
    }

    /** As the projector does it. */
    private void commit(String sql, String what, String settled) {
        change++;
        this.catalog
                .run("""
                        DO $do$ BEGIN
                            %s;
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                      product_slugs, tree)
                            VALUES (%d, %d, 1, 1, %d, now(), %s);
                            UPDATE {g}.checkpoint SET change = %d, settled_position = %d, settled_time = '%s';
                        END $do$"""
                        .formatted(sql, change, change - 1, change, what, change, change, settled));
    }

    private static void outage() {
        link.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());
    }
}
