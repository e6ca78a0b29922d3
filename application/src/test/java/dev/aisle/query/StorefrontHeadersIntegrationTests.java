package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

@QueryNodeTest
class StorefrontHeadersIntegrationTests {

    static final String TOKEN = ConsistencyToken.HEADER;

    /** Without proxies that are purged nothing lives long. */
    static final String REUSE = "public, max-age=5, stale-while-revalidate=5, stale-if-error=86400";

    static Storefront storefront;
    static ReadModelFixture catalog;

    @BeforeAll
    static void fill(@Autowired @Qualifier("ownerDataSource") DataSource owner, @LocalServerPort int port) {
        storefront = new Storefront(port);
        catalog = new ReadModelFixture(owner).category("fruit", null, 1, "fruit", "Fruit")
                .product("apple", 50, Map.of("fruit", 1))
                .settled(42, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/categories", "/v1/categories/fruit", "/v1/categories/fruit/products",
        "/v1/products/apple", "/v1/products?ids=apple,none", "/v1/category-paths/fruit", "/v1/product-slugs/apple"})
    void everyAnswerTellsItsAgeAndCanBeValidated(String path) {
        var response = storefront.get(path);

        assertThat(response.header("ETag")).matches("\"[A-Za-z0-9_-]{22}\"");
        assertThat(response.header("Cache-Control")).isEqualTo(REUSE);
        assertThat(response.http().headers().map()).doesNotContainKeys("surrogate-control", "surrogate-key");
        assertThat(response.header("Vary")).isEqualTo("Aisle-Consistency-Token");
        assertThat(response.header("Aisle-As-Of")).isEqualTo("2026-02-03T04:05:06.789Z");
        assertThat(response.header("Last-Modified")).matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} 2026 [0-9:]{8} GMT");
        assertThat(response.http().headers().map()).doesNotContainKeys("set-cookie", "expires", "pragma");

        assertThat(storefront.get(path).header("ETag")).isEqualTo(response.header("ETag"));
    }

    @Test
    void theBreakerAroundRedisAndTheCacheCanBeWatched(@Autowired MeterRegistry meters) {
        storefront.get("/v1/products/apple");

        assertThat(meters.find("resilience4j.circuitbreaker.state").tag("name", "redis").gauges()).isNotEmpty();
        assertThat(meters.find("aisle.cache.looks").counters()).hasSize(4);
        assertThat(meters.find("aisle.cache.parts").counters()).hasSize(4);
        assertThat(meters.find("aisle.cache.local.size").gauge().value()).isPositive();
        assertThat(meters.find("aisle.cache.bodies.size").gauge().value()).isPositive();
    }

    @Test
    void lastModifiedOfAProductIsItsLastChange() {
        assertThat(storefront.get("/v1/products/apple").header("Last-Modified"))
                .isEqualTo("Fri, 02 Jan 2026 03:04:06 GMT");
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        var tag = storefront.get("/v1/products/apple").header("ETag");

        for (String known : new String[]{tag, "W/" + tag, "\"other\", " + tag, "\"other\",W/" + tag + " , \"third\"",
            "*"}) {
            var response = storefront.get("/v1/products/apple", "If-None-Match", known);
            assertThat(response.status()).as(known).isEqualTo(304);
            assertThat(response.body()).isEmpty();
            assertThat(response.header("ETag")).isEqualTo(tag);
            assertThat(response.header("Cache-Control")).isEqualTo(REUSE);
            assertThat(response.header("Vary")).isEqualTo("Aisle-Consistency-Token");
            assertThat(response.header("Aisle-As-Of")).isNotNull();
            assertThat(storefront.head("/v1/products/apple", "If-None-Match", known).status()).isEqualTo(304);
        }
        assertThat(storefront.get("/v1/products/apple", "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(storefront.get("/v1/products/apple", "If-Modified-Since", "Fri, 01 Jan 2027 00:00:00 GMT").status())
                .isEqualTo(200);
    }

    @Test
    void aTokenThatIsSatisfiedIsAnsweredPrivately() {
        for (var token : new ConsistencyToken[]{new ConsistencyToken(1, 42), new ConsistencyToken(1, 1),
            new ConsistencyToken(0, 42)}) {
            var response = storefront.get("/v1/categories/fruit/products", TOKEN, token.toString());
            assertThat(response.status()).as("%s", response).isEqualTo(200);
            assertThat(response.header("Cache-Control")).startsWith("private");
        }
        assertThat(storefront.get("/v1/products/none", TOKEN, new ConsistencyToken(1, 42).toString()).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/categories", "/v1/categories/fruit", "/v1/categories/fruit/products",
        "/v1/products/apple", "/v1/products?ids=apple", "/v1/category-paths/fruit", "/v1/product-slugs/apple"})
    void aTokenFromTheFutureIsWaitedForAndThenRefused(String path) {
        for (var token : new ConsistencyToken[]{new ConsistencyToken(1, 43), new ConsistencyToken(2, 1)}) {
            var start = Instant.now();
            var response = storefront.get(path, TOKEN, token.toString());

            assertThat(response.status()).as("%s", response).isEqualTo(503);
            assertThat(response.json().path("type").asString()).isEqualTo("urn:aisle:problem:not-yet-consistent");
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        }
    }

    @Test
    void aReadWaitsUntilItsTokenIsSettled() {
        var waiting = CompletableFuture.supplyAsync(() -> {
            var response = storefront.get("/v1/products/apple", TOKEN, new ConsistencyToken(1, 1042).toString());
            return (response.status() == 503)
                    ? storefront.get("/v1/products/apple", TOKEN, new ConsistencyToken(1, 1042).toString())
                    : response;
        }, Thread.ofPlatform()::start);
        assertThat(waiting).isNotDone();
        catalog.settled(1042, 7);

        assertThat(waiting.join().status()).isEqualTo(200);
        catalog.settled(42, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "1-zzzzzzzzzzzzzzzz", "-1-1", "1--1", "1 1"})
    void whatIsNoTokenIsRefused(String token) {
        var response = storefront.get("/v1/products/apple", TOKEN, token);

        assertThat(response.status()).as("%s", response).isEqualTo(400);
        assertThat(response.json().path("type").asString()).isEqualTo("urn:aisle:problem:malformed-request");
    }
}
