package dev.aisle.sync.purging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import dev.aisle.oracle.HttpAnswer;
import dev.aisle.oracle.HttpCaller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Varnish with the shipped VCL before a real Aisle. */
@ProxiedTest
class VarnishIntegrationTests {

    private static final Path VCL = Path.of("..", "docs", "operations", "varnish.vcl");

    /** What a shopper waits for a change, as long as the machine isn't busy with something else. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** On a machine that is: less than any answer lives that isn't purged, even the provisional ones. */
    private static final Duration PURGED = Duration.ofSeconds(4);

    private static final URI FRONT = URI.create("http://127.0.0.1:" + ProxiedTest.Ports.VARNISH);

    static Varnish varnish;

    HttpCaller shopper;

    Editor editor;

    HttpCaller aisle;

    @BeforeAll
    static void startVarnish(@TempDir Path folder) throws IOException {
        assumeTrue(Varnish.isInstalled(),
                "Not tested: this machine has no Varnish with xkey. Debian has both: apt-get install varnish varnish-modules");
        varnish = Varnish.start(VCL, folder.resolve("varnish"), ProxiedTest.Ports.VARNISH, ProxiedTest.Ports.AISLE,
                "32m");
    }

    @AfterAll
    static void stopVarnish() {
        if (varnish != null) {
            varnish.close();
        }
    }

    @BeforeEach
    void fill() throws IOException, InterruptedException {
        this.shopper = new HttpCaller(FRONT, "none");
        this.editor = new Editor();
        this.aisle = this.editor.aisle();
        this.editor.category("garden", null);
        this.editor.category("tools", "garden");
        this.editor.category("pots", "garden");
        this.editor.product("rake", "tools");
        this.editor.product("spade", "tools");
        this.editor.product("jar", "pots");
    }

    @AfterEach
    void hangUp() {
        this.shopper.close();
        this.editor.close();
    }

    /** Asks until Varnish answers by itself. */
    private HttpAnswer hit(String path) {
        return await().until(() -> this.shopper.get(path), VarnishIntegrationTests::isHit);
    }

    private static boolean isHit(HttpAnswer answer) {
        return "Varnish; hit".equals(answer.header("Cache-Status"));
    }

    private void awaitFresh(String path, String text) {
        await().atMost(PURGED).pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(this.shopper.get(path).text()).contains(text));
    }

    @Test
    void answersAreKeptAndShowBrowsersNothingOfIt() {
        var answer = hit("/v1/products/rake");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control"))
                .isEqualTo("public, max-age=5, stale-while-revalidate=5, stale-if-error=86400");
        assertThat(answer.headers().map()).doesNotContainKeys("surrogate-key", "surrogate-control", "xkey", "age");
    }

    @Test
    void oneQueryInAnotherOrderIsTheSamePage() {
        hit("/v1/categories/tools/products?first=7&sort=price");

        await().untilAsserted(() -> assertThat(this.shopper.get("/v1/categories/tools/products?sort=price&first=7"))
                .matches(VarnishIntegrationTests::isHit));
    }

    @Test
    void aChangeIsFreshWhereverItShows() throws IOException, InterruptedException {
        hit("/v1/products/rake");
        hit("/v1/product-slugs/rake");
        hit("/v1/products?ids=spade,rake");
        hit("/v1/categories/garden/products");
        this.editor.patch("/products/rake", "{\"name\": \"Wide rake\"}");
        awaitFresh("/v1/products/rake", "Wide rake");
        awaitFresh("/v1/product-slugs/rake", "Wide rake");
        awaitFresh("/v1/products?ids=spade,rake", "Wide rake");
        awaitFresh("/v1/categories/garden/products", "Wide rake");

        hit("/v1/products/rake");
        hit("/v1/categories/garden");
        hit("/v1/categories?depth=3");
        this.editor.patch("/categories/tools", "{\"name\": \"Hand tools\"}");
        awaitFresh("/v1/products/rake", "Hand tools");
        awaitFresh("/v1/categories/garden", "Hand tools");
        awaitFresh("/v1/categories?depth=3", "Hand tools");
    }

    @Test
    void countsOfChildrenFollowAProductThatMovesBetweenThem() throws IOException, InterruptedException {
        this.editor.product("dibber", "tools");
        var before = hit("/v1/categories/garden").json();
        int garden = before.path("productCount").asInt();
        int pots = count(before, "pots");
        this.editor.patch("/products/dibber", "{\"placements\": [{\"categoryId\": \"pots\"}]}");

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var page = this.shopper.get("/v1/categories/garden").json();
            assertThat(count(page, "pots")).isEqualTo(pots + 1);
            assertThat(page.path("productCount").asInt()).isEqualTo(garden);
        });
    }

    private static int count(tools.jackson.databind.JsonNode page, String child) {
        return page.path("children").valueStream().filter(node -> node.path("id").asString().equals(child))
                .mapToInt(node -> node.path("productCount").asInt()).findFirst().orElse(0);
    }

    @Test
    void anOldSlugIsFollowedWhereverItLeadsNow() throws IOException, InterruptedException {
        this.editor.product("hoe", "tools");
        hit("/v1/product-slugs/hoe");
        this.editor.patch("/products/hoe", "{\"slug\": \"push-hoe\"}");
        awaitFreshLocation("/v1/product-slugs/hoe", "/v1/product-slugs/push-hoe");
        hit("/v1/product-slugs/hoe");
        this.editor.patch("/products/hoe", "{\"slug\": \"dutch-hoe\"}");
        awaitFreshLocation("/v1/product-slugs/hoe", "/v1/product-slugs/dutch-hoe");
    }

    private void awaitFreshLocation(String path, String location) {
        await().atMost(PURGED).pollInterval(Duration.ofMillis(2)).untilAsserted(
                () -> assertThat(this.shopper.get(path).header("Location")).isEqualTo(location));
    }

    @Test
    void whatIsNotThereIsNotKept() throws IOException, InterruptedException {
        assertThat(this.shopper.get("/v1/products/shears").status()).isEqualTo(404);
        this.editor.product("shears", "tools");

        await().atMost(PURGED).untilAsserted(
                () -> assertThat(this.shopper.get("/v1/products/shears").status()).isEqualTo(200));
        hit("/v1/products/shears");
    }

    /** The reader refills Varnish as soon as it is purged, so that an old answer would come back if one could. */
    @Test
    void readersSeeEachChangeSoonAndNeverGoBack() throws IOException, InterruptedException {
        var stop = new AtomicBoolean();
        var last = new AtomicReference<>("");
        var waits = new long[60];
        var reader = CompletableFuture.runAsync(() -> {
            long newest = 0;
            while (!stop.get()) {
                try {
                    long seen = Long
                            .parseLong(this.shopper.get("/v1/products/spade").json().path("brand").asString("0"));
                    assertThat(seen).isGreaterThanOrEqualTo(newest);
                    newest = seen;
                    last.set(String.valueOf(seen));
                } catch (IOException ex) {
                    throw new java.io.UncheckedIOException(ex);
                }
            }
        }, Thread.ofPlatform()::start);
        try {
            for (int number = 1; number <= waits.length; number++) {
                var brand = String.valueOf(number);
                long began = System.nanoTime();
                this.editor.patch("/products/spade", "{\"brand\": \"%s\"}".formatted(brand));
                await().atMost(PURGED).pollInterval(Duration.ofMillis(2))
                        .until(() -> last.get().equals(brand) || reader.isCompletedExceptionally());
                assertThat(reader).isNotCompletedExceptionally();
                waits[number - 1] = System.nanoTime() - began;
            }
        } finally {
            stop.set(true);
            reader.join();
        }
        Arrays.sort(waits);
        assertThat(Duration.ofNanos(waits[waits.length / 2])).as("half of the changes").isLessThan(FRESH);
        assertThat(varnish.counter("cache_hit")).isGreaterThan(varnish.counter("cache_miss"));
    }

    @Test
    void whoPassesATokenIsAnsweredByAisle() throws IOException, InterruptedException {
        hit("/v1/products/rake");
        var token = this.editor.patch("/products/rake", "{\"brand\": \"%d\"}".formatted(System.nanoTime()))
                .header("Aisle-Consistency-Token");

        var answer = this.shopper.get("/v1/products/rake", Map.of("Aisle-Consistency-Token", token));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Status")).isEqualTo("Varnish; fwd=miss");
        assertThat(answer.header("Cache-Control")).startsWith("private");
        assertThat(answer.text()).isEqualTo(this.aisle.get("/v1/products/rake",
                Map.of("Aisle-Consistency-Token", token)).text());
    }

    @Test
    void compressedAndPlainAreTheSameAndEsiIsOnlyText() throws IOException, InterruptedException {
        var plain = hit("/v1/products/jar").text();
        try (var client = HttpClient.newHttpClient()) {
            var packed = client.send(HttpRequest.newBuilder(FRONT.resolve("/v1/products/jar"))
                    .header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(packed.body().length).isLessThan(plain.length() / 2);
            try (var unpacked = new InputStreamReader(new GZIPInputStream(new ByteArrayInputStream(packed.body())),
                    StandardCharsets.UTF_8)) {
                assertThat(unpacked.readAllAsString()).isEqualTo(plain);
            }
        }
        assertThat(plain).isEqualTo(this.aisle.get("/v1/products/jar").text()).contains("<esi:remove>");
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException, InterruptedException {
        var known = hit("/v1/products/jar").header("ETag");
        var strong = this.aisle.get("/v1/products/jar").header("ETag");

        for (var tag : new String[]{known, strong}) {
            var answer = this.shopper.get("/v1/products/jar", Map.of("If-None-Match", tag));
            assertThat(answer.status()).as("%s for %s", answer, tag).isEqualTo(304);
            assertThat(answer.text()).isEmpty();
        }
        assertThat(this.shopper.get("/v1/products/jar", Map.of("If-None-Match", "\"other\"")).status()).isEqualTo(200);
    }

    @Test
    void editorsHaveConnectionsOfTheirOwn() throws IOException, InterruptedException {
        long before = varnish.counter("aisle_admin.req");
        long ofShoppers = varnish.counter("aisle.req");

        assertThat(this.shopper.get("/admin/v1/journal").status()).isEqualTo(401);
        await().untilAsserted(() -> assertThat(varnish.counter("aisle_admin.req")).isGreaterThan(before));
        assertThat(varnish.counter("aisle.req")).isEqualTo(ofShoppers);
        long ofEditors = varnish.counter("aisle_admin.req");

        assertThat(this.shopper.get("/v1/categories/pots/products?first=11").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(varnish.counter("aisle.req")).isGreaterThan(ofShoppers));
        assertThat(varnish.counter("aisle_admin.req")).isEqualTo(ofEditors);
    }

    @Test
    void onlyAisleMayPurge() throws IOException {
        hit("/v1/products/jar");

        assertThat(purge("127.0.0.2", "Surrogate-Key: p/jar")).startsWith("HTTP/1.1 403");
        assertThat(purge("127.0.0.1", "Surrogate-Key: p/jar\r\nX-Forwarded-For: 127.0.0.1"))
                .startsWith("HTTP/1.1 403");
        assertThat(purge("127.0.0.1", "X-Other: 1")).startsWith("HTTP/1.1 400");
        assertThat(purge("127.0.0.1", "Surrogate-Key: p/jar")).startsWith("HTTP/1.1 200 Purged 1");
    }

    private static String purge(String from, String headers) throws IOException {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", ProxiedTest.Ports.VARNISH));
            socket.getOutputStream().write("PURGE / HTTP/1.1\r\nHost: aisle\r\nConnection: close\r\n%s\r\n\r\n"
                    .formatted(headers).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void whileAisleIsGoneVarnishAnswersWithWhatItHas(@Autowired WebServerApplicationContext application)
            throws IOException, InterruptedException {
        var before = hit("/v1/products/rake");
        hit("/v1/products/spade");
        assertThat(purge("127.0.0.1", "Surrogate-Key: p/spade")).startsWith("HTTP/1.1 200");
        application.getWebServer().stop();
        try {
            assertThat(this.shopper.get("/v1/products/rake").text()).isEqualTo(before.text());
            var purged = this.shopper.get("/v1/products/spade");
            assertThat(purged.status()).isEqualTo(200);
            assertThat(purged.header("Age")).isNotNull();
            var unknown = this.shopper.get("/v1/products/rake?never=asked");
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(unknown.header("Retry-After")).isEqualTo("1");
            assertThat(unknown.json().path("type").asString()).isEqualTo("urn:aisle:problem:unavailable");
        } finally {
            application.getWebServer().start();
        }
        // the connections to the server that was stopped are closed, and some aren't old enough to be left alone
        this.editor.close();
        this.editor = new Editor();
        this.editor.patch("/products/spade", "{\"name\": \"Sharp spade\"}");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(this.shopper.get("/v1/products/spade").text()).contains("Sharp spade"));
    }

}
