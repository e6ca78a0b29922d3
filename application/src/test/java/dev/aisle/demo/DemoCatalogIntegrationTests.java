package dev.aisle.demo;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.aisle.AisleTest;
import dev.aisle.sync.imports.ImportRequests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a new user finds, and that it comes once. */
@AisleTest
@DirtiesContext(classMode = ClassMode.BEFORE_CLASS)
class DemoCatalogIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    ObjectProvider<ImportRequests> requests;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    @Test
    void comesOnceAndShowsSomethingOfEverything() {
        var demo = new DemoCatalog(this.requests);
        demo.bringIn();
        demo.bringIn();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> this.sync.sql("SELECT state FROM sync.job_request").query(String.class).list().toString(),
                        "[completed]"::equals);

        assertThat(this.sync.sql("SELECT count(*) FROM command.published_product").query(Long.class).single())
                .isGreaterThan(600);
        assertThat(this.sync.sql("SELECT count(*) FROM sync.import_finding").query(Long.class).single()).isZero();
        assertThat(status("/v1/categories/fresh-fruit")).isEqualTo(HttpStatus.OK);
        assertThat(status("/v1/categories/test-kitchen")).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(status("/v1/categories/health")).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(this.sync.sql("""
                SELECT status, count(*) AS products FROM command.published_product GROUP BY status""")
                .query((row, _) -> Map.entry(row.getString("status"), row.getLong("products"))).list())
                .contains(Map.entry("draft", 9L), Map.entry("discontinued", 4L));

        demo.bringIn();
        assertThat(this.sync.sql("SELECT count(*) FROM sync.job_request").query(Long.class).single()).isEqualTo(1);
    }

    @Test
    void picturesMayBeKeptForGood() {
        RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build()
                .get().uri("/demo/images/carton-205-whole-milk.svg").exchange()
                .expectStatus().isOk()
                .expectHeader().valueEquals("Content-Type", "image/svg+xml")
                .expectHeader().valueMatches("Cache-Control", ".*immutable.*");
    }

    private Object status(String path) {
        return RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build().get().uri(path)
                .exchange().returnResult().getStatus();
    }

}
