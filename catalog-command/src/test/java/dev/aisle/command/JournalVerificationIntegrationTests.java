package dev.aisle.command;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;

/** The journal is proved from a baseline that moves on, and whoever changes a row behind its back is found. */
class JournalVerificationIntegrationTests {

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

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE command.product SET name = 'x' WHERE id = 'p7'",
        "UPDATE command.product SET version = version + 1 WHERE id = 'p7'",
        "UPDATE command.stock SET quantity = 77 WHERE product_id = 'p7'",
        "DELETE FROM command.price WHERE product_id = 'p7'",
        "DELETE FROM command.placement WHERE product_id = 'p7'",
        "UPDATE command.category SET name = 'x' WHERE id = 'leaf'",
        "UPDATE command.category_old_slug SET slug = 'x'", "DELETE FROM command.product_old_slug",
        "INSERT INTO command.product_old_slug VALUES ('never', 'p3')",
        "UPDATE command.deleted_stream SET version = 7 WHERE stream_type = 'stock'",
        "DELETE FROM command.deleted_stream WHERE stream_type = 'category'",
        "INSERT INTO command.deleted_stream VALUES ('product', 'p3', 1)",
        "UPDATE command.catalog SET roots_version = 9"})
    void whatIsChangedBehindTheJournalsBackIsFound(String change) {
        try (var catalog = new TestCatalog()) {
            fill(catalog);
            assertThat(catalog.differences()).isEmpty();
            long baseline = catalog.verify().position();
            catalog.admin().patch("/products/p4", "{\"name\": \"Four\"}", "If-Match", "*").is(200);

            assertThat(catalog.jdbc().sql(change).update()).isPositive();
            var found = catalog.verify();

            assertThat(found.differing()).isPositive();
            assertThat(found.differences()).isNotEmpty();
            assertThat(found.position()).isEqualTo(baseline);
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
