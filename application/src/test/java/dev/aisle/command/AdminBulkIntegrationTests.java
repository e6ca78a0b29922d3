package dev.aisle.command;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

@AisleTest
class AdminBulkIntegrationTests {

    @LocalServerPort
    private int port;

    private Admin admin;

    @BeforeEach
    void signIn() {
        this.admin = new Admin(this.port);
    }

    @Test
    void eachItemIsOnItsOwn() {
        this.admin.put("/products/b1", "{\"name\": \"B1\"}").is(201);
        var results = this.admin.post("/stock-levels", """
                [{"id": "b1", "quantity": 5, "sourceVersion": 10}, {"id": "b1", "quantity": 4, "sourceVersion": 9},
                 {"id": "b1", "quantity": 5, "sourceVersion": 10}, {"id": "none", "quantity": 1},
                 {"id": "b1", "quantity": -1}, {"id": "b1", "quantity": "5"}, 7, {"id": "b1", "available": true},
                 {"id": "b1", "quantity": 1, "available": true}, {"id": "b1"}, {"id": "b1", "quantity": 1, "x": 1}]
                """).is(200).json().get("results");
        assertThat(results.valueStream().map(result -> result.get("outcome").stringValue())).containsExactly("created",
                "superseded", "unchanged", "rejected", "rejected", "rejected", "rejected", "updated", "rejected",
                "rejected", "rejected");
        assertThat(results.get(3).get("problem").get("status").intValue()).isEqualTo(404);
        assertThat(results.get(4).get("problem").get("errors").get(0).get("pointer").stringValue())
                .isEqualTo("/quantity");
    }

    @Test
    void pricesKeepWhatTheyDontName() {
        this.admin.put("/products/b2", "{\"name\": \"B2\"}").is(201);
        var results = this.admin.post("/prices", """
                [{"id": "b2", "price": {"amount": "12.99", "currency": "USD"}},
                 {"id": "b2", "salePrice": {"amount": "9.99", "currency": "USD"}},
                 {"id": "b2", "price": {"amount": "12.999", "currency": "USD"}},
                 {"id": "b2", "price": {"amount": "-1", "currency": "USD"}},
                 {"id": "b2", "price": {"amount": "1", "currency": "EUR"}},
                 {"id": "b2", "price": {"amount": 1, "currency": "USD"}}, {"id": "b2"}]
                """).is(200).json().get("results");
        assertThat(results.valueStream().map(result -> result.get("outcome").stringValue())).containsExactly("created",
                "updated", "rejected", "rejected", "rejected", "rejected", "rejected");
        var product = this.admin.get("/products/b2").json();
        assertThat(product.get("price").get("amount").stringValue()).isEqualTo("12.99");
        assertThat(product.get("salePrice").get("amount").stringValue()).isEqualTo("9.99");
        this.admin.post("/prices", "[{\"id\": \"b2\", \"price\": null}]").is(200);
        assertThat(this.admin.get("/products/b2").json().get("price").isNull()).isTrue();
    }

    @Test
    void linesAreAnsweredInLines() {
        this.admin.put("/products/b3", "{\"name\": \"B3\"}").is(201);
        var answer = this.admin.send("POST", "/stock-levels", "application/x-ndjson", """
                {"id": "b3", "quantity": 5}
                {"id": "b3", "quantity": 6}
                """.getBytes(StandardCharsets.UTF_8)).is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.text().lines()).hasSize(2).first().asString()
                .isEqualTo("{\"index\":0,\"id\":\"b3\",\"outcome\":\"created\"}");
    }

    @Test
    void whatCantBeReadChangesNothing() {
        this.admin.put("/products/b4", "{\"name\": \"B4\"}").is(201);
        this.admin.post("/stock-levels", "[{\"id\": \"b4\", \"quantity\": 5}").isProblem(400, "malformed-request");
        this.admin.post("/stock-levels", "{\"id\": \"b4\", \"quantity\": 5}").isProblem(400, "malformed-request");
        this.admin.post("/stock-levels", "[{\"id\": \"b4\", \"quantity\": 5}] x").isProblem(400, "malformed-request");
        this.admin.post("/stock-levels", "").isProblem(400, "malformed-request");
        this.admin.post("/stock-levels", "[" + "[".repeat(5000)).isProblem(400, "malformed-request");
        this.admin.send("POST", "/stock-levels", "application/x-ndjson",
                "{\"id\": \"b4\", \"quantity\": 5}\n{broken".getBytes(StandardCharsets.UTF_8))
                .isProblem(400, "malformed-request");
        this.admin.send("POST", "/stock-levels", "text/plain", "[]".getBytes(StandardCharsets.UTF_8))
                .isProblem(415, "unsupported-media-type");
        assertThat(this.admin.get("/products/b4").json().get("stock").isNull()).isTrue();
        assertThat(this.admin.post("/stock-levels", "[]").is(200).text()).isEqualTo("{\"results\":[]}");
    }

    @Test
    void tenThousandAreTakenAndOneMoreIsNot() {
        this.admin.put("/products/b5", "{\"name\": \"B5\"}").is(201);
        var items = IntStream.range(0, 10_000)
                .mapToObj("{\"id\": \"b5\", \"quantity\": %d}"::formatted)
                .collect(Collectors.joining(","));
        assertThat(this.admin.post("/stock-levels", "[" + items + "]").is(200).json().get("results")).hasSize(10_000);
        assertThat(this.admin.get("/products/b5").json().get("stock").get("quantity").intValue()).isEqualTo(9_999);
        this.admin.post("/stock-levels", "[" + items + ", {}]").isProblem(413, "too-large");
    }

    @Test
    void aRetryIsSafe() {
        this.admin.put("/products/b6", "{\"name\": \"B6\"}").is(201);
        var body = "[{\"id\": \"b6\", \"quantity\": 5}]";
        var first = this.admin.post("/stock-levels", body, "Idempotency-Key", "b6-key").is(200);
        this.admin.post("/stock-levels", "[{\"id\": \"b6\", \"quantity\": 4}]").is(200);
        var again = this.admin.post("/stock-levels", body, "Idempotency-Key", "b6-key").is(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.token()).isEqualTo(first.token());
        assertThat(this.admin.get("/products/b6").json().get("stock").get("quantity").intValue()).isEqualTo(4);
        this.admin.post("/stock-levels", "[{\"id\": \"b6\", \"quantity\": 6}]", "Idempotency-Key", "b6-key")
                .isProblem(422, "idempotency-key-reused");
    }

}
