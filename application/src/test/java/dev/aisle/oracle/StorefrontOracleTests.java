package dev.aisle.oracle;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The oracle itself against answers worked out by hand. */
class StorefrontOracleTests {

    private static final Instant T = Instant.parse("2026-01-01T12:00:00Z");

    private static final JsonMapper JSON = new JsonMapper();

    private final CatalogState catalog = new CatalogState(_ -> true);

    private long position;

    @BeforeEach
    void foodWithFruitAndCake() {
        category("food", null, 1, "food");
        category("fruit", "food", 2, "fruit");
        category("cake", "food", 1, "cake");
        product("apple", "apple", Map.of("fruit", 5), "2.00", 3);
        product("tart", "tart", Map.of("fruit", 4, "cake", 7), "5.00", 1);
        product("bun", "bun", Map.of("cake", 7), "1.00", 0);
    }

    private void happened(String stream, String id, String type, Object payload) {
        this.position++;
        this.catalog.apply(new JournalRow(this.position, stream, id, type, JSON.valueToTree(payload),
                T.plusSeconds(this.position), "r"));
    }

    private void category(String id, String parent, int place, String slug) {
        var payload = new HashMap<String, Object>(
                Map.of("id", id, "position", place, "slug", slug, "name", id, "hidden", false, "display", Map.of()));
        payload.put("parent", parent);
        happened("category", id, "category-created", payload);
    }

    private void product(String id, String slug, Map<String, Integer> placements, String price, int quantity) {
        happened("product", id, "product-created", Map.of("id", id, "slug", slug, "status", "active", "sale", Map.of(),
                "details", Map.of("name", id, "images", List.of(), "attributes", List.of())));
        happened("product", id, "product-placed", Map.of("id", id, "placements", placements.entrySet()
                .stream()
                .map(it -> Map.of("category", it.getKey(), "position", it.getValue()))
                .toList()));
        price(id, price, null, null);
        happened("stock", id, "stock-level-set", Map.of("product", id, "level", Map.of("quantity", quantity)));
    }

    private void price(String id, String amount, String reduced, Object window) {
        var payload = new HashMap<String, Object>(
                Map.of("product", id, "price", Map.of("amount", amount, "currency", "USD")));
        if (reduced != null) {
            payload.put("sale", Map.of("price", Map.of("amount", reduced, "currency", "USD"), "window", window));
        }
        happened("price", id, "price-set", payload);
    }

    private StorefrontOracle at(Instant time) {
        return new StorefrontOracle(this.catalog, time, "USD");
    }

    private List<String> ids(String category, String sort) {
        return at(T).listing(this.catalog.categories.get(category), sort).stream().map(it -> it.id).toList();
    }

    private static JsonNode body(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return JSON.valueToTree(answer.body());
    }

    @Test
    void aListingHoldsEachSellableProductOnce() {
        assertThat(ids("food", "position")).containsExactly("tart", "apple");
        assertThat(ids("cake", "position")).containsExactly("tart");
        assertThat(ids("food", "price")).containsExactly("apple", "tart");
        assertThat(ids("food", "-price")).containsExactly("tart", "apple");
        assertThat(ids("food", "newest")).containsExactly("tart", "apple");
    }

    @Test
    void theTreeStandsInOrderWithExactCounts() {
        JsonNode food = body(at(T).tree(2)).get("categories").get(0);
        assertThat(food.get("productCount").asInt()).isEqualTo(2);
        assertThat(food.get("children").values().stream().map(it -> it.get("id").asString()))
                .containsExactly("cake", "fruit");
        assertThat(body(at(T).tree(1)).get("categories").get(0).get("children").isEmpty()).isTrue();
    }

    @Test
    void aHiddenAncestorHidesAllBelow() {
        happened("category", "food", "category-hidden", Map.of("id", "food"));

        assertThat(at(T).category("fruit").status()).isEqualTo(404);
        assertThat(at(T).product("apple").status()).isEqualTo(404);
        assertThat(body(at(T).tree(9)).get("categories").isEmpty()).isTrue();
    }

    @Test
    void aLeafWhoseOnlyProductIsSoldOutIsNotDisplayedButTheProductHasItsPage() {
        happened("stock", "tart", "stock-level-set", Map.of("product", "tart", "level", Map.of("available", false)));

        assertThat(at(T).category("cake").status()).isEqualTo(404);
        assertThat(body(at(T).product("bun")).get("availability").asString()).isEqualTo("out_of_stock");
    }

    @Test
    void windowsHoldFromTheirBeginningUntilJustBeforeTheirEnd() {
        happened("category", "cake", "category-display-window-changed", Map.of("id", "cake", "display",
                Map.of("from", T.toString(), "until", T.plusSeconds(60).toString())));

        assertThat(at(T.minusNanos(1000)).category("cake").status()).isEqualTo(404);
        assertThat(at(T).category("cake").status()).isEqualTo(200);
        assertThat(at(T.plusSeconds(60).minusNanos(1000)).category("cake").status()).isEqualTo(200);
        assertThat(at(T.plusSeconds(60)).category("cake").status()).isEqualTo(404);
    }

    @Test
    void aReducedPriceSortsAndShowsWhileItsWindowHolds() {
        price("tart", "5.00", "1.50", Map.of("until", T.toString()));

        assertThat(at(T.minusSeconds(1)).cards("food", "price").toString()).contains("1.50");
        assertThat(at(T.minusSeconds(1)).listing(this.catalog.categories.get("food"), "price").getFirst().id)
                .isEqualTo("tart");
        assertThat(ids("food", "price")).containsExactly("apple", "tart");
    }

    @Test
    void oldSlugsLeadOnUntilALivingThingStandsThere() {
        happened("category", "fruit", "category-slug-changed", Map.of("id", "fruit", "slug", "fresh"));
        assertThat(at(T).categoryPath(List.of("food", "fruit")).location()).isEqualTo("/v1/category-paths/food/fresh");

        happened("category", "cake", "category-slug-changed", Map.of("id", "cake", "slug", "fruit"));
        assertThat(body(at(T).categoryPath(List.of("food", "fruit"))).get("id").asString()).isEqualTo("cake");

        happened("product", "apple", "product-slug-changed", Map.of("id", "apple", "slug", "red-apple"));
        assertThat(at(T).productSlug("apple").location()).isEqualTo("/v1/product-slugs/red-apple");
        happened("product", "apple", "product-deleted", Map.of("id", "apple"));
        assertThat(at(T).productSlug("apple").status()).isEqualTo(404);
    }

    @Test
    void aPathBelowAMovedCategoryLeadsToWhereItIsNow() {
        category("bakery", null, 2, "bakery");
        var payload = new HashMap<String, Object>(Map.of("id", "cake", "position", 1, "parent", "bakery"));
        happened("category", "cake", "category-moved", payload);

        assertThat(at(T).categoryPath(List.of("food", "cake")).location()).isEqualTo("/v1/category-paths/bakery/cake");
        assertThat(ids("food", "position")).containsExactly("tart", "apple");
        assertThat(ids("bakery", "position")).containsExactly("tart");
    }

}
