package dev.aisle.sync.recovery;

import java.util.List;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.awaitility.Awaitility.await;

/** A product that can't be projected: what shoppers, editors and operators see of that. */
@RecoveryTest
class DeadLettersIntegrationTests {

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    Shop shop;

    Shop management;

    @BeforeEach
    void openShop() {
        this.shop = new Shop(this.port, this.owner);
        this.management = new Shop(this.managementPort, this.owner);
    }

    @AfterEach
    void forgetLetters() {
        this.shop.database().sql("DELETE FROM read.dead_letter").update();
    }

    private String poisoned(String id, String leaf) {
        this.shop.category(leaf);
        this.shop.poison(id);
        var token = this.shop.product(id, leaf);
        await().untilAsserted(() -> this.shop.get("/admin/v1/dead-letters").expectBody()
                .jsonPath("$.deadLetters[?(@.key == '%s')]".formatted(id)).isNotEmpty());
        return token;
    }

    @Test
    void theRestGoesOnAndReadsWithATokenSayWhatIsUp() {
        var token = poisoned("poison-1", "leaf-1");
        var later = this.shop.product("fine-1", "leaf-1");

        for (var path : List.of("/v1/products/poison-1", "/v1/product-slugs/poison-1",
                "/v1/products?ids=poison-1", "/v1/products?ids=fine-1,poison-1")) {
            await().untilAsserted(() -> this.shop.read(path, token).expectStatus().isEqualTo(503).expectHeader()
                    .valueEquals("Retry-After", "60").expectBody().jsonPath("$.type")
                    .isEqualTo("urn:aisle:problem:not-yet-consistent"));
        }
        await().untilAsserted(() -> this.shop.read("/v1/products/fine-1", later).expectStatus().isOk());
        this.shop.read("/v1/products?ids=fine-1", later).expectStatus().isOk();
        this.shop.read("/v1/categories/leaf-1/products", later).expectStatus().isOk().expectBody()
                .jsonPath("$.totalCount").isEqualTo(1);
        this.shop.get("/v1/products/poison-1").expectStatus().isNotFound();
    }

    @Test
    void operatorsSeeItAndHaveItTriedAgain() {
        var token = poisoned("poison-2", "leaf-2");

        this.shop.get("/admin/v1/sync").expectBody().jsonPath("$.deadLetters[0].kind").isEqualTo("product")
                .jsonPath("$.deadLetters[0].key").isEqualTo("poison-2").jsonPath("$.deadLetters[0].error")
                .isEqualTo("ERROR: poison-2 is poison").jsonPath("$.lagEvents").isEqualTo(0);
        await().untilAsserted(() -> this.management.get("/actuator/health/sync").expectStatus().isOk().expectBody()
                .jsonPath("$.status").isEqualTo("DEGRADED").jsonPath("$.details.deadLetters").isEqualTo(1));
        this.management.get("/actuator/health").expectStatus().isOk().expectBody().jsonPath("$.status")
                .isEqualTo("DEGRADED");
        this.management.get("/actuator/health/readiness").expectStatus().isOk();

        this.shop.post("/admin/v1/dead-letters/product/poison-2/retry").expectStatus().isAccepted();
        await().untilAsserted(() -> this.shop.get("/admin/v1/dead-letters").expectBody()
                .jsonPath("$.deadLetters[0].failures").isEqualTo(2).jsonPath("$.deadLetters[0].retrying")
                .isEqualTo(false));

        this.shop.cure("poison-2");
        this.shop.post("/admin/v1/dead-letters/retry").expectStatus().isAccepted().expectBody()
                .jsonPath("$.retrying").isEqualTo(1);
        await().untilAsserted(() -> this.shop.read("/v1/products/poison-2", token).expectStatus().isOk());
        this.shop.get("/admin/v1/dead-letters").expectBody().jsonPath("$.deadLetters").isEmpty();
        await().untilAsserted(() -> this.management.get("/actuator/health/sync").expectStatus().isOk().expectBody()
                .jsonPath("$.status").isEqualTo("UP"));
    }

    @Test
    void whoWaitsForItIsNotToldThatItIsVisible() {
        this.shop.category("leaf-4");
        this.shop.poison("poison-4");

        this.shop.put("poison-4", "leaf-4", "wait=1").expectStatus().isAccepted();
        this.shop.put("fine-4", "leaf-4", "wait=10").expectStatus().isCreated();
    }

    @Test
    void aDiscardedLetterIsTakenForRight() {
        var token = poisoned("poison-3", "leaf-3");

        this.shop.delete("/admin/v1/dead-letters/product/poison-3").expectStatus().isNoContent();

        this.shop.read("/v1/products/poison-3", token).expectStatus().isNotFound();
        this.shop.delete("/admin/v1/dead-letters/product/poison-3").expectStatus().isNotFound();
        this.shop.post("/admin/v1/dead-letters/product/poison-3/retry").expectStatus().isNotFound().expectBody()
                .jsonPath("$.detail").isNotEmpty();
    }

}
