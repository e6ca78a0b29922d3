package dev.aisle.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nothing is projected here, so that a change that is waited for takes as long as its editor waits. */
@AnotherAisle
@AisleTest
@TestPropertySource(properties = {"aisle.roles=command,query", "aisle.web.admin-at-once=1"})
@DirtiesContext
class AdminLimitIntegrationTests {

    @AutoClose
    final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    BulkheadRegistry bulkheads;

    @Test
    void editorsThatAreTooManyAreToldToComeBackAndShoppersAreAnswered() throws Exception {
        var waiting = this.http.sendAsync(post("one", "wait=5"), BodyHandlers.ofString());
        await().until(() -> this.bulkheads.bulkhead("admin").getMetrics().getAvailableConcurrentCalls() == 0);

        HttpResponse<String> second = this.http.send(post("two", "return=minimal"), BodyHandlers.ofString());

        assertThat(second.statusCode()).as(second.body()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).contains("1");
        assertThat(this.http.send(HttpRequest.newBuilder(uri("/v1/categories")).build(), BodyHandlers.ofString())
                .statusCode()).isEqualTo(200);
        assertThat(waiting.join().statusCode()).isEqualTo(202);
        // the answer is there before its request has ended
        await().until(() -> this.bulkheads.bulkhead("admin").getMetrics().getAvailableConcurrentCalls() == 1);
        assertThat(this.http.send(post("two", "return=minimal"), BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + this.port + path);
    }

    private HttpRequest post(String id, String prefer) {
        var account = Base64.getEncoder()
                .encodeToString(("admin:" + AisleTest.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(uri("/admin/v1/categories")).header("Authorization", "Basic " + account)
                .header("Content-Type", "application/json").header("Prefer", prefer)
                .POST(BodyPublishers.ofString("{\"id\": \"%1$s\", \"name\": \"%1$s\"}".formatted(id))).build();
    }

}
