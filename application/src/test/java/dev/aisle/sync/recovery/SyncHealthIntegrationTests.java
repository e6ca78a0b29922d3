package dev.aisle.sync.recovery;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.awaitility.Awaitility.await;

/** A sync that stands still is down, and up again when it has caught up; shoppers are served throughout. */
@RecoveryTest
class SyncHealthIntegrationTests {

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @Autowired
    ApplicationContext context;

    Shop shop;

    Shop management;

    @BeforeEach
    void openShop() {
        this.shop = new Shop(this.port, this.owner);
        this.management = new Shop(this.managementPort, this.owner);
    }

    private List<SmartLifecycle> followers() {
        return List.of("projection.DatabaseWakeUps", "projection.Projector", "publishing.Publisher").stream()
                .map(name -> this.context.getBean("dev.aisle.sync." + name, SmartLifecycle.class)).toList();
    }

    private void awaitHealth(int httpStatus, String status) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> this.management.get("/actuator/health/sync")
                .expectStatus().isEqualTo(httpStatus).expectBody().jsonPath("$.status").isEqualTo(status));
    }

    @Test
    void itIsDownWhileItStandsStillAndGoesOnWhereItWas() {
        this.shop.category("standstill");
        awaitHealth(200, "UP");

        followers().forEach(SmartLifecycle::stop);
        var token = this.shop.product("unseen", "standstill");
        awaitHealth(503, "DOWN");
        this.management.get("/actuator/health/readiness").expectStatus().isOk();
        this.shop.get("/v1/categories").expectStatus().isOk();
        this.shop.get("/admin/v1/sync").expectBody().jsonPath("$.projector").isEqualTo("stalled");
        this.shop.read("/v1/products/unseen", token).expectStatus().isEqualTo(503);

        followers().forEach(SmartLifecycle::start);
        awaitHealth(200, "UP");
        await().untilAsserted(() -> this.shop.read("/v1/products/unseen", token).expectStatus().isOk());
        await().untilAsserted(() -> this.shop.get("/v1/categories/standstill/products").expectStatus().isOk());
    }

}
