package dev.aisle.query.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBody;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.surrogate.ProxySettings;

import static org.assertj.core.api.Assertions.assertThat;

/** For how long which cache may keep an answer. */
class StorefrontAnswersTests {

    static final Duration FRESH_WITHIN = Duration.ofSeconds(5);

    static final String SHORT = "max-age=7, stale-while-revalidate=3, stale-if-error=600";

    static final String LONG = "max-age=3600, stale-while-revalidate=3, stale-if-error=600";

    @Test
    void withoutProxiesNothingLivesLong() throws IOException {
        var response = answer(body(Instant.now()), List.of(), false);

        assertThat(response.getHeader("Cache-Control")).isEqualTo("public, " + SHORT);
        assertThat(response.getHeaderNames()).doesNotContain("Surrogate-Control", "Surrogate-Key");
    }

    @Test
    void aFreshAnswerLivesLongInProxiesThatArePurged() throws IOException {
        var response = answer(body(Instant.now()), List.of(URI.create("http://varnish:6081")), false);

        assertThat(response.getHeader("Cache-Control"))
                .isEqualTo("public, max-age=7, s-maxage=3600, stale-while-revalidate=3, stale-if-error=600");
        assertThat(response.getHeader("Surrogate-Control")).isEqualTo(LONG);
        assertThat(response.getHeader("Surrogate-Key")).isEqualTo("aisle p/lime c/fruit");
        assertThat(response.getHeader("Vary")).isEqualTo(ConsistencyToken.HEADER);
    }

    /** The last purge of what changed may be over when it comes. */
    @Test
    void anAnswerOfAnOlderStateLivesLongNowhere() throws IOException {
        var response = answer(body(Instant.now().minus(FRESH_WITHIN).minusSeconds(1)),
                List.of(URI.create("http://varnish:6081")), false);

        assertThat(response.getHeader("Cache-Control"))
                .isEqualTo("public, max-age=7, s-maxage=7, stale-while-revalidate=3, stale-if-error=600");
        assertThat(response.getHeader("Surrogate-Control")).isEqualTo(SHORT);
        assertThat(response.getHeader("Surrogate-Key")).isEqualTo("aisle p/lime c/fruit");
    }

    /** It may be put right without a purge. */
    @Test
    void anAnswerThatLacksSomethingLivesLongNowhere() throws IOException {
        var lacking = new Answer.Body(
                new Rendered(JsonBody.of(Json.of("{}".getBytes(StandardCharsets.UTF_8))), Instant.EPOCH),
                Instant.now(), keys -> keys.category("fruit"), true).foundBy(keys -> keys.productSlug("lime"));
        var response = answer(lacking, List.of(URI.create("http://varnish:6081")), false);

        assertThat(response.getHeader("Surrogate-Control")).isEqualTo(SHORT);
        assertThat(response.getHeader("Surrogate-Key")).isEqualTo("aisle c/fruit s/lime");
    }

    @Test
    void whatMovedIsKnownByItsKeysToo() throws IOException {
        var moved = new Answer.Moved("/v1/product-slugs/lime", Instant.now(), keys -> keys.productSlug("citron"));
        var response = answer(moved, List.of(URI.create("http://varnish:6081")), false);

        assertThat(response.getStatus()).isEqualTo(308);
        assertThat(response.getHeader("Surrogate-Control")).isEqualTo(LONG);
        assertThat(response.getHeader("Surrogate-Key")).isEqualTo("aisle s/citron");
    }

    @Test
    void whatWasFoundByWayOfSomethingHasTheKeysOfBoth() throws IOException {
        var response = answer(body(Instant.now()).foundBy(keys -> keys.productSlug("lime")),
                List.of(URI.create("http://varnish:6081")), false);

        assertThat(response.getHeader("Surrogate-Key")).isEqualTo("aisle p/lime c/fruit s/lime");
    }

    @Test
    void anAnswerToATokenIsNobodyElses() throws IOException {
        var response = answer(body(Instant.now()), List.of(URI.create("http://varnish:6081")), true);

        assertThat(response.getHeader("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(response.getHeaderNames()).doesNotContain("Surrogate-Control", "Surrogate-Key");
    }

    /** Milliseconds aren't enough to tell: just before a second is over, it isn't. */
    @Test
    void anAgeIsSecondsThatAreOver() throws IOException {
        var answers = answers(List.of());
        for (int i = 0; i < 1_000; i++) {
            var response = new MockHttpServletResponse();
            var request = new MockHttpServletRequest("GET", "/v1/products/lime");
            var asOf = Instant.now().minusSeconds(5).plusNanos(500_000);
            answers.write(request, response, Optional.empty(), Optional.of(body(asOf)), () -> "product");

            assertThat(Long.parseLong(response.getHeader("Age")))
                    .isBetween(4L, Duration.between(asOf, Instant.now()).toSeconds());
        }
    }

    private static Answer body(Instant asOf) {
        return new Answer.Body(
                new Rendered(JsonBody.of(Json.of("{}".getBytes(StandardCharsets.UTF_8))), Instant.EPOCH), asOf,
                keys -> keys.product("lime").category("fruit"));
    }

    private static MockHttpServletResponse answer(Answer answer, List<URI> proxies, boolean token) throws IOException {
        var request = new MockHttpServletRequest("GET", "/v1/products/lime");
        var response = new MockHttpServletResponse();
        answers(proxies).write(request, response, Optional.of(new ConsistencyToken(1, 1)).filter(_ -> token),
                Optional.of(answer), () -> "product");
        return response;
    }

    private static StorefrontAnswers answers(List<URI> proxies) {
        return new StorefrontAnswers(settings(), new ProxySettings(proxies, Duration.ofHours(1), Duration.ofSeconds(3),
                Duration.ofMinutes(10), FRESH_WITHIN));
    }

    private static QuerySettings settings() {
        return new Binder(new MapConfigurationPropertySource(Map.of("aisle.query.browser-max-age", "7s")))
                .bindOrCreate("aisle.query", QuerySettings.class);
    }
}
