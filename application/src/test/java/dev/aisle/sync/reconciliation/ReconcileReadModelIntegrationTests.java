package dev.aisle.sync.reconciliation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The job as an operator meets it: it puts read model and Redis right, reports, and tells whoever wants to know. */
@AnotherAisle
@AisleTest
@DirtiesContext
@TestPropertySource(properties = "aisle.query.local.size=0B")
class ReconcileReadModelIntegrationTests {

    private static final String SECRET = "a secret of the test's";

    private static final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    private static final HttpServer webhook = webhook();

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @Autowired
    RedisConnectionFactory redis;

    @Autowired
    List<PartSource<?>> sources;

    private RestTestClient client;

    private record Received(String timestamp, String signature, String body) {}

    private static HttpServer webhook() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/drift", exchange -> {
                var headers = exchange.getRequestHeaders();
                boolean first = received.isEmpty();
                received.add(new Received(headers.getFirst("Aisle-Timestamp"), headers.getFirst("Aisle-Signature"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                // the first attempt fails, so that there has to be a second
                exchange.sendResponseHeaders(first ? 503 : 204, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("aisle.sync.reconciliation.webhook.url",
                () -> "http://127.0.0.1:%d/drift".formatted(webhook.getAddress().getPort()));
        registry.add("aisle.sync.reconciliation.webhook.secret", () -> SECRET);
        registry.add("management.server.port", () -> "0");
        // on a busy machine the usual 100 ms would send readers past Redis
        registry.add("aisle.query.cache.timeout", () -> "2s");
    }

    @AfterAll
    static void stopWebhook() {
        webhook.stop(0);
    }

    @BeforeEach
    void signIn() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
        received.clear();
    }

    private void put(String path, String body) {
        this.client.put().uri("/admin/v1" + path).header("Content-Type", "application/json").header("Prefer", "wait=10")
                .body(body).exchange().expectStatus().is2xxSuccessful();
    }

    private void category(String body) {
        this.client.post().uri("/admin/v1/categories").header("Content-Type", "application/json")
                .header("Prefer", "wait=10").body(body).exchange().expectStatus().is2xxSuccessful();
    }

    private void givenAShop() {
        category("{\"id\":\"shop\",\"name\":\"Shop\"}");
        category("{\"id\":\"shoes\",\"name\":\"Shoes\",\"parentId\":\"shop\"}");
        for (var id : List.of("boot", "clog", "sandal")) {
            put("/products/" + id, """
                    {"name": "A %1$s", "slug": "a-%1$s", "status": "active", "stock": {"quantity": 3},
                     "price": {"amount": "10.00", "currency": "USD"}, "placements": [{"categoryId": "shoes"}]}"""
                    .formatted(id));
        }
    }

    private String read(String path) {
        return new String(this.client.get().uri(path).exchange().expectStatus().isOk().expectBody().returnResult()
                .getResponseBody(), StandardCharsets.UTF_8);
    }

    /** What all parts are made of. */
    private List<String> readAll() {
        return List.of("/v1/products/boot", "/v1/products?ids=boot,clog,sandal", "/v1/product-slugs/a-boot",
                "/v1/categories/shoes", "/v1/categories/shoes/products", "/v1/categories/shoes/products?sort=-price",
                "/v1/categories").stream().map(this::read).toList();
    }

    /** A first and a second page in each order. */
    private void readPages() {
        for (var sort : List.of("position", "price", "-price", "newest")) {
            var path = "/v1/categories/shoes/products?first=1&sort=" + sort;
            read(path + "&after=" + json(path).at("/pageInfo/endCursor").asString());
        }
    }

    private JsonNode json(String path) {
        return JsonMapper.shared().readTree(read(path));
    }

    private JsonNode reconcile(String parameters) {
        var run = JsonMapper.shared().readTree(new String(this.client.post()
                .uri("/admin/v1/jobs/reconcile-read-model").header("Content-Type", "application/json").body(parameters)
                .exchange().expectStatus().isAccepted().expectBody().returnResult().getResponseBody(),
                StandardCharsets.UTF_8));
        var path = "/admin/v1/jobs/executions/" + run.get("id").asLong();
        await().atMost(Duration.ofSeconds(60)).until(() -> json(path).hasNonNull("endedAt"));
        assertThat(json(path).get("state").asString()).as(json(path)::toString).isEqualTo("completed");
        return json("/admin/v1/reconciliations/" + json(path).get("result").get("reconciliation").asLong());
    }

    private static final int PARTS_CORRUPTED = 6;

    /** Makes parts say something else in as many bytes, as somebody with a Redis client could, or tells how many would. */
    private int corruptParts(boolean forReal) {
        int corrupted = 0;
        try (var connection = this.redis.getConnection();
                var keys = connection.keyCommands().scan(ScanOptions.scanOptions().match("aisle:*").build())) {
            while (keys.hasNext()) {
                var key = keys.next();
                if (new String(key, StandardCharsets.UTF_8).endsWith(":meta")) {
                    continue;
                }
                for (Map.Entry<byte[], byte[]> part : connection.hashCommands().hGetAll(key).entrySet()) {
                    var bytes = new String(part.getValue(), StandardCharsets.ISO_8859_1);
                    var other = bytes.replace("A boot", "A coat").replace("clog", "clot").replace("Shoes", "Shirt");
                    if (!other.equals(bytes) && forReal) {
                        connection.hashCommands().hSet(key, part.getKey(), other.getBytes(StandardCharsets.ISO_8859_1));
                    }
                    corrupted += other.equals(bytes) ? 0 : 1;
                }
            }
        }
        return corrupted;
    }

    @Test
    void readModelAndRedisArePutRightAndToldOf() throws Exception {
        givenAShop();
        var pages = readAll();
        assertThat(reconcile("{}").at("/reconciliation/state").asString()).isEqualTo("clean");
        assertThat(received).isEmpty();
        whatIsMadeForAGlanceIsTheSame();

        await().until(() -> readAll().equals(pages) && corruptParts(false) >= PARTS_CORRUPTED);
        int corrupted = corruptParts(true);
        assertThat(read("/v1/products/boot")).contains("A coat");
        JdbcClient.create(this.owner).sql("UPDATE read_g1.product SET brand = 'x' WHERE id = 'sandal'").update();
        var report = reconcile("{\"repair\": \"true\"}");

        assertThat(report.at("/reconciliation/state").asString()).as(report::toString).isEqualTo("repaired");
        assertThat(report.at("/report/cache/found").asInt()).as(report::toString).isEqualTo(corrupted);
        assertThat(report.at("/report/cache/complete").asBoolean()).isTrue();
        assertThat(JdbcClient.create(this.owner)
                .sql("SELECT count(*) FROM read.changes WHERE products @> '{boot,clog}' AND listings @> '{shoes}'")
                .query(Long.class).single()).as("nodes are told").isPositive();
        assertThat(report.at("/reconciliation/found").asInt()).isEqualTo(corrupted + 1);
        assertThat(report.at("/examples").toString()).contains("product/boot/card").contains("\"key\":\"sandal\"");
        assertThat(readAll()).isEqualTo(pages);
        assertThat(json("/admin/v1/sync").hasNonNull("lastReconciliation")).isTrue();
        isTold(report.at("/reconciliation/id").asLong());
        assertThat(reconcile("{}").at("/reconciliation/state").asString()).isEqualTo("clean");
    }

    /** A part that looks wrong at a glance is looked at again, so that a glance that sees nothing right would go unnoticed. */
    private void whatIsMadeForAGlanceIsTheSame() {
        var glanced = new HashMap<String, Integer>();
        await().until(() -> {
            readAll();
            readPages();
            glanced.clear();
            this.sources.forEach(source -> glance(source, glanced));
            return glanced
                    .equals(Map.of("CardPart", 3, "DetailPart", 1, "TextPart", 1, "ListingPart", 10, "CountPart", 1,
                            "CategoryLink", 2, "BodyPart", 2));
        });
    }

    private <T> void glance(PartSource<T> source, Map<String, Integer> glanced) {
        var keys = cached().stream().flatMap(name -> source.key(name.kind(), name.id(), name.field()).stream())
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        var made = source.make(keys);
        source.glance(keys).forEach((key, fresh) -> {
            var part = fresh.part().orElseThrow();
            assertThat(source.isSame(part, made.get(key).part().orElseThrow())).as(key::toString).isTrue();
            glanced.merge(part.getClass().getSimpleName(), 1, Integer::sum);
        });
    }

    /** Several categories in one statement, one that isn't there among them, and a page after a time far in the future. */
    private static <T> List<PartKey<T>> unusual(PartSource<T> source) {
        return Stream.of("shop", "nowhere", "shoes")
                .flatMap(category -> Stream
                        .of("o|24|", "o|24|0|clog", "P|1|", "n|24|500000000000000000|p", "count", "page")
                        .flatMap(field -> source.key(Kind.LISTING, category, field).stream()))
                .toList();
    }

    private static <T> void isTheSameAtAGlance(PartSource<T> source, List<PartKey<T>> keys) {
        var made = source.make(keys);
        var glanced = source.glance(keys);
        assertThat(glanced.keySet()).isEqualTo(made.keySet());
        glanced.forEach((key, fresh) -> {
            var other = made.get(key).part();
            assertThat(fresh.part().isPresent()).as(key::toString).isEqualTo(other.isPresent());
            assertThat(other.isEmpty() || source.isSame(fresh.part().orElseThrow(), other.get())).as(key::toString)
                    .isTrue();
        });
    }

    private record Name(Kind kind, String id, String field) {}

    private List<Name> cached() {
        var kinds = Map.of("p", Kind.PRODUCT, "s", Kind.PRODUCT_SLUG, "c", Kind.CATEGORY, "l", Kind.LISTING, "t",
                Kind.TREE);
        var names = new ArrayList<Name>();
        try (var connection = this.redis.getConnection();
                var keys = connection.keyCommands().scan(ScanOptions.scanOptions().match("aisle:*:?:*").build())) {
            while (keys.hasNext()) {
                var key = keys.next();
                var parts = new String(key, StandardCharsets.UTF_8).split(":", 4);
                connection.hashCommands().hKeys(key).forEach(field -> names.add(new Name(kinds.get(parts[2]), parts[3],
                        new String(field, StandardCharsets.UTF_8))));
            }
        }
        return names;
    }

    private static void isTold(long reconciliation) throws Exception {
        var first = received.poll(10, TimeUnit.SECONDS);
        var second = received.poll(10, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(second.body()).isEqualTo(first.body()).contains("\"event\":\"drift\"")
                .contains("\"id\":%d".formatted(reconciliation));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(second.signature()).isEqualTo("v1=" + HexFormat.of().formatHex(
                mac.doFinal((second.timestamp() + "." + second.body()).getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void driftThatIsLeftMakesHealthDegraded() {
        category("{\"id\":\"c\",\"name\":\"C\"}");
        JdbcClient.create(this.owner).sql("UPDATE read_g1.category SET name = 'x' WHERE id = 'c'").update();
        var report = reconcile("{\"repair\": \"false\"}");

        assertThat(report.at("/reconciliation/state").asString()).isEqualTo("drift");
        health("DEGRADED");
        assertThat(reconcile("{}").at("/reconciliation/state").asString()).isEqualTo("repaired");
        health("UP");
    }

    private void health(String status) {
        RestTestClient.bindToServer().baseUrl("http://localhost:" + this.managementPort).build().get()
                .uri("/actuator/health/reconciliation").exchange().expectBody().jsonPath("$.status").isEqualTo(status);
    }

}
