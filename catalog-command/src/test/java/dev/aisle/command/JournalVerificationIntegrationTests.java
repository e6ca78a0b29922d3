package dev.aisle.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;

/** The journal is proved from a baseline that moves on, and whoever changes a row behind its back is found. */
class JournalVerificationIntegrationTests {

    /** What somebody does to a table, and the row that is found by it. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("UPDATE command.product SET name = 'x' WHERE id = 'p7'", "product p7"),
            Map.entry("UPDATE command.product SET version = version + 1 WHERE id = 'p8'", "product p8"),
            Map.entry("UPDATE command.stock SET quantity = 77 WHERE product_id = 'p9'", "stock p9"),
            Map.entry("DELETE FROM command.price WHERE product_id = 'p10'", "price p10"),
            Map.entry("DELETE FROM command.placement WHERE product_id = 'p11'", "product p11"),
            Map.entry("UPDATE command.category SET name = 'x' WHERE id = 'leaf'", "category leaf"),
            Map.entry("UPDATE command.category_old_slug SET slug = 'x'", "category_old_slug root/x"),
            Map.entry("DELETE FROM command.product_old_slug WHERE slug = 'product-p1'", "product_old_slug product-p1"),
            Map.entry("INSERT INTO command.product_old_slug VALUES ('never', 'p3')", "product_old_slug never"),
            Map.entry("UPDATE command.deleted_stream SET version = 7 WHERE stream_type = 'stock'",
                    "deleted_stream stock:p2"),
            Map.entry("DELETE FROM command.deleted_stream WHERE stream_type = 'category'",
                    "deleted_stream category:gone"),
            Map.entry("INSERT INTO command.deleted_stream VALUES ('product', 'p3', 1)", "deleted_stream product:p3"),
            Map.entry("UPDATE command.catalog SET roots_version = 9", "catalog roots"));

    private static void fill(TestCatalog catalog) {
        var admin = catalog.admin();
        catalog.bulk().upsertCategories(List.of(category("root", null), category("leaf", "root"),
                category("gone", "root")), CALLER);
        catalog.bulk().upsertProducts(IntStream.range(0, 30).mapToObj(n -> product("p" + n, "leaf")).toList(), CALLER);
        admin.patch("/products/p1", "{\"slug\": \"another\"}", "If-Match", "*").is(200);
        admin.patch("/categories/leaf", "{\"slug\": \"foliage\"}", "If-Match", "*").is(200);
        admin.delete("/products/p2", "If-Match", "*").is(204);
        admin.delete("/categories/gone", "If-Match", "*").is(204);
    }

    @Test
    void theBaselineMovesOnAndNothingIsFoldedTwice() {
        try (var catalog = new TestCatalog()) {
            fill(catalog);
            long head = catalog.jdbc().sql("SELECT max(position) FROM command.journal").query(Long.class).single();

            var first = catalog.verify();
            var second = catalog.verify();
            catalog.admin().patch("/products/p3", "{\"name\": \"Three\"}", "If-Match", "*").is(200);
            var third = catalog.verify();

            assertThat(first.differences()).isEmpty();
            assertThat(first.position()).isEqualTo(head);
            assertThat(first.events()).isEqualTo(head);
            assertThat(first.complete()).isTrue();
            assertThat(second.events()).isZero();
            assertThat(second.products()).isEqualTo(30);
            assertThat(third.events()).isOne();
            assertThat(third.position()).isEqualTo(head + 1);
        }
    }

    @Test
    void whatIsChangedBehindTheJournalsBackIsFound() {
        try (var catalog = new TestCatalog()) {
            fill(catalog);
            long baseline = catalog.verify().position();
            catalog.admin().patch("/products/p4", "{\"name\": \"Four\"}", "If-Match", "*").is(200);

            for (var fault : FAULTS.entrySet()) {
                assertThat(catalog.jdbc().sql(fault.getKey()).update()).as(fault.getKey()).isPositive();
                var found = catalog.verify();
                assertThat(found.differences()).as(fault.getKey()).extracting(JournalVerification.Difference::row)
                        .contains(fault.getValue());
                assertThat(found.differing()).isEqualTo(found.differences().size());
                assertThat(found.position()).isEqualTo(baseline);
            }
        }
    }

    /** An update that was lost, where the journal has it: the row is as the last baseline knows it. */
    @Test
    void aRowThatIsOldAgainIsFound() {
        try (var catalog = new TestCatalog()) {
            fill(catalog);
            catalog.verify();
            catalog.admin().patch("/products/p4", "{\"name\": \"Four\"}", "If-Match", "*").is(200);

            catalog.jdbc().sql("UPDATE command.product SET name = 'Product p4', version = version - 1 WHERE id = 'p4'")
                    .update();

            assertThat(catalog.differences()).singleElement()
                    .satisfies(each -> assertThat(each.row()).isEqualTo("product p4"));
        }
    }

    @Test
    void editorsGoOnMeanwhile() throws Exception {
        try (var catalog = new TestCatalog()) {
            fill(catalog);
            var done = new AtomicBoolean();
            try (var threads = Executors.newFixedThreadPool(3)) {
                var editors = IntStream.range(0, 3).mapToObj(editor -> threads.submit(() -> {
                    for (int i = 0; !done.get(); i++) {
                        edit(catalog, "e" + editor + "-" + (i % 40), i);
                    }
                })).toList();
                for (int i = 0; i < 12; i++) {
                    assertThat(catalog.differences()).isEmpty();
                }
                done.set(true);
                for (var editor : editors) {
                    editor.get();
                }
            }
            assertThat(catalog.differences()).isEmpty();
        }
    }

    private static void edit(TestCatalog catalog, String id, int i) {
        switch (i % 4) {
            case 0 -> catalog.bulk().upsertProducts(List.of(product(id, "leaf"), product("p" + (i % 30), "leaf")),
                    CALLER);
            // slugs that all editors want, so that they take them from each other
            case 1 -> catalog.admin().patch("/products/" + id, "{\"slug\": \"s%d\"}".formatted(i % 7), "If-Match",
                    "*");
            case 2 -> catalog.admin().post("/stock-levels", "[{\"id\": \"%s\", \"quantity\": %d}]".formatted(id, i));
            default -> catalog.admin().delete("/products/" + id, "If-Match", "*");
        }
    }

}
