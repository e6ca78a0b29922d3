package dev.aisle.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.query.document.Storefront.Cards;
import dev.aisle.query.document.Storefront.Category;
import dev.aisle.query.document.Storefront.Listing;
import dev.aisle.query.document.Storefront.Product;
import dev.aisle.query.document.Storefront.Tree;

import static org.assertj.core.api.Assertions.assertThat;

/** The OpenAPI document tells of the storefront what its golden files show. */
@QueryNodeTest
class StorefrontDocumentContractTests {

    static final Path GOLDEN = Path.of("src", "test", "resources", "contract", "storefront");

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    @LocalServerPort
    int port;

    static List<Path> goldenFiles() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void theShapesAreThoseOfTheAnswers(Path file) throws IOException {
        var json = Files.readString(file);
        var shape = switch (file.getFileName().toString().split("[-.]")[0]) {
            case "tree" -> Tree.class;
            case "category" -> Category.class;
            case "listing" -> Listing.class;
            case "product" -> Product.class;
            case "products" -> Cards.class;
            case String other -> throw new IllegalStateException(other);
        };

        assertThat(JSON.writeValueAsString(JSON.readValue(json, shape)))
                .isEqualTo(JSON.writeValueAsString(JSON.readTree(json)));
    }

    @Test
    void everyPathIsDescribed() {
        var document = new Storefront(this.port).get("/v3/api-docs").json();

        assertThat(document.path("openapi").asString()).startsWith("3.1");
        assertDescribed(document, "/v1/categories", "Tree", "depth");
        assertDescribed(document, "/v1/categories/{id}", "Category", "id");
        assertDescribed(document, "/v1/category-paths/{path}", "Category", "path");
        assertDescribed(document, "/v1/categories/{id}/products", "Listing", "id", "sort", "first", "after");
        assertDescribed(document, "/v1/products/{id}", "Product", "id");
        assertDescribed(document, "/v1/product-slugs/{slug}", "Product", "slug");
        assertDescribed(document, "/v1/products", "Cards", "ids");
    }

    private static void assertDescribed(JsonNode document, String path, String shape, String... parameters) {
        var operation = document.path("paths").path(path).path("get");
        var names = operation.path("parameters").valueStream().map(each -> each.path("name").asString()).toList();

        assertThat(names).as("%s %s", path, document.path("paths").propertyNames())
                .contains(parameters)
                .contains("If-None-Match", "Aisle-Consistency-Token");
        assertThat(operation.path("responses").path("200").path("content").path("application/json").path("schema")
                .path("$ref").asString()).as(path).isEqualTo("#/components/schemas/" + shape);
        assertThat(operation.path("responses").propertyNames()).as(path).contains("304", "400", "503");
    }
}
