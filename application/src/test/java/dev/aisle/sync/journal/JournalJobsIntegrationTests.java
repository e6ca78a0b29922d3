package dev.aisle.sync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The journal's jobs, as an operator starts them. */
@AisleTest
@DirtiesContext
class JournalJobsIntegrationTests {

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    RestTestClient client;

    @DynamicPropertySource
    static void archive(DynamicPropertyRegistry settings) {
        settings.add("aisle.sync.journal.archive-directory", () -> directory);
        settings.add("aisle.sync.journal.archive-after", () -> "0s");
        settings.add("aisle.sync.journal.drop", () -> "true");
    }

    @BeforeEach
    void signIn() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
    }

    private JsonNode get(String path) {
        return new JsonMapper().readTree(
                this.client.get().uri(path).exchange().expectBody(String.class).returnResult().getResponseBody());
    }

    private JsonNode run(String job, Map<String, String> parameters) {
        var location = this.client.post().uri("/admin/v1/jobs/" + job).contentType(MediaType.APPLICATION_JSON)
                .body(parameters).exchange().expectStatus().isAccepted().returnResult().getResponseHeaders()
                .getLocation();
        return await().atMost(Duration.ofSeconds(60)).until(() -> get(location.getPath()),
                run -> run.hasNonNull("endedAt"));
    }

    private void product(String id) {
        this.client.put().uri("/admin/v1/products/" + id).contentType(MediaType.APPLICATION_JSON)
                .header("Prefer", "wait=20").body("{\"name\": \"%s\"}".formatted(id)).exchange().expectStatus()
                .isCreated();
    }

    @Test
    void theJournalIsProvedArchivedDroppedAndRestored() throws IOException {
        product("old");
        JdbcClient.create(this.owner).sql("SELECT setval('command.journal_position', 10000005)").query(Long.class)
                .single();
        product("new");

        var verified = run("verify-journal", Map.of());
        assertThat(verified.path("state").asString()).isEqualTo("completed");
        assertThat(verified.path("result").path("baseline").asLong()).isGreaterThan(10_000_000);
        assertThat(verified.path("result").path("events").asLong()).isEqualTo(2);

        var maintained = run("maintain-journal", Map.of());
        assertThat(maintained.path("result").path("archived").asInt()).isOne();
        assertThat(maintained.path("result").path("dropped").asInt()).isOne();
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
        this.client.get().uri("/admin/v1/journal?stream=product:old&after=0").exchange().expectStatus().isEqualTo(410)
                .expectBody().jsonPath("$.type").isEqualTo("urn:aisle:problem:archived");
        assertThat(run("verify-journal", Map.of()).path("state").asString()).isEqualTo("completed");

        var restored = run("restore-journal", Map.of("from", "1", "until", "1"));
        assertThat(restored.path("result").path("restored").asInt()).isOne();
        assertThat(get("/admin/v1/journal?stream=product:old&after=0").path("events")).hasSize(1);
        assertThat(run("maintain-journal", Map.of()).path("result").path("dropped").asInt()).isZero();
    }

    @Test
    void aDifferenceFailsTheRunAndIsShown() {
        product("changed");
        JdbcClient.create(this.owner).sql("UPDATE command.product SET brand = 'sabotage' WHERE id = 'changed'")
                .update();

        var run = run("verify-journal", Map.of());

        assertThat(run.path("state").asString()).isEqualTo("failed");
        assertThat(run.path("problem").asString()).contains("product changed");
        assertThat(run.path("result").path("differences").get(0).path("stored").asString()).contains("sabotage");
        JdbcClient.create(this.owner).sql("UPDATE command.product SET brand = NULL WHERE id = 'changed'").update();
        assertThat(run("verify-journal", Map.of()).path("state").asString()).isEqualTo("completed");
    }

    @Test
    void whatCannotBeRestoredIsSaid() {
        var run = run("restore-journal", Map.of("from", "yesterday"));

        assertThat(run.path("state").asString()).isEqualTo("failed");
        assertThat(run.path("problem").asString()).contains("must be a position");
    }

}
