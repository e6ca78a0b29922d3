package dev.aisle.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

@QueryNodeTest
class ListingPagingIntegrationTests {

    /** Many ties in every sort key, and ids whose order differs from that of any language's rules. */
    static final int PRODUCTS = 130;

    static Storefront storefront;
    static ReadModelFixture catalog;

    @BeforeAll
    static void fill(@Autowired @Qualifier("ownerDataSource") DataSource owner, @LocalServerPort int port) {
        storefront = new Storefront(port);
        catalog = new ReadModelFixture(owner).category("all", null, 1, "all", "All")
                .category("other", null, 2, "other", "Other");
        var random = new Random(7);
        for (int i = 0; i < PRODUCTS; i++) {
            var id = "%c%d~%d".formatted("AaBbZz".charAt(random.nextInt(6)), random.nextInt(10), i);
            catalog.product(id, "slug-" + i, "Product " + i, 100L + random.nextInt(5), null, true,
                    Instant.parse("2026-01-01T00:00:00Z").plusNanos(1000L * random.nextInt(4)),
                    Map.of("all", random.nextInt(6), "other", 1));
        }
        catalog.settled(1, 1);
    }

    @ParameterizedTest
    @CsvSource({"position, 7", "position, 100", "price, 24", "-price, 1", "-price, 33", "newest, 12", "newest, 48"})
    void pagesFollowOneAnotherWithoutGapOrRepetition(String sort, int first) {
        var whole = ids("/v1/categories/all/products?first=100&sort=" + sort, 100);
        var paged = ids("/v1/categories/all/products?first=%d&sort=%s".formatted(first, sort), first);

        assertThat(paged).hasSize(PRODUCTS).doesNotHaveDuplicates().isEqualTo(whole);
    }

    @Test
    void descendingIsTheExactReverse() {
        var ascending = ids("/v1/categories/all/products?sort=price&first=50", 50);
        assertThat(ids("/v1/categories/all/products?sort=-price&first=50", 50)).isEqualTo(ascending.reversed());
    }

    @Test
    void aCursorStaysWhereItIsWhenItsProductGoes() {
        var first = storefront.get("/v1/categories/all/products?first=10");
        var last = first.texts("products", "id").getLast();
        var after = "/v1/categories/all/products?first=10&after=" + first.json().at("/pageInfo/endCursor").asString();
        var second = storefront.get(after).texts("products", "id");

        catalog.run("DELETE FROM {g}.listing WHERE category_id = 'all' AND product_id = '%s'".formatted(last));
        assertThat(storefront.get(after).texts("products", "id")).isEqualTo(second);

        catalog.run("""
                INSERT INTO {g}.listing (category_id, product_id, position, price, created_at)
                SELECT 'all', id, (SELECT min(position) FROM {g}.listing WHERE category_id = 'all'), price, created_at
                  FROM {g}.product WHERE id = '%s'""".formatted(last));
        assertThat(new HashSet<>(storefront.get(after).texts("products", "id"))).doesNotContain(last);
    }

    @Test
    void afterTheLastProductComesAnEmptyPage() {
        var whole = storefront.get("/v1/categories/other/products?first=100");
        var next = storefront.get("/v1/categories/other/products?first=100&after="
                + whole.json().at("/pageInfo/endCursor").asString());
        var beyond = storefront.get("/v1/categories/other/products?first=100&after="
                + next.json().at("/pageInfo/endCursor").asString());

        assertThat(next.json().at("/pageInfo/hasNextPage").asBoolean()).isFalse();
        assertThat(beyond.status()).isEqualTo(200);
        assertThat(beyond.json().path("products")).isEmpty();
        assertThat(beyond.json().at("/pageInfo/endCursor").isNull()).isTrue();
        assertThat(beyond.json().path("totalCount").asInt()).isEqualTo(PRODUCTS);
    }

    @Test
    void aCursorBelongsToItsCategoryAndSort() {
        var cursor = storefront.get("/v1/categories/all/products?first=2").json().at("/pageInfo/endCursor").asString();

        for (String path : new String[]{"/v1/categories/other/products?after=",
            "/v1/categories/all/products?sort=price&after="}) {
            var response = storefront.get(path + cursor);
            assertThat(response.status()).as("%s", response).isEqualTo(422);
            assertThat(response.json().at("/errors/0/pointer").asString()).isEqualTo("/after");
        }
        assertThat(storefront.get("/v1/categories/all/products?first=50&after=" + cursor).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "abc", "%21%21", "AAAA", "b8HwJlgv5ujLAAAAAAAAAAFwLXdoZWF0AETkVg", "%00",
        "b8HwJlgv5ujLAAAAAAAAAAFwLXdoZWF0AETkVQ%3D%3D%3D", "null", "%ED%95%9C"})
    void whatIsNoCursorIsRefused(String cursor) {
        var response = storefront.get("/v1/categories/all/products?after=" + cursor);

        assertThat(response.status()).as("%s", response).isEqualTo(400);
        assertThat(storefront.get("/v1/categories/all/products?after=" + "A".repeat(5000)).status()).isEqualTo(400);
    }

    private static List<String> ids(String path, int first) {
        var ids = new ArrayList<String>();
        var cursor = "";
        for (boolean more = true; more;) {
            var page = storefront.get(path + cursor);
            assertThat(page.status()).as("%s", page).isEqualTo(200);
            assertThat(page.json().path("totalCount").asInt()).isEqualTo(PRODUCTS);
            var found = page.texts("products", "id");
            ids.addAll(found);
            more = page.json().at("/pageInfo/hasNextPage").asBoolean();
            assertThat(found).hasSize(more ? first : PRODUCTS - ids.size() + found.size());
            cursor = "&after=" + page.json().at("/pageInfo/endCursor").asString();
        }
        return ids;
    }
}
