package dev.aisle.command;

import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

@AisleTest
class AdminProductsIntegrationTests {

    private static final String MILK = """
            {"name": "Milk 1 l", "brand": "Dairy", "description": "Fresh\\nwhole milk", "sku": "M-1",
             "gtin": "4006381333931", "images": ["https://example.org/milk.jpg", "/pictures/milk.svg"],
             "attributes": {"fat": "3.5 %", "name-ko": "우유"}, "saleWindow": {"from": "2026-01-01T00:00:00Z"},
             "price": {"amount": "1.29", "currency": "USD"},
             "salePrice": {"amount": "0.99", "currency": "USD", "until": "2027-01-01T00:00:00Z"},
             "stock": {"quantity": 7}}
            """;

    @LocalServerPort
    private int port;

    private Admin admin;

    @BeforeEach
    void signIn() {
        this.admin = new Admin(this.port);
    }

    @Test
    void aProductIsPutReadPatchedPlacedAndDeleted() {
        this.admin.post("/categories", "{\"id\": \"dairy\", \"name\": \"Dairy\"}").is(201);
        var made = this.admin.put("/products/milk", MILK, "If-None-Match", "*").is(201);
        assertThat(made.header("Location")).isEqualTo("/admin/v1/products/milk");
        assertThat(made.json().get("price").get("amount").stringValue()).isEqualTo("1.29");
        assertThat(made.json().get("stock").get("quantity").intValue()).isEqualTo(7);
        assertThat(made.json().get("status").stringValue()).isEqualTo("active");

        var read = this.admin.get("/products/milk").is(200);
        assertThat(read.etag()).isEqualTo(made.etag());
        assertThat(read.json()).isEqualTo(made.json());
        this.admin.put("/products/milk", MILK, "If-None-Match", "*").isProblem(412, "stale-version");
        this.admin.put("/products/milk", MILK).isProblem(428, "precondition-required");

        var same = this.admin.put("/products/milk", read.text(), "If-Match", read.etag()).is(200);
        assertThat(same.etag()).as("what was read can be put back, and changes nothing").isEqualTo(read.etag());

        var patched = this.admin.patch("/products/milk", """
                {"brand": null, "attributes": {"fat": null, "size": "1 l"}, "slug": "whole-milk",
                 "salePrice": {"amount": "0.89"}}
                """, "If-Match", read.etag()).is(200);
        assertThat(patched.json().get("brand").isNull()).isTrue();
        assertThat(patched.json().get("attributes").toString()).isEqualTo("{\"name-ko\":\"우유\",\"size\":\"1 l\"}");
        assertThat(patched.json().get("salePrice").get("until").stringValue()).isEqualTo("2027-01-01T00:00:00Z");
        this.admin.patch("/products/milk", "{\"name\": \"x\"}", "If-Match", read.etag()).isProblem(412,
                "stale-version");

        var placed = this.admin.put("/products/milk/placements", """
                {"placements": [{"categoryId": "dairy", "position": 5}]}
                """, "If-Match", patched.etag()).is(200);
        assertThat(placed.json().get("placements").toString())
                .isEqualTo("[{\"categoryId\":\"dairy\",\"position\":5}]");

        var gone = this.admin.delete("/products/milk", "If-Match", placed.etag()).is(204);
        this.admin.get("/products/milk").isProblem(404, "not-found");
        var again = this.admin.put("/products/milk", "{\"name\": \"Milk\"}").is(201);
        assertThat(version(again)).isEqualTo(version(gone) + 1);
        assertThat(again.json().get("price").isNull()).isTrue();
        assertThat(again.json().get("stock").isNull()).isTrue();
        this.admin.post("/stock-levels", "[{\"id\": \"milk\", \"quantity\": 1}]").is(200);
        assertThat(this.admin.get("/journal?stream=stock:milk").json().get("events").valueStream()
                .map(event -> event.get("version").intValue())).containsExactly(1, 2);
    }

    private static long version(Admin.Answer answer) {
        return Long.parseLong(answer.etag().replace("\"", ""));
    }

    @Test
    void whatDoesntExistCantBeChanged() {
        this.admin.patch("/products/none", "{\"name\": \"x\"}", "If-Match", "*").isProblem(404, "not-found");
        this.admin.delete("/products/none", "If-Match", "*").isProblem(404, "not-found");
        this.admin.put("/products/none/placements", "{\"placements\": []}", "If-Match", "*").isProblem(404,
                "not-found");
        this.admin.put("/products/none", "{\"name\": \"x\"}", "If-Match", "\"3\"").isProblem(412, "stale-version");
    }

    @Test
    void slugsAreUniqueAndDerived() {
        this.admin.put("/products/s1", "{\"name\": \"Same name\"}").is(201);
        var second = this.admin.put("/products/s2", "{\"name\": \"Same name\"}").is(201);
        assertThat(second.json().get("slug").stringValue()).isEqualTo("same-name-s2");
        this.admin.put("/products/s3", "{\"name\": \"x\", \"slug\": \"same-name\"}").isProblem(409, "rule-broken");
        this.admin.put("/products/s3", "{\"name\": \"x\", \"slug\": \"Same Name\"}").isInvalid("/slug");
        this.admin.patch("/products/s1", "{\"slug\": \"other\"}", "If-Match", "*").is(200);
        this.admin.put("/products/s3", "{\"name\": \"x\", \"slug\": \"same-name\"}").is(201);
    }

    @Test
    void listsAreFilteredAndPaged() {
        this.admin.post("/categories", "{\"id\": \"list-leaf\", \"name\": \"L\"}").is(201);
        IntStream.range(0, 7).forEach(i -> this.admin.put("/products/list-" + i, """
                {"name": "Listed Zyx %d", "status": "%s", "sku": "QQ-%d", "placements": [{"categoryId": "list-leaf"}]}
                """.formatted(i, (i % 2 == 0) ? "draft" : "active", i)).is(201));

        var first = this.admin.get("/products?category=list-leaf&first=5").is(200).json();
        assertThat(first.get("products")).hasSize(5);
        assertThat(first.get("pageInfo").get("hasNextPage").booleanValue()).isTrue();
        var rest = this.admin.get("/products?category=list-leaf&first=5&after="
                + first.get("pageInfo").get("endCursor").stringValue()).is(200).json();
        assertThat(rest.get("products")).hasSize(2);
        assertThat(this.admin.get("/products?category=list-leaf&status=draft").json().get("products")).hasSize(4);
        assertThat(this.admin.get("/products?query=zyx%20list").json().get("products")).hasSize(7);
        assertThat(this.admin.get("/products?query=qq-3").json().get("products")).hasSize(1);
        assertThat(this.admin.get("/products?query=nothing-of-that").json().get("products")).isEmpty();
        this.admin.get("/products?first=0").isInvalid("/first");
        this.admin.get("/products?first=x").isInvalid("/first");
        this.admin.get("/products?after=%21%21").isInvalid("/after");
        this.admin.get("/products?status=gone").isInvalid("/status");
        this.admin.get("/products?category=%00").is(400);
    }

    @Test
    void theJournalTellsWhoDidWhat() {
        this.admin.put("/products/journalled", "{\"name\": \"J\"}", "X-Request-Id", "my-request").is(201);
        var event = this.admin.get("/journal?stream=product:journalled").is(200).json().get("events").get(0);
        assertThat(event.get("type").stringValue()).isEqualTo("product-created");
        assertThat(event.get("actor").stringValue()).isEqualTo("admin");
        assertThat(event.get("requestId").stringValue()).isEqualTo("my-request");
        assertThat(event.get("payload").get("details").get("name").stringValue()).isEqualTo("J");
        var after = event.get("position").longValue();
        assertThat(this.admin.get("/journal?stream=product:journalled&after=" + after).json().get("events")).isEmpty();
        this.admin.get("/journal?stream=nonsense").isInvalid("/stream");
        this.admin.get("/journal?first=0").isInvalid("/first");
    }

    @Test
    void whoWaitsIsAnsweredWhenShoppersCanSeeIt() {
        var made = this.admin.put("/products/awaited", "{\"name\": \"A\"}", "Prefer", "wait=20").is(201);
        assertThat(made.header("Preference-Applied")).isEqualTo("wait=20");
        var unwaited = this.admin.put("/products/unwaited", "{\"name\": \"A\"}", "Prefer", "wait=0");
        assertThat(unwaited.response().statusCode()).isIn(201, 202);
        assertThat(unwaited.token()).isNotNull();
    }

}
