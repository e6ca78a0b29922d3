package dev.aisle.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.SortKeys.Order;
import dev.aisle.query.repair.Suspect;
import dev.aisle.query.repair.Suspect.ListingRow;
import dev.aisle.query.repair.SuspectMessage;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What readers find to contradict itself is asked for, and shown as well as can be; nobody is there who could put it
 * right. The role that asks may write nothing.
 */
class SuspectsIntegrationTests {

    private static final int PRODUCTS = 30;

    private static final int PER_SECOND = 8;

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    private QueryModule node;

    private Connection listening;

    private final List<Suspect> heard = new ArrayList<>();

    @BeforeEach
    void startAndListen() throws SQLException {
        this.node = new QueryModule(database, redis,
                Map.of("aisle.query.repair.per-second", PER_SECOND, "aisle.query.repair.again-after", "1h"));
        this.listening = database.owner().getConnection();
        try (var statement = this.listening.createStatement()) {
            statement.execute("LISTEN " + SuspectMessage.CHANNEL);
        }
        this.catalog();
    }

    @AfterEach
    void stop() throws SQLException {
        this.listening.close();
        this.node.close();
    }

    private ReadModelFixture catalog() {
        var catalog = this.node.emptyCatalog().category("food", null, 1, "food", "Food")
                .category("milk", "food", 1, "milk", "Milk").category("fresh", "milk", 1, "fresh", "Fresh")
                .category("hidden", "food", 2, "hidden", "Hidden", false);
        for (int i = 0; i < PRODUCTS; i++) {
            catalog.product("p" + i, 100 + i, Map.of("fresh", i));
        }
        return catalog.product("unseen", 100, Map.of("hidden", 1)).settled(1, 1);
    }

    private void damage(String sql) {
        new ReadModelFixture(database.owner(), 1).run(sql);
    }

    private List<Suspect> heard() {
        try {
            for (var notification : this.listening.unwrap(PGConnection.class).getNotifications(10)) {
                this.heard.addAll(SuspectMessage.read(notification.getParameter()));
            }
            return this.heard;
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private void hears(Suspect... suspects) {
        Awaitility.await().untilAsserted(() -> assertThat(heard()).containsExactlyInAnyOrder(suspects));
    }

    /** A suspect that is told after all that was suspected before. */
    private void hearsNothing() {
        damage("DELETE FROM {g}.category WHERE id = 'fresh'");
        assertThat(this.node.get("/v1/categories/fresh").status()).isEqualTo(404);
        hears(category("fresh"));
    }

    private static Suspect product(String id) {
        return new Suspect.Product(new ProductId(id));
    }

    private static Suspect category(String id) {
        return new Suspect.Category(new CategoryId(id));
    }

    private static Suspect row(String category, String product, Order order, long key) {
        return new ListingRow(new CategoryId(category), new ProductId(product), order, key);
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.get("products").spliterator(), false).map(card -> card.get("id").asString())
                .toList();
    }

    @Test
    void aPageLeavesOutALostProductAndAsksForItOnce() {
        damage("DELETE FROM {g}.product WHERE id = 'p1'");

        for (int i = 0; i < 20; i++) {
            var page = this.node.get("/v1/categories/fresh/products?first=3");
            assertThat(ids(page.json())).containsExactly("p0", "p2", "p3");
            assertThat(page.json().at("/pageInfo/hasNextPage").asBoolean()).isTrue();
        }
        hears(row("fresh", "p1", Order.POSITION, 1));
    }

    /** Whatever is missing where: each product that is left is on one page. */
    @Test
    void pagesLeadOnWhateverIsLeftOut() {
        damage("DELETE FROM {g}.product WHERE price BETWEEN 102 AND 127");

        var found = new ArrayList<String>();
        var path = "/v1/categories/milk/products?sort=-price&first=2";
        var pages = new HashSet<String>();
        for (String next = path; next != null;) {
            assertThat(pages.add(next)).as("no page twice").isTrue();
            var page = this.node.get(next).json();
            found.addAll(ids(page));
            next = page.at("/pageInfo/hasNextPage").asBoolean()
                    ? path + "&after=" + page.at("/pageInfo/endCursor").asString()
                    : null;
        }
        assertThat(found).containsExactly("p29", "p28", "p1", "p0");
    }

    @Test
    void aListingRowOfWhatIsSoldOutOrCannotBeShownIsSuspect() {
        damage("UPDATE {g}.product SET available = false WHERE id = 'p0'");
        damage("UPDATE {g}.product SET price = -1 WHERE id = 'p1'");

        assertThat(ids(this.node.get("/v1/categories/food/products?sort=price&first=1").json())).containsExactly("p2");
        hears(row("food", "p0", Order.PRICE, 100), row("food", "p1", Order.PRICE, 101));
    }

    @Test
    void aDamagedProductIsUnavailableAndNotGone() {
        damage("UPDATE {g}.product SET price = -1 WHERE id = 'p1'");

        assertThat(this.node.get("/v1/products/p1").status()).isEqualTo(503);
        assertThat(this.node.get("/v1/products?ids=p1,p2").json().at("/missing/0").asString()).isEqualTo("p1");
        hears(product("p1"));
    }

    @Test
    void aLostCategoryIsMissedByWhatStandsBelowIt() {
        damage("DELETE FROM {g}.category WHERE id = 'milk'");

        assertThat(this.node.get("/v1/categories/milk").status()).isEqualTo(404);
        assertThat(this.node.get("/v1/categories/milk/products").status()).isEqualTo(404);
        var below = this.node.get("/v1/categories/fresh");
        assertThat(below.status()).isEqualTo(200);
        assertThat(below.json().get("breadcrumbs").size()).as("without the lost one").isEqualTo(1);
        var product = this.node.get("/v1/products/p1");
        assertThat(product.status()).isEqualTo(200);
        assertThat(product.json().get("categories").size()).isZero();
        assertThat(this.node.get("/v1/categories").json().at("/categories/0/children").size()).isZero();
        hears(category("milk"));
    }

    @Test
    void whatTheModelDoesNotContradictIsNotSuspect() {
        damage("DELETE FROM {g}.product WHERE id = 'p1'");

        for (int i = 0; i < 50; i++) {
            assertThat(this.node.get("/v1/products/unknown-" + i).status()).isEqualTo(404);
            assertThat(this.node.get("/v1/product-slugs/unknown-" + i).status()).isEqualTo(404);
            assertThat(this.node.get("/v1/categories/unknown-" + i).status()).isEqualTo(404);
            assertThat(this.node.get("/v1/categories/unknown-" + i + "/products").status()).isEqualTo(404);
            assertThat(this.node.get("/v1/category-paths/unknown-" + i).status()).isEqualTo(404);
        }
        for (String path : List.of("/v1/categories/hidden", "/v1/categories/hidden/products", "/v1/products/unseen",
                "/v1/products/p1")) {
            this.node.get(path);
        }
        assertThat(this.node.get("/v1/products?ids=unknown,p1").json().get("missing").size()).isEqualTo(2);
        hearsNothing();
    }

    @Test
    void noMoreIsAskedForThanMayBe() {
        damage("DELETE FROM {g}.product");
        long begun = System.nanoTime();

        IntStream.range(0, 5).forEach(_ -> List.of("food", "milk", "fresh").forEach(
                category -> this.node.get("/v1/categories/" + category + "/products?first=100")));
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            int number = heard().size();
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat((double) number).as("after %.1f s".formatted(seconds))
                    .isLessThanOrEqualTo(PER_SECOND * (seconds + 1));
            assertThat(number).isGreaterThanOrEqualTo(3 * PER_SECOND);
        });
        assertThat(this.heard).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsAskedWhenThatIsSwitchedOff() {
        try (var other = new QueryModule(database, redis, Map.of("aisle.query.repair.per-second", 0))) {
            damage("DELETE FROM {g}.product WHERE id = 'p1'");

            assertThat(ids(other.get("/v1/categories/fresh/products?first=2").json())).containsExactly("p0", "p2");
            hearsNothing();
        }
    }
}
