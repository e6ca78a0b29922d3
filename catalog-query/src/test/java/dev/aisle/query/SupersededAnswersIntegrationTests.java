package dev.aisle.query;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What was made invalid before the read model's database went away: it is still the best answer, for a while. */
@Execution(ExecutionMode.CONCURRENT)
@Order(3)
class SupersededAnswersIntegrationTests {

    @AutoClose
    private final DistantReadModel model = new DistantReadModel();

    @BeforeEach
    void fill() {
        this.model.fill();
    }

    /** The tree isn't made invalid by its key, but by any change of the structure. */
    @Test
    void whatHasChangedSinceItWasReadTellsWhenItWasSo() {
        this.model.changed("UPDATE {g}.category SET name = 'Drinks' WHERE id = 'milk'",
                "'{}', '{}', '{milk}', '{}', true",
                DistantReadModel.LATER);
        this.model.goAway();

        var tree = this.model.node().get("/v1/categories");
        assertThat(tree.status()).isEqualTo(200);
        assertThat(tree.text("/categories/0/name")).isEqualTo("Milk");
        assertThat(tree.header("Aisle-As-Of")).isEqualTo("2026-02-03T04:05:06.789Z");
        assertThat(this.model.node().get("/v1/products?ids=p1").header("Aisle-As-Of")).as("what nothing has changed")
                .isEqualTo(DistantReadModel.LATER);
    }

    @Test
    void whatWasMadeInvalidJustBeforeIsAnsweredAsItWas() {
        this.model.changed("UPDATE {g}.product SET name = 'Whole'", "'{p1,p2}', '{milk}', '{milk}', '{p1}', true",
                DistantReadModel.LATER);
        this.model.goAway();

        for (String path : List.of("/v1/products/p1", "/v1/products?ids=p1,p2", "/v1/categories/milk/products",
                "/v1/categories/milk", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            var answer = this.model.node().get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("Aisle-As-Of")).as(path).isEqualTo("2026-02-03T04:05:06.789Z");
            assertThat(new String(answer.http().getContentAsByteArray(), StandardCharsets.UTF_8)).as(path)
                    .doesNotContain("Whole");
            assertThat(this.model.node().get(path, "Aisle-Consistency-Token", "1-" + this.model.change()).status())
                    .as(path + " with a token")
                    .isEqualTo(503);
        }

        this.model.link().mend();
        Awaitility.await().atMost(DistantReadModel.RECOVERY)
                .until(() -> this.model.node().get("/v1/products/p1").text("/name").equals("Whole"));
    }

    @Test
    void anAnswerOfOldAndNewPartsIsAsOldAsTheOldest() {
        this.model.changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'",
                "'{p1}', '{milk}', '{}', '{p1}', true",
                DistantReadModel.LATER);
        assertThat(this.model.node().get("/v1/products?ids=p1").text("/products/0/name")).isEqualTo("Whole");
        assertThat(this.model.node().get("/v1/products/p1").text("/name")).isEqualTo("Whole");
        this.model.goAway();

        assertThat(this.model.node().get("/v1/products/p1").header("Aisle-As-Of")).isEqualTo(DistantReadModel.LATER);
        var listing = this.model.node().get("/v1/categories/milk/products");
        assertThat(listing.status()).isEqualTo(200);
        assertThat(listing.text("/products/1/name")).isEqualTo("Whole");
        assertThat(listing.header("Aisle-As-Of")).as("the page").isEqualTo("2026-02-03T04:05:06.789Z");
        var product = this.model.node().get("/v1/product-slugs/p1");
        assertThat(product.text("/name")).isEqualTo("Whole");
        assertThat(product.header("Aisle-As-Of")).as("where the slug leads").isEqualTo("2026-02-03T04:05:06.789Z");
    }

    @Test
    void whatWasMadeInvalidTooLongAgoIsNotAnswered() {
        this.model.changed("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'", "'{p1}', '{}', '{}', '{}', false",
                "2026-02-03T04:25:06.789Z");
        this.model.goAway();

        assertThat(this.model.node().get("/v1/products/p1").status()).isEqualTo(503);
        assertThat(this.model.node().get("/v1/products?ids=p2").status()).as("what nothing has changed").isEqualTo(200);
    }

    @Test
    void whatReadersWereToldIsGoneStaysGone() {
        this.model.changed("DELETE FROM {g}.product WHERE id = 'p1'", "'{p1}', '{milk}', '{}', '{p1}', true",
                DistantReadModel.LATER);
        assertThat(this.model.node().get("/v1/products/p1").status()).isEqualTo(404);
        assertThat(this.model.node().get("/v1/products?ids=p1,p2").text("/missing/0")).isEqualTo("p1");
        this.model.goAway();

        assertThat(this.model.node().get("/v1/products/p1").status()).isEqualTo(503);
        assertThat(this.model.node().get("/v1/products?ids=p1,p2").status()).isEqualTo(503);
    }

}
