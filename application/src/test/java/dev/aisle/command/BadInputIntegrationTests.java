package dev.aisle.command;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes, the answer is a clear 4xx, and nothing has happened. */
@AisleTest
class BadInputIntegrationTests {

    @LocalServerPort
    private int port;

    private Admin admin;

    @BeforeEach
    void signIn() {
        this.admin = new Admin(this.port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "1", "\"x\"", "{", "{\"name\": }", "{\"name\": \"a\"} x",
        "{\"name\": \"a\", \"name\": \"b\"}", "{'name': 'a'}", "{\"name\": \"a\",}", "{\"name\": NaN}",
        "{\"name\": \"tab\there\"}", "{\"attributes\": {\"a\": \"b\", \"a\": \"c\"}, \"name\": \"x\"}"})
    void malformedJson(String body) {
        this.admin.put("/products/bad", body).isProblem(400, "malformed-request");
    }

    @Test
    void bytesThatAreNoText() {
        for (var bytes : new byte[][]{{'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}'},
            {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'},
            {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'}}) {
            this.admin.send("PUT", "/products/bad", "application/json", bytes).isProblem(400, "malformed-request");
            this.admin.send("POST", "/stock-levels", "application/json", bytes).isProblem(400, "malformed-request");
        }
        this.admin.send("PUT", "/products/bad", "application/json",
                "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_16)).isProblem(400, "malformed-request");
    }

    @Test
    void deepNesting() {
        this.admin.put("/products/bad", "{\"name\": " + "[".repeat(100_000)).isProblem(400, "malformed-request");
        this.admin.put("/products/bad", "{\"a\":".repeat(100_000)).isProblem(400, "malformed-request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{} | /name", "{\"name\": null} | /name",
        "{\"name\": 5} | /name", "{\"name\": \"\"} | /name", "{\"name\": \"  \"} | /name",
        "{\"name\": [\"x\"]} | /name", "{\"name\": \"x\", \"colour\": 1} | /colour",
        "{\"name\": \"a\\u0000b\"} | /name", "{\"name\": \"a\\u0007b\"} | /name",
        "{\"name\": \"a\\nb\"} | /name", "{\"name\": \"\\ud800\"} | /name",
        "{\"name\": \"x\", \"description\": \"\\u0000\"} | /description",
        "{\"name\": \"x\", \"status\": \"ACTIVE\"} | /status", "{\"name\": \"x\", \"status\": 1} | /status",
        "{\"name\": \"x\", \"slug\": \"A b\"} | /slug", "{\"name\": \"x\", \"slug\": \"\"} | /slug",
        "{\"name\": \"x\", \"gtin\": \"123\"} | /gtin", "{\"name\": \"x\", \"gtin\": \"4006381333932\"} | /gtin",
        "{\"name\": \"x\", \"images\": \"x\"} | /images", "{\"name\": \"x\", \"images\": [1]} | /images/0",
        "{\"name\": \"x\", \"images\": [\"javascript:alert(1)\"]} | /images/0",
        "{\"name\": \"x\", \"images\": [\"//elsewhere/x\"]} | /images/0",
        "{\"name\": \"x\", \"images\": [null]} | /images/0",
        "{\"name\": \"x\", \"attributes\": []} | /attributes",
        "{\"name\": \"x\", \"attributes\": {\"a\": 1}} | /attributes/a",
        "{\"name\": \"x\", \"attributes\": {\"a/b~\": {}}} | /attributes/a~1b~0",
        "{\"name\": \"x\", \"attributes\": {\"a\": null}} | /attributes/a",
        "{\"name\": \"x\", \"attributes\": {\"\": \"v\"}} | /attributes/",
        "{\"name\": \"x\", \"attributes\": {\"a\": \"\\u0000\"}} | /attributes/a",
        "{\"name\": \"x\", \"price\": 5} | /price", "{\"name\": \"x\", \"price\": {}} | /price/amount",
        "{\"name\": \"x\", \"price\": {\"amount\": \"1\"}} | /price/currency",
        "{\"name\": \"x\", \"price\": {\"amount\": \"-1\", \"currency\": \"USD\"}} | /price/amount",
        "{\"name\": \"x\", \"price\": {\"amount\": \"1.234\", \"currency\": \"USD\"}} | /price/amount",
        "{\"name\": \"x\", \"price\": {\"amount\": \"1e3\", \"currency\": \"USD\"}} | /price/amount",
        "{\"name\": \"x\", \"price\": {\"amount\": \"99999999999999999999\", \"currency\": \"USD\"}} | /price/amount",
        "{\"name\": \"x\", \"price\": {\"amount\": \"1\", \"currency\": \"EUR\"}} | /price/currency",
        "{\"name\": \"x\", \"price\": {\"amount\": \"1\", \"currency\": \"USD\", \"x\": 1}} | /price/x",
        "{\"name\": \"x\", \"salePrice\": {\"amount\": \"1\", \"currency\": \"USD\", \"from\": \"2026-02-30T00:00:00Z\"}} | /salePrice/from",
        "{\"name\": \"x\", \"salePrice\": {\"amount\": \"1\", \"currency\": \"USD\", \"from\": \"2027-01-01T00:00:00Z\", \"until\": \"2026-01-01T00:00:00Z\"}} | /salePrice",
        "{\"name\": \"x\", \"saleWindow\": {\"from\": \"yesterday\"}} | /saleWindow/from",
        "{\"name\": \"x\", \"saleWindow\": {\"from\": \"+12345-01-01T00:00:00Z\"}} | /saleWindow",
        "{\"name\": \"x\", \"saleWindow\": {\"from\": \"2026-01-01T00:00:00Z\", \"until\": \"2026-01-01T00:00:00Z\"}} | /saleWindow",
        "{\"name\": \"x\", \"stock\": {\"quantity\": -1}} | /stock/quantity",
        "{\"name\": \"x\", \"stock\": {\"quantity\": 1.5}} | /stock/quantity",
        "{\"name\": \"x\", \"stock\": {\"quantity\": 1e9999999999999999999999999999}} | /stock/quantity",
        "{\"name\": \"x\", \"stock\": {\"quantity\": 99999999999}} | /stock/quantity",
        "{\"name\": \"x\", \"stock\": {\"quantity\": 1, \"available\": true}} | /stock/available",
        "{\"name\": \"x\", \"stock\": {}} | /stock/quantity",
        "{\"name\": \"x\", \"placements\": {}} | /placements", "{\"name\": \"x\", \"placements\": [5]} | /placements/0",
        "{\"name\": \"x\", \"placements\": [{}]} | /placements/0/categoryId",
        "{\"name\": \"x\", \"placements\": [{\"categoryId\": \"../x\"}]} | /placements/0/categoryId",
        "{\"name\": \"x\", \"placements\": [{\"categoryId\": \"a\", \"position\": \"1\"}]} | /placements/0/position",
        "{\"name\": \"x\", \"placements\": [{\"categoryId\": \"a\"}, {\"categoryId\": \"a\"}]} | /placements/1/categoryId",
        "{\"name\": \"x\", \"id\": \"other\"} | /id"})
    void invalidProducts(String body, String pointer) {
        this.admin.put("/products/bad", body).isInvalid(pointer);
        this.admin.get("/products/bad").isProblem(404, "not-found");
    }

    @Test
    void tooMuchOfEverything() {
        this.admin.put("/products/bad", "{\"name\": \"%s\"}".formatted("x".repeat(501))).isInvalid("/name");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"description\": \"%s\"}".formatted("x".repeat(20_001)))
                .isInvalid("/description");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"brand\": \"%s\"}".formatted("x".repeat(201)))
                .isInvalid("/brand");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"images\": [%s]}"
                .formatted(many(51, i -> "\"/" + i + "\""))).isInvalid("/images");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"images\": [\"/%s\"]}".formatted("x".repeat(2_000)))
                .isInvalid("/images/0");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"attributes\": {%s}}"
                .formatted(many(101, i -> "\"a" + i + "\": \"v\""))).isInvalid("/attributes");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"attributes\": {\"%s\": \"v\"}}"
                .formatted("n".repeat(101))).isProblem(422, "invalid");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"attributes\": {\"a\": \"%s\"}}"
                .formatted("v".repeat(2_001))).isInvalid("/attributes/a");
        this.admin.put("/products/bad", "{\"name\": \"x\", \"placements\": [%s]}"
                .formatted(many(51, i -> "{\"categoryId\": \"c" + i + "\"}"))).isInvalid("/placements");
        this.admin.put("/products/bad", "{\"name\": \"%s\"}".formatted("x".repeat(2_000_000))).isProblem(413,
                "too-large");
        this.admin.put("/products/bad", "{\"name\": \"%s\"}".formatted("x".repeat(300_000))).is(400);
    }

    private static String many(int count, java.util.function.IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/products/%00", "/products/a%0Ab", "/products/-x", "/products/a%20b", "/products/%F0%9F%8D%8E",
                "/categories/%ED%A0%80", "/categories/~roots", "/categories?parent=%00", "/products?category=%2F",
                "/journal?stream=product:%00", "/journal?after=-1", "/journal?after=99999999999999999999"})
    void badIds(String path) {
        assertThat(this.admin.get(path).response().statusCode()).isBetween(400, 499);
    }

    @Test
    void longIds() {
        this.admin.put("/products/" + "a".repeat(120), "{\"name\": \"x\"}").is(201);
        this.admin.put("/products/" + "a".repeat(121), "{\"name\": \"x\"}").is(400);
        this.admin.put("/products/dotted..", "{\"name\": \"x\"}").is(201);
        this.admin.get("/products/dotted..").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7", "7\"", "\"a\" \"b\"", "*, \"1\"", ""})
    void badPreconditions(String ifMatch) {
        this.admin.put("/products/bad", "{\"name\": \"x\"}", "If-Match", ifMatch).isProblem(400, "malformed-request");
    }

    @Test
    void preconditionsThatMatchNothing() {
        this.admin.put("/products/pre", "{\"name\": \"x\"}").is(201);
        for (var tag : new String[]{"\"99\"", "W/\"1\"", "\"abc\"", "\"99999999999999999999\""}) {
            this.admin.put("/products/pre", "{\"name\": \"y\"}", "If-Match", tag).isProblem(412, "stale-version");
        }
        this.admin.put("/products/pre", "{\"name\": \"y\"}", "If-Match", "\"5\", \"1\"").is(200);
        this.admin.put("/products/pre", "{\"name\": \"y\"}", "If-None-Match", "\"1\"").is(400);
        this.admin.put("/products/pre", "{\"name\": \"y\"}", "If-Match", "*", "If-None-Match", "*").is(400);
    }

    @Test
    void badIdempotencyKeys() {
        this.admin.put("/products/bad", "{\"name\": \"x\"}", "Idempotency-Key", "x".repeat(256)).is(400);
        this.admin.put("/products/bad", "{\"name\": \"x\"}", "Idempotency-Key", "a b").is(400);
    }

    @Test
    void wrongMethodsAndTypes() {
        this.admin.send("DELETE", "/products", null, null, "If-Match", "*").isProblem(405, "method-not-allowed");
        this.admin.send("PUT", "/products/bad", "text/plain", new byte[]{'x'}).isProblem(415,
                "unsupported-media-type");
        this.admin.get("/no-such-thing").isProblem(404, "not-found");
    }

}
