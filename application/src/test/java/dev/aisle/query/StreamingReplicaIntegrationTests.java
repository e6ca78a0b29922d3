package dev.aisle.query;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

import dev.aisle.AisleApplication;
import dev.aisle.TestServers;
import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.embedded.StreamingReplica;
import dev.aisle.kernel.testing.TestPorts;
import dev.aisle.oracle.HttpAnswer;
import dev.aisle.oracle.HttpCaller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The application with a real replica, in step, behind, and gone. */
@TestMethodOrder(OrderAnnotation.class)
class StreamingReplicaIntegrationTests {

    private static final Duration RECOVERY = Duration.ofSeconds(40);

    @TempDir
    static Path directory;

    static EmbeddedServers servers;

    static StreamingReplica replica;

    static ConfigurableApplicationContext aisle;

    static HttpCaller http;

    static int edits;

    @BeforeAll
    static void start() throws Exception {
        var settings = TestServers.settings(directory.resolve("data"))
                .withMemory(DataSize.ofMegabytes(64), DataSize.ofMegabytes(64));
        servers = EmbeddedServers.start(settings);
        TestServers.hurry(servers);
        replica = StreamingReplica.of(settings, servers.postgres().orElseThrow(), directory.resolve("replica"),
                TestPorts.free());
        var database = servers.postgres().orElseThrow().endpoint();
        var redis = servers.redis().orElseThrow().endpoint();
        var password = "a password for two databases";
        aisle = new SpringApplication(AisleApplication.class).run("--server.port=0", "--management.server.port=0",
                "--spring.datasource.url=" + database.jdbcUrl(), "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(), "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(), "--spring.data.redis.password=" + redis.password(),
                "--aisle.admin.password=" + password, "--aisle.demo=false",
                "--aisle.database.read-url=" + replica.endpoint().jdbcUrl(), "--aisle.query.read-model.max-lag=2s");
        http = new HttpCaller(URI.create("http://127.0.0.1:" + aisle.getEnvironment().getProperty("local.server.port")),
                password);
        assertThat(http.admin("POST", "/categories", Map.of("Content-Type", "application/json"),
                "{\"id\": \"leaf\", \"name\": \"Leaf\"}").status()).isEqualTo(201);
        for (String id : List.of("held", "other", "rare")) {
            assertThat(http.admin("PUT", "/products/" + id, Map.of("Content-Type", "application/json"), """
                    {"name": "New", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                     "stock": {"quantity": 7}, "placements": [{"categoryId": "leaf"}]}""").status()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        if (http != null) {
            http.close();
        }
        if (aisle != null) {
            aisle.close();
        }
        if (replica != null) {
            replica.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    /** What an edit gave a product: its name, and the token. */
    private record Edit(String product, String name, String token) {}

    private static Edit rename(String product) throws IOException, InterruptedException {
        var name = "Edition " + ++edits;
        var answer = http.admin("PATCH", "/products/" + product,
                Map.of("Content-Type", "application/merge-patch+json", "If-Match", "*"),
                "{\"name\": \"%s\"}".formatted(name));
        assertThat(answer.status()).isEqualTo(200);
        return new Edit(product, name, String.valueOf(answer.header("Aisle-Consistency-Token")));
    }

    private static HttpAnswer get(String product) throws IOException, InterruptedException {
        return http.get("/v1/products/" + product);
    }

    private static HttpAnswer exactly(Edit edit) throws IOException, InterruptedException {
        return http.get("/v1/products/" + edit.product(), Map.of("Aisle-Consistency-Token", edit.token()));
    }

    private static String name(HttpAnswer answer) {
        return answer.json().path("name").asString();
    }

    private static void awaitName(Edit edit) {
        await().atMost(RECOVERY).until(() -> name(get(edit.product())).equals(edit.name()));
    }

    @Order(1)
    @Test
    void onlyReadersUseTheReplica() throws Exception {
        awaitName(rename("held"));

        for (String reader : List.of("queryJdbc", "feedJdbc")) {
            assertThat(isReplica(reader)).as(reader).isTrue();
        }
        for (String other : List.of("reserveJdbc", "commandJdbc", "syncJdbc")) {
            assertThat(isReplica(other)).as(other).isFalse();
        }
    }

    private static boolean isReplica(String client) {
        return aisle.getBean(client, JdbcClient.class).sql("SELECT pg_is_in_recovery()").query(Boolean.class).single();
    }

    @Order(2)
    @Test
    void aWriteByReadersFailsLoudlyOnBoth() {
        for (String reader : List.of("queryJdbc", "reserveJdbc", "feedJdbc")) {
            var jdbc = aisle.getBean(reader, JdbcClient.class);
            assertThat(jdbc.sql("SELECT current_user::text").query(String.class).single()).isEqualTo("aisle_query");
            assertThat(jdbc.sql("SHOW default_transaction_read_only").query(String.class).single()).isEqualTo("on");
            assertThatThrownBy(() -> jdbc.sql("DELETE FROM read_g1.product").update()).as(reader).rootCause().message()
                    .matches("(?s).*(permission denied|read-only transaction).*");
        }
    }

    /** Readers can't tell the replica anything: sync is asked by way of the primary. */
    @Order(2)
    @Test
    void whatReadersFindWrongInTheReplicaIsRepairedInThePrimary() throws Exception {
        assertThat(JdbcClient.create(aisle.getBean("ownerDataSource", DataSource.class))
                .sql("DELETE FROM read_g1.product WHERE id = 'other'").update()).isEqualTo(1);

        await().atMost(RECOVERY).until(() -> aisle.getBean("queryJdbc", JdbcClient.class)
                .sql("SELECT count(*) FROM read_g1.product WHERE id = 'other'").query(Integer.class).single() == 0);
        assertThat(http.get("/v1/categories/leaf/products?first=7").json().get("products").size()).isEqualTo(2);
        await().atMost(RECOVERY).until(
                () -> http.get("/v1/categories/leaf/products?first=7").json().get("products").size() == 3);
    }

    @Order(3)
    @Test
    void tokensHoldWhileTheReplicaLagsAndOthersLeaveIt() throws Exception {
        awaitName(rename("held"));
        replica.pause();
        try {
            var edit = rename("held");
            var second = rename("other");

            var answer = exactly(edit);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(name(answer)).as("with its token").isEqualTo(edit.name());
            assertThat(name(exactly(second))).as("with its token").isEqualTo(second.name());
            awaitName(edit);
            awaitName(second);
            assertThat(aisle.getBean("queryJdbc", JdbcClient.class).sql("SELECT name FROM read_g1.product WHERE id = ?")
                    .param("held").query(String.class).single()).as("the replica").isNotEqualTo(edit.name());
        } finally {
            replica.resume();
        }
        awaitName(rename("held"));
    }

    @Order(4)
    @Test
    void withoutTheReplicaWhatIsHeldIsAnsweredAndTheRestComesFromThePrimary() throws Exception {
        awaitName(rename("held"));
        replica.stop();
        try {
            assertThat(get("held").status()).as("held").isEqualTo(200);
            assertThat(name(get("rare"))).as("cached nowhere").isEqualTo("New");
            var edit = rename("held");
            await().atMost(RECOVERY).until(() -> exactly(edit).status() == 200);
            assertThat(name(exactly(edit))).as("with its token").isEqualTo(edit.name());
            assertThat(get("held").status()).as("perhaps old").isEqualTo(200);
            assertThat(http.get("/v1/categories/leaf/products").status()).isEqualTo(200);
        } finally {
            replica.start();
        }
        await().atMost(RECOVERY).ignoreExceptions().until(() -> isReplica("queryJdbc"));
        awaitName(rename("held"));
    }
}
