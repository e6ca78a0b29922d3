package dev.aisle.command;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

@AisleTest
class AdminCategoriesIntegrationTests {

    @LocalServerPort
    private int port;

    private Admin admin;

    @BeforeEach
    void signIn() {
        this.admin = new Admin(this.port);
    }

    @Test
    void aCategoryIsMadeChangedMovedAndDeleted() {
        var made = this.admin.post("/categories", """
                {"id": "tea", "name": "Tea & Coffee", "description": "Hot"}
                """).is(201);
        assertThat(made.header("Location")).isEqualTo("/admin/v1/categories/tea");
        assertThat(made.etag()).isEqualTo("\"1\"");
        assertThat(made.token()).isNotNull();
        assertThat(made.json().get("slug").stringValue()).isEqualTo("tea-coffee");

        var renamed = this.admin.patch("/categories/tea", """
                {"name": "Tea", "slug": "tea", "hidden": true, "displayWindow": {"from": "2026-01-01T00:00:00Z"}}
                """, "If-Match", "\"1\"").is(200);
        assertThat(renamed.etag()).isEqualTo("\"5\"");
        assertThat(renamed.json().get("description").stringValue()).isEqualTo("Hot");

        var shown = this.admin.patch("/categories/tea", """
                {"hidden": false, "description": null, "displayWindow": {"until": "2027-01-01T00:00:00Z"}}
                """, "If-Match", "\"5\"").is(200);
        assertThat(shown.json().get("displayWindow").get("from").stringValue()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(shown.json().get("description").isNull()).isTrue();

        this.admin.post("/categories", "{\"id\": \"drinks\", \"name\": \"Drinks\"}").is(201);
        var moved = this.admin.post("/categories/tea/move", "{\"parentId\": \"drinks\"}", "If-Match", shown.etag())
                .is(200);
        assertThat(moved.json().get("parentId").stringValue()).isEqualTo("drinks");
        assertThat(this.admin.get("/categories?parent=drinks").is(200).json().get("categories")).hasSize(1);

        this.admin.delete("/categories/drinks", "If-Match", "*").isProblem(409, "rule-broken");
        this.admin.delete("/categories/tea", "If-Match", moved.etag()).is(204);
        this.admin.get("/categories/tea").isProblem(404, "not-found");
        var again = this.admin.post("/categories", "{\"id\": \"tea\", \"name\": \"Tea\"}").is(201);
        assertThat(again.etag()).as("goes on from the versions of the first").isEqualTo("\"11\"");
    }

    @Test
    void unchangedValuesMakeNoEvent() {
        var made = this.admin.post("/categories", "{\"id\": \"same\", \"name\": \"Same\"}").is(201);
        var again = this.admin.patch("/categories/same", "{\"name\": \"Same\"}", "If-Match", "\"1\"").is(200);
        assertThat(again.etag()).isEqualTo(made.etag());
        assertThat(this.admin.get("/journal?stream=category:same").json().get("events")).hasSize(1);
    }

    @Test
    void childrenAreOrderedExactly() {
        this.admin.post("/categories", "{\"id\": \"order\", \"name\": \"Order\"}").is(201);
        for (var id : new String[]{"o1", "o2", "o3"}) {
            this.admin.post("/categories", "{\"id\": \"%s\", \"parentId\": \"order\", \"name\": \"%s\"}"
                    .formatted(id, id)).is(201);
        }
        this.admin.put("/categories/order/children-order", "{\"children\": [\"o3\", \"o1\"]}", "If-Match", "\"1\"")
                .isProblem(409, "rule-broken");
        this.admin.put("/categories/order/children-order", "{\"children\": [\"o3\", \"o1\", \"o2\"]}")
                .isProblem(428, "precondition-required");
        var ordered = this.admin.put("/categories/order/children-order", "{\"children\": [\"o3\", \"o1\", \"o2\"]}",
                "If-Match", "\"1\"").is(200);
        assertThat(ordered.etag()).isEqualTo("\"2\"");
        assertThat(this.admin.get("/categories?parent=order").json().get("categories").valueStream()
                .map(c -> c.get("id").stringValue())).containsExactly("o3", "o1", "o2");
        assertThat(this.admin.get("/categories/o3").etag()).as("children keep their version").isEqualTo("\"1\"");
        this.admin.patch("/categories/o3", "{\"name\": \"still first\"}", "If-Match", "\"1\"").is(200);
        assertThat(this.admin.get("/categories?parent=order").json().get("categories").get(0).get("id").stringValue())
                .isEqualTo("o3");
    }

    @Test
    void rootsAreOrderedToo() {
        this.admin.post("/categories", "{\"id\": \"root-a\", \"name\": \"Root A\"}").is(201);
        this.admin.post("/categories", "{\"id\": \"root-b\", \"name\": \"Root B\"}").is(201);
        var roots = this.admin.get("/categories").is(200);
        var ids = new java.util.ArrayList<>(roots.json().get("categories").valueStream()
                .map(c -> "\"" + c.get("id").stringValue() + "\"").toList());
        java.util.Collections.reverse(ids);
        var ordered = this.admin.put("/categories/children-order", "{\"children\": %s}".formatted(ids), "If-Match",
                roots.etag()).is(200);
        assertThat(ordered.etag()).isNotEqualTo(roots.etag());
        assertThat(this.admin.get("/categories").json().get("categories").valueStream()
                .map(c -> "\"" + c.get("id").stringValue() + "\"").toList()).isEqualTo(ids);
        this.admin.put("/categories/children-order", "{\"children\": %s}".formatted(ids), "If-Match", roots.etag())
                .isProblem(412, "stale-version");
    }

    @Test
    void theTreesRulesHold() {
        this.admin.post("/categories", "{\"id\": \"r1\", \"name\": \"R1\"}").is(201);
        this.admin.post("/categories", "{\"id\": \"r2\", \"parentId\": \"r1\", \"name\": \"R2\"}").is(201);
        this.admin.post("/categories", "{\"id\": \"r2\", \"name\": \"again\"}").isProblem(409, "rule-broken");
        this.admin.post("/categories", "{\"parentId\": \"r1\", \"slug\": \"r2\", \"name\": \"R2b\"}")
                .isProblem(409, "rule-broken");
        this.admin.post("/categories", "{\"parentId\": \"nowhere\", \"name\": \"x\"}").isProblem(409, "rule-broken");
        this.admin.post("/categories/r1/move", "{\"parentId\": \"r2\"}", "If-Match", "*").isProblem(409,
                "rule-broken");
        this.admin.post("/categories/r1/move", "{\"parentId\": \"r1\"}", "If-Match", "*").isProblem(409,
                "rule-broken");
        this.admin.post("/categories/none/move", "{\"parentId\": null}", "If-Match", "*").isProblem(404, "not-found");
        this.admin.put("/products/r-p", "{\"name\": \"P\", \"placements\": [{\"categoryId\": \"r1\"}]}")
                .isProblem(409, "rule-broken");
        this.admin.put("/products/r-p", "{\"name\": \"P\", \"placements\": [{\"categoryId\": \"r2\"}]}").is(201);
        this.admin.post("/categories", "{\"parentId\": \"r2\", \"name\": \"R3\"}").isProblem(409, "rule-broken");
        this.admin.delete("/categories/r2", "If-Match", "*").isProblem(409, "rule-broken");
    }

}
