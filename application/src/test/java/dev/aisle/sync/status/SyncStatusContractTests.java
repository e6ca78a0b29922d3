package dev.aisle.sync.status;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code GET /admin/v1/sync}. */
@AisleTest
class SyncStatusContractTests {

    @LocalServerPort
    int port;

    @Test
    void itSaysHowFarTheReadModelIs() {
        var client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
        await().untilAsserted(() -> client.get().uri("/admin/v1/sync").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.projector").isEqualTo("running").jsonPath("$.lagEvents").isEqualTo(0));

        client.get().uri("/admin/v1/sync").exchange().expectBody().jsonPath("$.keys()")
                .value(keys -> assertThat(keys).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
                        .containsExactlyInAnyOrder("epoch", "head", "checkpoint", "settled", "lagEvents", "lagSeconds",
                                "generation", "projector", "dirty", "deadLetters", "breakers",
                                "readRepair", "lastReconciliation"));
    }

}
