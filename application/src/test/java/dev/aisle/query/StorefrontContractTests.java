package dev.aisle.query;

import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/** Every storefront path answers with exactly the JSON of its golden file, or with the problem promised. */
@QueryNodeTest
class StorefrontContractTests {

    static Storefront storefront;

    @BeforeAll
    static void fill(@Autowired @Qualifier("ownerDataSource") DataSource owner, @LocalServerPort int port) {
        storefront = new Storefront(port);
        new ReadModelFixture(owner).category("food", null, 1, "food", "Food")
                .category("home", null, 2, "home", "Home")
                .category("dairy", "food", 2, "dairy", "Dairy & Eggs")
                .category("bread", "food", 1, "bread", "Bread")
                .category("milk", "dairy", 1, "milk", "Milk")
                .category("cheese", "dairy", 2, "치즈", "Cheese")
                .category("hidden", "food", 3, "hidden", "Hidden", false)
                .category("below-hidden", "hidden", 1, "below", "Below", true)
                .category("empty", "home", 1, "empty", "Empty")
                .category("odd:id~1.", "home", 2, "odd", "Odd")
                .oldCategorySlug(null, "groceries", "food")
                .oldCategorySlug("food", "milk-products", "dairy")
                .oldCategorySlug("food", "bread", "cheese")
                .oldCategorySlug("food", "secret", "below-hidden")
                .product("p-milk", "whole-milk", "Whole Milk \"Café\" 1 l", 249L, 199L, true,
                        Instant.parse("2026-01-05T00:00:00Z"), Map.of("milk", 3))
                .product("p-oat", "oat-drink", "Oat Drink", 199L, null, true,
                        Instant.parse("2026-01-07T00:00:00Z"), Map.of("milk", 1, "cheese", 9))
                .product("p-gone", "sold-out-brie", "Sold-out Brie", 599L, null, false,
                        Instant.parse("2026-01-06T00:00:00Z"), Map.of("cheese", 1, "empty", 1))
                .product("p-brie", "brie", "Brie", 499L, null, true, Instant.parse("2026-01-04T00:00:00.000001Z"),
                        Map.of("cheese", 2))
                .product("p-rye", "rye", "Rye", null, null, false, Instant.parse("2026-01-03T00:00:00Z"),
                        Map.of("bread", 1))
                .product("p-wheat", "wheat", "Wheat", 199L, null, true, Instant.parse("2026-01-03T00:00:00Z"),
                        Map.of("bread", 1))
                .product("a..~:-Z.", "odd-one", "Odd one", 100L, null, true, Instant.parse("2026-01-02T00:00:00Z"),
                        Map.of("odd:id~1.", 1, "below-hidden", 1))
                .product("L" + "x".repeat(119), 77, Map.of("odd:id~1.", 2))
                .oldProductSlug("full-milk", "p-milk")
                .oldProductSlug("brie", "p-milk")
                .oldProductSlug("left-over", "nobody")
                .settled(42, 7);
    }

    @ParameterizedTest
    @CsvSource({"tree, /v1/categories", "tree-depth-1, /v1/categories?depth=1",
        "tree-depth-2, /v1/categories?depth=2", "category, /v1/categories/dairy",
        "category-root, /v1/categories/food", "category-leaf, /v1/category-paths/food/dairy/%EC%B9%98%EC%A6%88",
        "listing, /v1/categories/food/products", "listing-price, /v1/categories/food/products?sort=price",
        "listing-price-descending, /v1/categories/food/products?sort=-price",
        "listing-newest, /v1/categories/food/products?sort=newest",
        "listing-first-2, /v1/categories/food/products?first=2", "product, /v1/products/p-milk",
        "product-in-two-leaves, /v1/product-slugs/oat-drink", "product-sold-out, /v1/products/p-gone",
        "products-by-ids, '/v1/products?ids=p-brie,nothing,p-gone,p-milk,p-brie'"})
    void answersWithItsGoldenFile(String name, String path) {
        var response = storefront.get(path);

        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        GoldenFiles.assertMatches(name, response.body());
    }

    @ParameterizedTest
    @CsvSource({"/v1/category-paths/groceries/dairy, /v1/category-paths/food/dairy",
        "/v1/category-paths/groceries/milk-products/%EC%B9%98%EC%A6%88, /v1/category-paths/food/dairy/%EC%B9%98%EC%A6%88",
        "/v1/product-slugs/full-milk, /v1/product-slugs/whole-milk"})
    void anOldSlugLeadsToTheNew(String path, String location) {
        var response = storefront.get(path);

        assertThat(response.status()).as("%s", response).isEqualTo(308);
        assertThat(response.header("Location")).isEqualTo(location);
        assertThat(storefront.get(location).status()).isEqualTo(200);
    }

    @Test
    void aLivingSlugWinsOverHistory() {
        assertThat(storefront.get("/v1/category-paths/food/bread").json().path("id").asString()).isEqualTo("bread");
        assertThat(storefront.get("/v1/product-slugs/brie").json().path("id").asString()).isEqualTo("p-brie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/categories/nothing", "/v1/categories/hidden", "/v1/categories/below-hidden",
        "/v1/categories/empty", "/v1/categories/hidden/products", "/v1/categories/nothing/products",
        "/v1/categories/%20", "/v1/products/nothing", "/v1/products/-bad", "/v1/category-paths/food/nothing",
        "/v1/category-paths/food/secret", "/v1/category-paths/dairy", "/v1/category-paths/",
        "/v1/category-paths/food/", "/v1/product-slugs/left-over",
        "/v1/product-slugs/NOTHING", "/v1/nothing"})
    void whatIsNotDisplayedIsNotFound(String path) {
        var response = storefront.get(path);

        assertThat(response.status()).as("%s", response).isEqualTo(404);
        assertThat(response.header("Content-Type")).startsWith("application/problem+json");
        assertThat(response.json().path("type").asString()).isEqualTo("urn:aisle:problem:not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/categories?depth=0", "/v1/categories?depth=two", "/v1/categories?depth=-1",
        "/v1/categories?depth=", "/v1/categories/food/products?first=0", "/v1/categories/food/products?first=101",
        "/v1/categories/food/products?first=x", "/v1/categories/food/products?first=99999999999",
        "/v1/categories/food/products?sort=name", "/v1/categories/food/products?filter=brand:x", "/v1/products",
        "/v1/products?ids=", "/v1/products?ids=a,,b", "/v1/products?ids=a%00b", "/v1/products?ids=a%20b"})
    void whatIsNotValidIsNamed(String path) {
        var response = storefront.get(path);

        assertThat(response.status()).as("%s", response).isEqualTo(422);
        assertThat(response.json().path("errors").path(0).path("pointer").asString()).startsWith("/");
        assertThat(response.json().path("errors").path(0).path("detail").asString()).isNotEmpty();
    }

    @Test
    void upToAHundredIdsOfFullLengthAreAnsweredAndMoreAreRefused() {
        var longest = "L" + "x".repeat(119);
        var hundred = (longest + ",").repeat(99) + longest;

        assertThat(storefront.get("/v1/products?ids=" + hundred).texts("products", "id")).containsExactly(longest);
        assertThat(storefront.get("/v1/products?ids=" + hundred + ",x").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..~:-Z.", "a..%7E%3A-Z."})
    void idsWithDotsAndColonsStandInPaths(String id) {
        assertThat(storefront.get("/v1/products/" + id).json().path("id").asString()).isEqualTo("a..~:-Z.");
        assertThat(storefront.get("/v1/categories/odd:id~1.").json().path("id").asString()).isEqualTo("odd:id~1.");
        assertThat(storefront.get("/v1/categories/odd:id~1./products").json().path("totalCount").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/products/a%2Fb", "/v1/products/%2e%2e", "/v1/products/a%00", "/v1/products/%ff",
        "/v1/category-paths/food%2Fdairy", "/v1/category-paths/food//dairy", "/v1/products/a;b=c"})
    void oddEncodingsAreTheClientsMistake(String path) {
        assertThat(storefront.get(path).status()).isBetween(400, 499);
    }

    @Test
    void parametersThatNoPathKnowsAreIgnored() {
        assertThat(storefront.get("/v1/categories/food?utm_source=mail").body())
                .isEqualTo(storefront.get("/v1/categories/food").body());
    }

    @Test
    void onlyGetAndHeadAreTaken() {
        assertThat(storefront.head("/v1/categories/food").status()).isEqualTo(200);
        assertThat(storefront.head("/v1/categories/food").body()).isEmpty();
        assertThat(storefront.head("/v1/categories/food").header("Content-Length"))
                .isEqualTo(String.valueOf(storefront.get("/v1/categories/food").body().length));
        assertThat(storefront.head("/v1/categories/nothing").status()).isEqualTo(404);
    }
}
