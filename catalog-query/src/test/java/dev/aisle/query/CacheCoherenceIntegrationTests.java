package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.BodyPart;
import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.CacheUnavailableException;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.SortKeys;
import dev.aisle.query.json.Json;
import dev.aisle.query.readmodel.Snapshot;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is cached is served, and never once it is known to be old. */
class CacheCoherenceIntegrationTests {

    static final Freshness FRESH = new Freshness(42, Instant.parse("2026-02-03T04:05:06.789Z"));

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule node = new QueryModule(database, redis,
            Map.of("aisle.query.cache.orphaned-after", "3s", "aisle.query.cache.timeout", "2s"));

    @AutoClose
    static final QueryModule otherNode = new QueryModule(database, redis, Map.of("aisle.query.cache.timeout", "2s"));

    static long change = 100;

    ReadModelFixture catalog;
    CacheState state;

    @BeforeEach
    void fill() {
        change += 100;
        this.catalog = node.emptyCatalog()
                .category("food", null, 1, "food", "Food")
                .category("milk", "food", 1, "milk", "Milk")
                .category("bread", "food", 2, "bread", "Bread")
                .product("oat", 199, Map.of("milk", 1))
                .product("rye", 299, Map.of("bread", 1))
                .product("soy", 399, Map.of("milk", 2))
                .settled(42, change);
        for (var each : List.of(node, otherNode)) {
            Awaitility.await().ignoreExceptions().until(() -> each.publisher().state() != null);
        }
        this.state = node.publisher().begin(1, 1, change, FRESH);
        for (var each : List.of(node, otherNode)) {
            Awaitility.await().until(() -> each.cache().look(List.of()).asOf().equals(FRESH.settledTime()));
        }
    }

    @AfterAll
    static void nothingWasCutOff() {
        assertThat(node.breakerState()).isEqualTo("CLOSED");
    }

    @Test
    void whatWasReadOnceIsServedFromRedisOnEveryNode() {
        cached("/v1/products/oat", "/name");
        cached("/v1/categories/food", "/name");
        cached("/v1/categories/food/products", "/products/0/name");
        cached("/v1/products?ids=oat", "/products/0/name");
        cached("/v1/product-slugs/oat", "/name");
        cached("/v1/categories?depth=1", "/categories/0/name");

        this.catalog.run("UPDATE {g}.product SET name = 'behind the back'")
                .run("UPDATE {g}.category SET name = 'behind the back'");

        for (var each : List.of(node, otherNode)) {
            assertThat(each.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
            assertThat(each.get("/v1/products/oat").text("/categories/0/name")).isEqualTo("Milk");
            assertThat(each.get("/v1/categories/food").text("/name")).isEqualTo("Food");
            assertThat(each.get("/v1/categories/food/products").text("/products/0/name")).isEqualTo("Product oat");
            assertThat(each.get("/v1/products?ids=oat").text("/products/0/name")).isEqualTo("Product oat");
            assertThat(each.get("/v1/product-slugs/oat").text("/name")).isEqualTo("Product oat");
            assertThat(each.get("/v1/categories?depth=1").text("/categories/0/name")).isEqualTo("Food");
            assertThat(each.get("/v1/categories?depth=1").header("Aisle-As-Of")).isEqualTo("2026-02-03T04:05:06.789Z");
        }
    }

    @Test
    void whatThePublisherTellsIsReadAgain() {
        cached("/v1/products/oat", "/name");
        cached("/v1/categories/milk/products", "/products/0/name");
        this.catalog.run("UPDATE {g}.product SET name = 'Oats' WHERE id = 'oat'");

        publish(products("oat"));

        for (var each : List.of(node, otherNode)) {
            assertThat(each.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
            assertThat(each.get("/v1/categories/milk/products").text("/products/0/name")).isEqualTo("Oats");
        }
    }

    @Test
    void aCategorysNameChangesInItsProductsWithoutTouchingThem() {
        cached("/v1/products/oat", "/categories/0/breadcrumbs/0/name");
        cached("/v1/products/rye", "/categories/0/breadcrumbs/0/name");
        this.catalog.run("UPDATE {g}.category SET name = 'Groceries' WHERE id = 'food'");

        publish(new PartChanges(change + 1, change, List.of(), Map.of(), List.of(), List.of("food"), List.of(), true));

        assertThat(node.get("/v1/products/oat").text("/categories/0/breadcrumbs/0/name")).isEqualTo("Groceries");
        assertThat(node.get("/v1/products/rye").text("/categories/0/breadcrumbs/0/name")).isEqualTo("Groceries");
        assertThat(node.get("/v1/categories/milk").text("/breadcrumbs/0/name")).isEqualTo("Groceries");
        assertThat(node.get("/v1/categories").text("/categories/0/name")).isEqualTo("Groceries");
    }

    @Test
    void aPageNeverShowsAHoleOrWhatIsSoldOut() {
        var whole = cached("/v1/categories/food/products", "/totalCount");
        assertThat(whole).isEqualTo("3");
        this.catalog.run("DELETE FROM {g}.listing WHERE product_id = 'oat'")
                .run("UPDATE {g}.product SET available = false WHERE id = 'oat'")
                .run("UPDATE {g}.category SET product_count = product_count - 1 WHERE id IN ('food', 'milk')");

        // the card's tombstone has come, that of the listing hasn't yet, and somebody reads the card in between
        publish(products("oat"));
        assertThat(node.get("/v1/products?ids=oat").text("/products/0/availability")).isEqualTo("out_of_stock");

        var page = node.get("/v1/categories/food/products").json();
        assertThat(page.path("products")).hasSize(2);
        assertThat(page.path("totalCount").asInt()).isEqualTo(2);
    }

    @Test
    void aFillThatComesAfterTheTombstoneIsRefused() {
        var key = new PartKey<>(Kind.PRODUCT, "oat", "test", BodyPart.CODEC);
        var before = node.cache().look(List.of(key));
        var read = new Snapshot(1, 1, change, 42, Instant.EPOCH);

        publish(products("oat"));
        node.cache().fill(before, read).put(key, new BodyPart(Json.of(new byte[]{1}), Instant.EPOCH));
        assertThat(node.cache().look(List.of(key)).get(key)).isEmpty();

        before = node.cache().look(List.of(key));
        var newer = new Snapshot(1, 1, change + 1, 42, Instant.EPOCH);
        node.cache().fill(before, newer).put(key, new BodyPart(Json.of(new byte[]{2}), Instant.EPOCH));
        assertThat(node.cache().look(List.of(key)).get(key)).isPresent();
    }

    @Test
    void aFillThatShowsAChangeStaysWhenRedisHearsOfTheChange() {
        var product = new PartKey<>(Kind.PRODUCT, "oat", "test", BodyPart.CODEC);
        var count = new PartKey<>(Kind.LISTING, "milk", "count", BodyPart.CODEC);
        var keys = List.of(product, count);
        var before = node.cache().look(keys);
        node.cache().fill(before, new Snapshot(1, 1, change, 42, Instant.EPOCH))
                .put(count, new BodyPart(Json.of(new byte[]{1}), Instant.EPOCH));
        var newer = new Snapshot(1, 1, change + 1, 42, Instant.EPOCH);
        node.cache().fill(before, newer).put(product, new BodyPart(Json.of(new byte[]{2}), Instant.EPOCH));

        publish(new PartChanges(change + 1, change, List.of("oat"), Map.of("milk", SortKeys.parse("|9|")),
                List.of("milk"), List.of(), List.of(), true));

        assertThat(node.cache().look(keys).get(product)).isPresent();
        assertThat(node.cache().look(keys).get(count)).as("it doesn't show the change").isEmpty();
    }

    @Test
    void aFillFromAReplicaThatLagsIsRefused() {
        var key = new PartKey<>(Kind.PRODUCT, "never-touched", "test", BodyPart.CODEC);
        publish(products("oat"));
        var before = node.cache().look(List.of(key));

        node.cache()
                .fill(before, new Snapshot(1, 1, change, 42, Instant.EPOCH))
                .put(key, new BodyPart(Json.of(new byte[]{1}), Instant.EPOCH));

        assertThat(node.cache().look(List.of(key)).get(key)).isEmpty();
    }

    @Test
    void aFillFromAnotherGenerationIsRefused() {
        var key = new PartKey<>(Kind.PRODUCT, "of-another", "test", BodyPart.CODEC);
        var before = node.cache().look(List.of(key));

        node.cache()
                .fill(before, new Snapshot(2, 1, change + 50, 42, Instant.EPOCH))
                .put(key, new BodyPart(Json.of(new byte[]{1}), Instant.EPOCH));

        assertThat(node.cache().look(List.of(key)).get(key)).isEmpty();
    }

    @Test
    void changesAppliedTwiceDoNoHarm() {
        publish(products("oat"));
        cached("/v1/products/oat", "/name");
        this.catalog.run("UPDATE {g}.product SET name = 'behind the back'");

        var again = new CacheState(this.state.incarnation(), 1, 1, change, FRESH);
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(() -> node.publisher().apply(again, List.of(products("oat")), 1, FRESH));

        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
    }

    @Test
    void anEmptiedRedisIsNotBelieved() {
        cached("/v1/products/oat", "/name");
        node.console().flushall();
        this.catalog.run("UPDATE {g}.product SET name = 'Oats'");

        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
        assertThat(node.publisher().state()).isEmpty();
    }

    @Test
    void aRedisThatWentBackIsNotBelieved() {
        cached("/v1/products/oat", "/name");
        var key = "aisle:" + this.state.incarnation() + ":p:oat";
        var old = node.console().dump(key);
        var oldMeta = node.console().dump("aisle:meta");
        this.catalog.run("UPDATE {g}.product SET name = 'Oats'");
        publish(products("oat"));
        var told = node.console().dump(key);
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
        // it is filled in without waiting
        Awaitility.await().until(() -> !Arrays.equals(node.console().dump(key), told));

        node.console().del("aisle:meta", key);
        node.console().restore(key, 0, old);
        node.console().restore("aisle:meta", 0, oldMeta);

        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
    }

    @Test
    void aNewIncarnationForgetsWhatWasCached() {
        cached("/v1/products/oat", "/name");
        this.catalog.run("UPDATE {g}.product SET name = 'Oats'");

        node.publisher().begin(1, 1, change, FRESH);

        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
        assertThat(otherNode.get("/v1/products/oat").text("/name")).isEqualTo("Oats");
    }

    @Test
    void withoutAPublishersBeatRedisIsNotBelievedForLong() {
        cached("/v1/products/oat", "/name");
        this.catalog.run("UPDATE {g}.product SET name = 'Oats'");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> node.cache().freshness().isEmpty());
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Oats");

        node.publisher().apply(this.state, List.of(), 1, FRESH);
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
    }

    @Test
    void countsAreOldForASecondAtMost() {
        cached("/v1/categories/food", "/productCount");
        cached("/v1/categories?depth=1", "/categories/0/productCount");
        this.catalog.run("UPDATE {g}.category SET product_count = 77");
        publish(new PartChanges(change + 1, change, List.of(), Map.of("food", SortKeys.ANY), null, List.of(),
                List.of(), true));

        Awaitility.await().atMost(Duration.ofMillis(2500)).untilAsserted(() -> {
            assertThat(node.get("/v1/categories/food").text("/productCount")).isEqualTo("77");
            assertThat(node.get("/v1/categories?depth=1").text("/categories/0/productCount")).isEqualTo("77");
        });
    }

    @Test
    void aCountGoesFromRedisWhereItIsNamedAndNowhereElse() {
        for (var category : List.of("food", "milk", "bread")) {
            cached("/v1/categories/" + category, "/productCount");
            cached("/v1/categories/" + category + "/products", "/totalCount");
        }
        assertThat(fields("bread")).contains("page", "count").hasSize(3);
        this.catalog.run("UPDATE {g}.category SET product_count = 77");

        publish(new PartChanges(change + 1, change, List.of(), Map.of("milk", SortKeys.parse("|9|")),
                List.of("food", "milk"), List.of(), List.of(), true));

        assertThat(fields("bread")).contains("page", "count").hasSize(3);
        for (var category : List.of("food", "milk")) {
            assertThat(fields(category)).as("its first page stays").containsExactly("o|24|");
            assertThat(node.get("/v1/categories/" + category).text("/productCount")).isEqualTo("77");
            assertThat(node.get("/v1/categories/" + category + "/products").text("/totalCount")).isEqualTo("77");
        }
        assertThat(node.get("/v1/categories/bread").text("/productCount")).isEqualTo("1");
    }

    private List<String> fields(String category) {
        return node.console().hkeys("aisle:" + this.state.incarnation() + ":l:" + category).stream()
                .filter(field -> !field.equals("v")).toList();
    }

    @Test
    void garbageInRedisIsPassedBy() {
        cached("/v1/products/oat", "/name");
        var key = "aisle:" + this.state.incarnation() + ":p:oat";
        node.console().hset(key, "detail", "garbage");
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
        node.console().hset(key, "detail", "");
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
        node.console().del(key);
        node.console().set(key, "of another type");
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
        node.console().hset("aisle:meta", "state", "garbage");
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
        node.publisher().begin(1, 1, change, FRESH);
    }

    @Test
    void aTokenReadGoesPastTheCache() {
        cached("/v1/products/oat", "/name");
        this.catalog.run("UPDATE {g}.product SET name = 'Oats'");

        assertThat(node.get("/v1/products/oat", "Aisle-Consistency-Token", "1-1").text("/name")).isEqualTo("Oats");
        assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo("Product oat");
    }

    @Test
    void clientsCannotFillRedisWithPages() {
        for (int first = 1; first <= 100; first++) {
            // on a busy machine these take longer than a silent publisher is believed
            node.publisher().apply(this.state, List.of(), 1, FRESH);
            for (String sort : List.of("position", "price", "-price", "newest")) {
                node.get("/v1/categories/food/products?first=%d&sort=%s".formatted(first, sort));
            }
        }
        node.get("/v1/categories/food/products");
        assertThat(fields("food")).as("with the count").hasSize(256).contains("count");

        node.get("/v1/categories/food");
        Awaitility.await("there is only one of these").until(() -> fields("food").contains("page"));
    }

    /** Once is enough: what a node stores and what it looks for next go one after the other over one connection. */
    private static String cached(String path, String pointer) {
        var answer = node.get(path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text(pointer);
    }

    private void publish(PartChanges changes) {
        this.catalog.settled(42, changes.seq());
        this.state = node.publisher().apply(this.state, List.of(changes), 1, FRESH);
    }

    private static PartChanges products(String... ids) {
        return new PartChanges(change + 1, change, List.of(ids), Map.of(), List.of(), List.of(), List.of(), false);
    }
}
