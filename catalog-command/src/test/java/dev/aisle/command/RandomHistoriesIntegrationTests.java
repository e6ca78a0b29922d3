package dev.aisle.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is done in whatever order, the journal folded gives the tables, and the tree stays a tree. */
class RandomHistoriesIntegrationTests {

    private static final int HISTORIES = 6;

    private static final int STEPS = 250;

    /** So that most folds go on from what an earlier one left. */
    private static final int STEPS_A_BASELINE = 25;

    private static final int IDS = 9;

    @Test
    void theJournalFoldedGivesTheTables() {
        var seen = new TreeMap<String, Long>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            try (var catalog = new TestCatalog()) {
                var history = new History(catalog, new Random(seed));
                for (int step = 1; step <= STEPS; step++) {
                    history.step();
                    if (step % STEPS_A_BASELINE == 0) {
                        assertThat(catalog.differences()).as("seed %d step %d", seed, step).isEmpty();
                    }
                }
                assertThat(broken(catalog)).as("seed %d", seed).isEmpty();
                catalog.jdbc().sql("SELECT type, count(*) AS n FROM command.journal GROUP BY type").query(row -> {
                    seen.merge(row.getString("type"), row.getLong("n"), Long::sum);
                });
                history.statuses.forEach((status, n) -> seen.merge(status, n, Long::sum));
            }
        }
        assertThat(seen).as("the histories do everything, and often").containsKeys("category-created",
                "category-renamed", "category-slug-changed", "category-described", "category-moved",
                "category-children-ordered", "category-hidden", "category-shown", "category-display-window-changed",
                "category-deleted", "product-created", "product-details-changed", "product-slug-changed",
                "product-status-changed", "product-sale-window-changed", "product-placed", "product-deleted",
                "stock-level-set", "price-set", "200", "201", "204", "409", "404", "412", "428");
        assertThat(seen.values()).allMatch(n -> n >= 5);
    }

    private static List<String> broken(TestCatalog catalog) {
        return catalog.jdbc().sql("""
                WITH RECURSIVE tree AS (
                    SELECT id FROM command.category WHERE parent_id IS NULL
                     UNION ALL
                    SELECT c.id FROM command.category c JOIN tree t ON c.parent_id = t.id
                )
                SELECT 'in a cycle: ' || id FROM command.category WHERE id NOT IN (SELECT id FROM tree)
                 UNION ALL
                SELECT 'product in a non-leaf: ' || product_id
                  FROM command.placement p
                 WHERE EXISTS (SELECT FROM command.category c WHERE c.parent_id = p.category_id)
                """).query(String.class).list();
    }

    /** Random commands on few ids, so that they meet. */
    private static final class History {

        final Map<String, Long> statuses = new TreeMap<>();

        private final TestCatalog catalog;

        private final TestAdmin admin;

        private final Random random;

        History(TestCatalog catalog, Random random) {
            this.catalog = catalog;
            this.admin = catalog.admin();
            this.random = random;
        }

        void step() {
            var c = "c" + this.random.nextInt(IDS);
            var p = "p" + this.random.nextInt(IDS);
            switch (this.random.nextInt(22)) {
                case 0, 1, 2 -> count(this.admin.post("/categories", """
                        {"id": "%s", "name": "%s", "parentId": %s, "hidden": %s}
                        """.formatted(c, word(), parent(), this.random.nextBoolean())));
                case 3 -> count(this.admin.patch("/categories/" + c, """
                        {"name": "%s", "description": %s, "hidden": %s, "displayWindow": {"from": %s}}
                        """.formatted(word(), text(), this.random.nextBoolean(), time()), match("/categories/" + c)));
                case 4 -> count(this.admin.patch("/categories/" + c, "{\"slug\": \"%s\"}".formatted(word()),
                        match("/categories/" + c)));
                case 5, 6 -> count(this.admin.post("/categories/" + c + "/move",
                        "{\"parentId\": %s, \"position\": %s}".formatted(parent(),
                                this.random.nextBoolean() ? "null" : String.valueOf(this.random.nextInt(5))),
                        match("/categories/" + c)));
                case 7 -> count(this.admin.delete("/categories/" + c, match("/categories/" + c)));
                case 8 -> order(c);
                case 9 -> order(null);
                case 10, 11 -> count(this.admin.put("/products/" + p, """
                        {"name": "%s", "brand": %s, "status": "%s", "placements": %s, "saleWindow": {"until": %s},
                         "attributes": {"%s": "%s"}, "images": ["/%s.svg"]}
                        """.formatted(word(), text(), status(), placements(), time(), word(), word(), word()),
                        this.random.nextBoolean() ? new String[0] : match("/products/" + p)));
                case 12 -> count(
                        this.admin
                                .patch("/products/" + p,
                                        """
                                                {"description": %s, "slug": "%s", "attributes": {"%s": %s}, "stock": {"quantity": null, "available": true},
                                                 "salePrice": {"amount": "1.5", "currency": "USD", "until": %s}}
                                                """
                                                .formatted(text(), word(), word(), text(), time()),
                                        match("/products/" + p)));
                case 13, 14 -> count(this.admin.put("/products/" + p + "/placements",
                        "{\"placements\": %s}".formatted(placements()), match("/products/" + p)));
                case 15 -> count(this.admin.delete("/products/" + p, match("/products/" + p)));
                case 16 -> count(this.admin.post("/stock-levels",
                        "[{\"id\": \"%s\", \"quantity\": %d, \"sourceVersion\": %d}, {\"id\": \"p1\", \"available\": %s}]"
                                .formatted(p, this.random.nextInt(3), this.random.nextInt(50),
                                        this.random.nextBoolean())));
                case 17 -> count(this.admin.post("/prices",
                        "[{\"id\": \"%s\", \"price\": %s, \"sourceVersion\": %d}]".formatted(p,
                                this.random.nextBoolean() ? "null" : "{\"amount\": \"2\", \"currency\": \"USD\"}",
                                this.random.nextInt(50))));
                case 18 -> this.catalog.bulk().upsertCategories(IntStream.range(0, 4).mapToObj(_ -> category(
                        "c" + this.random.nextInt(IDS),
                        this.random.nextBoolean() ? null : "c" + this.random.nextInt(IDS))).toList(), CALLER);
                case 19, 20 -> this.catalog.bulk().upsertProducts(IntStream.range(0, 4).mapToObj(i -> (i == 0)
                        ? ProductUpsert.status(new ProductId(p), ProductStatus.DISCONTINUED)
                        : product("p" + this.random.nextInt(IDS), c, "c" + this.random.nextInt(IDS))).toList(),
                        CALLER);
                default -> this.catalog.bulk().splitLeaf(new CategoryId(c),
                        category("c" + this.random.nextInt(IDS), c), CALLER);
            }
        }

        private void order(String parent) {
            var list = this.admin.get("/categories" + ((parent != null) ? "?parent=" + parent : ""));
            if (list.status() == 200) {
                var ids = new ArrayList<>(list.json().get("categories").valueStream()
                        .map(child -> "\"" + child.get("id").stringValue() + "\"").toList());
                Collections.shuffle(ids, this.random);
                count(this.admin.put("/categories/" + ((parent != null) ? parent + "/" : "") + "children-order",
                        "{\"children\": %s}".formatted(ids), "If-Match", list.etag()));
            }
        }

        /** Mostly the right version. */
        private String[] match(String path) {
            return switch (this.random.nextInt(8)) {
                case 0 -> new String[0];
                case 1 -> new String[]{"If-Match", "\"" + this.random.nextInt(5) + "\""};
                case 2, 3 -> new String[]{"If-Match", "*"};
                default -> {
                    var etag = this.admin.get(path).etag();
                    yield new String[]{"If-Match", (etag != null) ? etag : "*"};
                }
            };
        }

        private void count(TestAdmin.Answer answer) {
            assertThat(answer.status()).as("%s: %s", answer.request(), answer.text()).isNotIn(400, 500);
            this.statuses.merge(String.valueOf(answer.status()), 1L, Long::sum);
        }

        private String parent() {
            return (this.random.nextInt(3) == 0) ? "null" : "\"c" + this.random.nextInt(IDS) + "\"";
        }

        private String placements() {
            return IntStream.range(0, this.random.nextInt(4))
                    .mapToObj(_ -> this.random.nextInt(IDS))
                    .distinct()
                    .map(i -> "{\"categoryId\": \"c%d\"%s}".formatted(i,
                            this.random.nextBoolean() ? "" : ", \"position\": " + this.random.nextInt(4)))
                    .toList()
                    .toString();
        }

        private String status() {
            return List.of("draft", "active", "discontinued").get(this.random.nextInt(3));
        }

        private String word() {
            return List.of("red", "green", "blue", "black", "white").get(this.random.nextInt(5));
        }

        private String text() {
            return this.random.nextBoolean() ? "null" : "\"" + word() + "\"";
        }

        private String time() {
            return this.random.nextBoolean() ? "null"
                    : "\"2026-0%d-01T00:00:00.123456Z\"".formatted(1 + this.random.nextInt(9));
        }

    }

}
