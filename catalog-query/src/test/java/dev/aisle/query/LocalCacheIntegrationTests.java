package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node holds in its own memory: it is served without asking anybody, and goes when the read model changes. */
@Order(2)
class LocalCacheIntegrationTests {

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule node = new QueryModule(database, redis,
            Map.of("aisle.query.local.size", "8MB", "aisle.query.cache.timeout", "2s"));

    /** It hears of changes only by looking once in five seconds, or by hints. */
    @AutoClose
    static final QueryModule hinted = new QueryModule(database, redis,
            Map.of("aisle.query.local.size", "8MB", "aisle.query.local.poll", "5s", "aisle.query.local.trusted-for",
                    "20s", "aisle.query.cache.timeout", "2s"));

    static long change = 100;
    static long epoch = 1;

    ReadModelFixture catalog;

    @BeforeEach
    void fill() {
        change += 100;
        epoch++;
        this.catalog = node.emptyCatalog()
                .category("food", null, 1, "food", "Food")
                .category("milk", "food", 1, "milk", "Milk");
        for (int i = 1; i <= 9; i++) {
            this.catalog.product("m" + i, 100 * i, Map.of("milk", i));
        }
        this.catalog.run("DELETE FROM read.changes").settled(change, change)
                .run("UPDATE {g}.checkpoint SET epoch = " + epoch).run("UPDATE read.pointer SET epoch = " + epoch);
        Awaitility.await().until(() -> isAt(node, change));
    }

    @Test
    void whatIsHotCostsNeitherRedisNorTheDatabase() {
        for (String path : List.of("/v1/products/m1", "/v1/categories/milk/products?first=3", "/v1/categories/milk",
                "/v1/categories", "/v1/products?ids=m1,m2", "/v1/product-slugs/m1")) {
            var first = node.get(path);
            assertThat(first.status()).isEqualTo(200);
            this.catalog.run("ALTER TABLE {g}.product RENAME TO elsewhere")
                    .run("ALTER TABLE {g}.listing RENAME TO elsewhere_listing");
            try {
                var again = node.get(path);

                assertThat(again.status()).as(path).isEqualTo(200);
                assertThat(again.json()).isEqualTo(first.json());
                assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
            } finally {
                this.catalog.run("ALTER TABLE {g}.elsewhere RENAME TO product")
                        .run("ALTER TABLE {g}.elsewhere_listing RENAME TO listing");
            }
        }
    }

    @Test
    void changesComeWithoutRedisWithinASecond() {
        node.get("/v1/products/m1");
        redis.kill();
        try {
            changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'", "'{m1}', '{}', '{}', '{}', '{}', false");
            var told = Instant.now();

            Awaitility.await().pollInterval(Duration.ofMillis(10))
                    .until(() -> node.get("/v1/products/m1").text("/name").equals("Whole"));

            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(1));
        } finally {
            redis.start();
        }
    }

    @Test
    void aHintFromThePublisherIsHeardAtOnce() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isAt(hinted, change));
        hinted.get("/v1/products/m1");
        changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'", "'{m1}', '{}', '{}', '{}', '{}', false");
        var freshness = new Freshness(42, Instant.parse("2026-02-03T04:05:06.789Z"));
        Awaitility.await().ignoreExceptions().until(() -> node.publisher().state() != null);
        var state = node.publisher().begin(1, epoch, change - 1, freshness);
        var told = Instant.now();

        node.publisher().apply(state,
                List.of(new PartChanges(change, change - 1, List.of("m1"), Map.of(), List.of(), List.of(), List.of(),
                        false)),
                1,
                freshness);

        Awaitility.await().pollInterval(Duration.ofMillis(10))
                .until(() -> hinted.get("/v1/products/m1").text("/name").equals("Whole"));
        assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }

    /** The publisher tells Redis of a change some milliseconds after nodes have heard of it. */
    @Test
    void ofARedisThatIsBehindWhatNoChangeTouchedIsBelieved() {
        Awaitility.await().ignoreExceptions().until(() -> node.publisher().state() != null);
        var begun = new Freshness(change, Instant.parse("2026-02-03T04:05:06.789Z"));
        node.publisher().begin(1, epoch, change, begun);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isAt(hinted, change));
        // what a node stores and what it looks for next go one after the other over one connection
        for (String path : List.of("/v1/products/m1", "/v1/products/m2", "/v1/categories/milk/products?first=3")) {
            assertThat(node.get(path).status()).isEqualTo(200);
        }
        node.get("/v1/products?ids=none");
        changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'", "'{m1}', '{}', '{}', '{}', '{}', false");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isAt(hinted, change));
        this.catalog.run("UPDATE {g}.product SET name = 'behind the back' WHERE id <> 'm1'");

        assertThat(hinted.get("/v1/products/m1").text("/name")).as("touched").isEqualTo("Whole");
        assertThat(hinted.get("/v1/products/m2").text("/name")).as("untouched").isEqualTo("Product m2");
        assertThat(hinted.get("/v1/categories/milk/products?first=3").text("/products/0/name")).isEqualTo("Whole");
        this.catalog.run("UPDATE {g}.product SET name = 'behind the back' WHERE id = 'm1'");
        assertThat(hinted.get("/v1/products/m1").text("/name")).as("kept, though another change may be on its way")
                .isEqualTo("Whole");
    }

    @Test
    void aMissingChangeMakesItForgetEverything() {
        node.get("/v1/products/m1");
        this.catalog.run("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'");

        change += 7;
        this.catalog.settled(change, change);

        Awaitility.await().atMost(Duration.ofSeconds(1))
                .until(() -> node.get("/v1/products/m1").text("/name").equals("Whole"));
    }

    @Test
    void anotherEpochMakesItForgetEverything() {
        node.get("/v1/products/m1");
        this.catalog.run("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'");

        epoch++;
        this.catalog.run("UPDATE {g}.checkpoint SET epoch = " + epoch).run("UPDATE read.pointer SET epoch = " + epoch);

        Awaitility.await().atMost(Duration.ofSeconds(1))
                .until(() -> node.get("/v1/products/m1").text("/name").equals("Whole"));
    }

    @Test
    void whileChangesCannotBeFollowedItIsNotBelieved() {
        node.get("/v1/products/m1");
        this.catalog.run("ALTER TABLE read.changes RENAME TO changes_elsewhere")
                .run("UPDATE {g}.product SET name = 'Whole' WHERE id = 'm1'");
        try {
            Awaitility.await().atMost(Duration.ofSeconds(3))
                    .until(() -> node.get("/v1/products/m1").text("/name").equals("Whole"));
        } finally {
            this.catalog.run("ALTER TABLE read.changes_elsewhere RENAME TO changes");
        }
    }

    @Test
    void aProductThatComesOrGoesTouchesItsSegmentOnly() {
        var first = node.get("/v1/categories/milk/products?first=3");
        var second = next(first);
        var third = next(second);
        assertThat(third.json().at("/pageInfo/hasNextPage").asBoolean()).isFalse();
        // behind the back, so that each page tells whether it was read again
        this.catalog.run("DELETE FROM {g}.listing WHERE product_id IN ('m2', 'm5', 'm8')");

        changed("UPDATE {g}.product SET available = false WHERE id = 'm5'",
                "'{m5}', '{food,milk}', '{\"5|500|1767225600000000\",\"5|500|1767225600000000\"}', '{}', '{}', true");
        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> isAt(node, change));

        assertThat(node.get("/v1/categories/milk/products?first=3").json().path("products")).as("the first page")
                .isEqualTo(first.json().path("products"));
        assertThat(next(first).json().path("products")).as("the second page").hasSize(3)
                .isNotEqualTo(second.json().path("products"));
        assertThat(next(second).json().path("products")).as("the third page").isEqualTo(third.json().path("products"));
    }

    @Test
    void whoFollowsAPageBelongsToIt() {
        var first = node.get("/v1/categories/milk/products?first=3");
        assertThat(first.json().at("/pageInfo/hasNextPage").asBoolean()).isTrue();
        this.catalog.run("DELETE FROM {g}.listing WHERE product_id > 'm4'");

        changed("DELETE FROM {g}.listing WHERE product_id = 'm4'",
                "'{m4}', '{milk}', '{\"4|400|\"}', '{}', '{}', true");

        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> !node.get("/v1/categories/milk/products?first=3")
                .json().at("/pageInfo/hasNextPage").asBoolean());
    }

    @Test
    void manyRequestsForOneThingReadItOnce() {
        this.catalog.run("CREATE SEQUENCE {g}.loads").run("GRANT USAGE ON {g}.loads TO aisle_query")
                .run("ALTER TABLE {g}.product RENAME TO under_way")
                .run("CREATE VIEW {g}.product AS SELECT p.* FROM {g}.under_way p, nextval('{g}.loads'), pg_sleep(0.5)")
                .run("GRANT SELECT ON {g}.product TO aisle_query");
        try {
            var all = IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> node.get("/v1/products/m9").status(),
                            Thread::startVirtualThread))
                    .toList();
            all.forEach(each -> assertThat(each.join()).isEqualTo(200));

            assertThat(JdbcClient.create(database.owner()).sql("SELECT last_value FROM read_g1.loads")
                    .query(Long.class).single()).as("loads").isEqualTo(1);
        } finally {
            this.catalog.run("DROP VIEW {g}.product").run("ALTER TABLE {g}.under_way RENAME TO product")
                    .run("DROP SEQUENCE {g}.loads");
        }
    }

    private static boolean isAt(QueryModule module, long position) {
        return module.cache().freshness().filter(known -> known.settledPosition() == position).isPresent();
    }

    private static QueryModule.Answer next(QueryModule.Answer page) {
        return node.get("/v1/categories/milk/products?first=3&after=" + page.text("/pageInfo/endCursor"));
    }

    /** As the projector does it: the data, what changed, and the checkpoint in one transaction. */
    private void changed(String sql, String what) {
        change++;
        this.catalog
                .run("""
                        DO $do$ BEGIN
                            %s;
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, touched,
                                                      categories, product_slugs, tree)
                            VALUES (%d, %d, 1, %d, 42, now(), %s);
                            UPDATE {g}.checkpoint SET change = %d, settled_position = %d;
                        END $do$"""
                        .formatted(sql, change, change - 1, epoch, what, change, change));
    }
}
