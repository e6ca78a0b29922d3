package dev.aisle.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** From an edit to what shoppers see: projector, publisher, windows, cut connections, a rebuild. */
@AisleTest
@DirtiesContext
class SyncIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    RestTestClient client;

    @BeforeEach
    void signIn() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
    }

    private void category(String id) {
        this.client.post().uri("/admin/v1/categories").contentType(MediaType.APPLICATION_JSON)
                .body("{\"id\": \"%1$s\", \"name\": \"%1$s\"}".formatted(id)).exchange().expectStatus().isCreated();
    }

    private void product(String id, String leaf, Instant from, String... headers) {
        var request = this.client.put().uri("/admin/v1/products/" + id).contentType(MediaType.APPLICATION_JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        request.body("""
                {"name": "%s", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                 "stock": {"quantity": 7}, "saleWindow": {"from": "%s"}, "placements": [{"categoryId": "%s"}]}"""
                .formatted(id, from, leaf)).exchange().expectStatus().isCreated();
    }

    private void stock(String id, int quantity) {
        this.client.post().uri("/admin/v1/stock-levels").contentType(MediaType.APPLICATION_JSON)
                .body("[{\"id\": \"%s\", \"quantity\": %d}]".formatted(id, quantity)).exchange().expectStatus().isOk();
    }

    private List<String> listed(String category) {
        var found = this.client.get().uri("/v1/categories/%s/products?first=100".formatted(category)).exchange()
                .returnResult(Listing.class);
        return found.getStatus().is2xxSuccessful()
                ? found.getResponseBody().products().stream().map(Listing.Card::id).toList()
                : List.of();
    }

    record Listing(List<Card> products) {

        record Card(String id) {}

    }

    @Test
    void anEditThatWaitsIsVisibleWhenItIsAnswered() {
        category("waits");

        product("waiting", "waits", Instant.EPOCH, "Prefer", "wait=10");

        assertThat(listed("waits")).containsExactly("waiting");
    }

    @Test
    void aWindowOpensWithNothingEdited() {
        category("windows");
        product("now", "windows", Instant.EPOCH, "Prefer", "wait=10");
        var opens = Instant.now().plusSeconds(2);
        product("soon", "windows", opens, "Prefer", "wait=10");

        await().atMost(Duration.ofSeconds(20)).until(() -> listed("windows").contains("soon"));

        assertThat(Instant.now()).isAfter(opens);
    }

    @Test
    void connectionsThatAreCutAreMadeAgain() {
        category("cut");
        product("before", "cut", Instant.EPOCH, "Prefer", "wait=10");

        JdbcClient.create(this.owner).sql("""
                SELECT pg_terminate_backend(pid)
                  FROM pg_stat_activity
                 WHERE application_name = 'aisle-sync' AND datname = current_database()""").query((_, _) -> true)
                .list();
        product("after", "cut", Instant.EPOCH);

        await().atMost(Duration.ofSeconds(30)).until(() -> listed("cut").contains("after"));
    }

    @Test
    void aRebuildIsNoticedByNobody() {
        category("rebuilt");
        for (int n = 0; n < 20; n++) {
            product("r" + n, "rebuilt", Instant.EPOCH);
        }
        stock("r0", 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> listed("rebuilt").size() == 19);

        var run = this.client.post().uri("/admin/v1/jobs/rebuild-read-model").exchange().expectStatus().isAccepted()
                .returnResult(Void.class).getResponseHeaders().getLocation();
        stock("r0", 1);
        stock("r1", 0);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(listed("rebuilt")).as("never empty").hasSizeGreaterThan(17);
            this.client.get().uri(run.getPath()).exchange().expectBody().jsonPath("$.state").isEqualTo("completed");
        });

        assertThat(JdbcClient.create(this.owner).sql("SELECT generation FROM read.pointer").query(Integer.class)
                .single()).isGreaterThan(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> listed("rebuilt"),
                ids -> ids.contains("r0") && !ids.contains("r1"));
        stock("r2", 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> !listed("rebuilt").contains("r2"));
    }

}
