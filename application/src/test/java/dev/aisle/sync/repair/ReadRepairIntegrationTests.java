package dev.aisle.sync.repair;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What somebody broke in the read model heals soon after a reader came upon it, though no reconciliation runs. */
@AnotherAisle
@AisleTest
@DirtiesContext
@TestPropertySource(properties = {"aisle.query.repair.again-after=2s", "aisle.sync.repair.per-second=20",
    "aisle.sync.reconciliation.cron=-"})
class ReadRepairIntegrationTests {

    private static final Duration SOON = Duration.ofSeconds(15);

    private static final int FLOOD = 60;

    private static final AtomicInteger SHOPS = new AtomicInteger();

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @Autowired
    MeterRegistry meters;

    private RestTestClient client;

    private String shop;

    @BeforeEach
    void givenAShop() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
        this.shop = "shop" + SHOPS.incrementAndGet();
        category("{\"id\":\"%1$s\",\"name\":\"%1$s\"}".formatted(this.shop));
        category("{\"id\":\"%1$s-leaf\",\"name\":\"Leaf\",\"parentId\":\"%1$s\"}".formatted(this.shop));
        products(0, 3);
        await().atMost(SOON).until(() -> json("/admin/v1/sync").at("/readRepair/listening").asBoolean());
    }

    private void category(String body) {
        this.client.post().uri("/admin/v1/categories").header("Content-Type", "application/json")
                .header("Prefer", "wait=10").body(body).exchange().expectStatus().isCreated();
    }

    private void products(int from, int to) {
        IntStream.range(from, to).forEach(i -> this.client.put().uri("/admin/v1/products/" + product(i))
                .header("Content-Type", "application/json")
                .header("Prefer", (i == to - 1) ? "wait=10" : "return=minimal").header("If-None-Match", "*")
                .body("""
                        {"name": "A product", "slug": "slug-%1$s", "status": "active", "stock": {"quantity": 3},
                         "price": {"amount": "10.00", "currency": "USD"}, "placements": [{"categoryId": "%2$s-leaf"}]}"""
                        .formatted(product(i), this.shop))
                .exchange().expectStatus().is2xxSuccessful());
    }

    private String product(int number) {
        return "%s-p%d".formatted(this.shop, number);
    }

    private JsonNode json(String path) {
        return JsonMapper.shared().readTree(new String(this.client.get().uri(path).exchange().expectStatus().isOk()
                .expectBody().returnResult().getResponseBody(), StandardCharsets.UTF_8));
    }

    private int status(String path) {
        return this.client.get().uri(path).exchange().returnResult(byte[].class).getStatus().value();
    }

    private int damage(String sql, Object... parameters) {
        return JdbcClient.create(this.owner).sql(sql).params(List.of(parameters)).update();
    }

    private double meter(String name, String outcome) {
        return this.meters.get(name).tag("outcome", outcome).counter().count();
    }

    private int shown(String category) {
        return json("/v1/categories/%s/products?first=100".formatted(category)).get("products").size();
    }

    @Test
    void aLostProductIsOnItsPagesAgain() {
        damage("DELETE FROM read_g1.product WHERE id = ?", product(1));

        assertThat(shown(this.shop + "-leaf")).as("nobody had read the page, and it is answered without").isEqualTo(2);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(shown(this.shop + "-leaf")).isEqualTo(3);
            assertThat(shown(this.shop)).isEqualTo(3);
            assertThat(status("/v1/products/" + product(1))).isEqualTo(200);
        });
        var sync = json("/admin/v1/sync");
        assertThat(sync.at("/readRepair/repaired").asInt()).isPositive();
        assertThat(sync.at("/readRepair").hasNonNull("lastRepair")).isTrue();
        assertThat(sync.hasNonNull("lastReconciliation")).isFalse();
    }

    /** Lists still have its card, but a click on it finds nothing: there are no listing rows that this read looks at. */
    @Test
    void aProductWhoseCardIsStillCachedIsThereAgain() {
        assertThat(shown(this.shop + "-leaf")).isEqualTo(3);
        await().until(() -> shown(this.shop + "-leaf") == 3);
        damage("DELETE FROM read_g1.product WHERE id = ?", product(0));

        assertThat(status("/v1/products/" + product(0))).isEqualTo(404);
        await().atMost(SOON).untilAsserted(
                () -> assertThat(status("/v1/products/" + product(0))).isEqualTo(200));
    }

    @Test
    void aLostCategoryIsThereAgain() {
        damage("DELETE FROM read_g1.category WHERE id = ?", this.shop + "-leaf");

        assertThat(status("/v1/categories/%s-leaf".formatted(this.shop))).isEqualTo(404);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                json("/v1/categories/%s-leaf".formatted(this.shop)).get("productCount").asInt()).isEqualTo(3));
    }

    @Test
    void aListingRowOfNobodysGoes() {
        damage("""
                INSERT INTO read_g1.listing (category_id, product_id, position, price, created_at)
                VALUES (?, 'ghost', 0, 1, now())""", this.shop);

        assertThat(shown(this.shop)).isEqualTo(3);
        await().atMost(SOON).untilAsserted(() -> assertThat(JdbcClient.create(this.owner)
                .sql("SELECT count(*) FROM read_g1.listing WHERE product_id = 'ghost'").query(Integer.class).single())
                .isZero());
    }

    @Test
    void crawlersAskForNothing() {
        double suspected = meter("aisle.read.repair.suspects", "waiting");

        for (int i = 0; i < 50; i++) {
            assertThat(status("/v1/products/unknown-" + i)).isEqualTo(404);
            assertThat(status("/v1/product-slugs/unknown-" + i)).isEqualTo(404);
            assertThat(status("/v1/categories/unknown-" + i)).isEqualTo(404);
            assertThat(status("/v1/categories/unknown-%d/products".formatted(i))).isEqualTo(404);
        }
        assertThat(meter("aisle.read.repair.suspects", "waiting")).isEqualTo(suspected);
    }

    /** Ten keys a second is what a node asks for at most: editors don't notice. */
    @Test
    void aFloodIsWorkedOffAtItsPaceWhileEditsGoOn() {
        products(3, FLOOD);
        long begun = System.nanoTime();
        double repaired = meter("aisle.read.repair.keys", "repaired");
        assertThat(damage("DELETE FROM read_g1.product WHERE id LIKE ?", this.shop + "-%")).isEqualTo(FLOOD);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            int shown = shown(this.shop);
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(meter("aisle.read.repair.keys", "repaired") - repaired).as("after %.1f s".formatted(seconds))
                    .isLessThanOrEqualTo(10 * (seconds + 1));
            this.client.patch().uri("/admin/v1/categories/" + this.shop)
                    .header("Content-Type", "application/merge-patch+json").header("If-Match", "*")
                    .header("Prefer", "wait=2").body("{\"name\": \"%d shown\"}".formatted(shown)).exchange()
                    .expectStatus().isOk();
            assertThat(shown).isEqualTo(FLOOD);
        });
    }

    @Test
    void whoeverListensIsFollowedByAnother() {
        assertThat(JdbcClient.create(this.owner).sql("""
                SELECT pg_terminate_backend(pid)
                  FROM pg_locks
                 WHERE locktype = 'advisory'
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND classid = 4150
                   AND objid = 23""").query(Boolean.class).list()).as("one session").containsExactly(true);
        damage("DELETE FROM read_g1.product WHERE id = ?", product(1));

        await().atMost(SOON.multipliedBy(2)).untilAsserted(() -> assertThat(shown(this.shop + "-leaf")).isEqualTo(3));
    }

}
