package dev.aisle.command;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class BulkCatalogIntegrationTests {

    private final TestCatalog catalog = new TestCatalog();

    @BeforeEach
    void aTree() {
        var result = this.catalog.bulk().upsertCategories(
                List.of(category("food", null), category("fruit", "food"), category("veg", "food")), CALLER);
        assertThat(result.outcomes()).allMatch(Outcome.Created.class::isInstance);
    }

    @AfterEach
    void close() {
        this.catalog.close();
    }

    @Test
    void aChunkOfFreshProductsIsJournalledAndStored() {
        var result = this.catalog.bulk().upsertProducts(List.of(product("p1", "fruit"), product("p2", "fruit", "veg")),
                CALLER);

        assertThat(result.outcomes()).containsExactly(new Outcome.Created(), new Outcome.Created());
        assertThat(this.catalog.jdbc().sql("""
                SELECT type FROM command.journal WHERE stream_id = 'p2' ORDER BY position
                """).query(String.class).list()).containsExactly("product-created", "product-placed",
                "stock-level-set", "price-set");
        assertThat(this.catalog.jdbc().sql("""
                SELECT category_id || ' ' || position FROM command.placement WHERE product_id = 'p2' ORDER BY 1
                """).query(String.class).list()).containsExactly("fruit 2", "veg 1");
        assertThat(this.catalog.heads()).last().isEqualTo(result.token().position());
        assertThat(this.catalog.jdbc().sql("SELECT count(*) FROM command.journal WHERE NOT bulk").query(Long.class)
                .single()).isZero();
    }

    @Test
    void whatIsSoAlreadyMakesNoEvent() {
        var chunk = IntStream.range(0, 50).mapToObj(i -> product("p" + i, "fruit")).toList();
        this.catalog.bulk().upsertProducts(chunk, CALLER);
        int published = this.catalog.heads().size();

        var again = this.catalog.bulk().upsertProducts(chunk, CALLER);

        assertThat(again.outcomes()).allMatch(new Outcome.Unchanged()::equals);
        assertThat(this.catalog.heads()).hasSize(published);
        assertThat(again.token().position()).isEqualTo(this.catalog.heads().getLast());
        assertThat(this.catalog.bulk()
                .upsertCategories(List.of(category("food", null), category("fruit", "food")), CALLER)
                .outcomes()).allMatch(new Outcome.Unchanged()::equals);
    }

    /** A feed that is refused each night must not keep editors from the tree. */
    @Test
    void aChunkThatChangesNothingWaitsForNobody() throws SQLException {
        this.catalog.bulk().upsertProducts(List.of(product("p1", "fruit")), CALLER);
        int published = this.catalog.heads().size();
        var chunk = List.of(category("apples", "fruit"), category("lost", "nowhere"), category("veg", "food"));
        try (var connection = this.catalog.database().owner().getConnection();
                var lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(4150, 2) FROM command.category FOR UPDATE");

            var outcomes = assertTimeoutPreemptively(Duration.ofSeconds(20),
                    () -> this.catalog.bulk().upsertCategories(chunk, CALLER)).outcomes();

            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcomes.get(2)).isEqualTo(new Outcome.Unchanged());
            connection.rollback();
        }
        assertThat(this.catalog.heads()).hasSize(published);
    }

    @Test
    void whatIsNewComesWhereverItStandsInItsChunk() {
        var outcomes = this.catalog.bulk().upsertCategories(List.of(category("food", null), category("nuts", "food"),
                category("walnuts", "nuts"), category("lost", "nowhere")), CALLER).outcomes();

        assertThat(outcomes.subList(0, 3)).containsExactly(new Outcome.Unchanged(), new Outcome.Created(),
                new Outcome.Created());
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void anItemThatBreaksARuleIsRejectedAndTheRestGoesOn() {
        var result = this.catalog.bulk().upsertProducts(
                List.of(product("p1", "food"), product("p2", "nowhere"), product("p3", "veg"),
                        ProductUpsert.status(new ProductId("new"), ProductStatus.DRAFT)),
                CALLER);

        assertThat(result.outcomes().get(0)).isInstanceOfSatisfying(Outcome.Rejected.class,
                rejected -> assertThat(rejected.problem().type()).isEqualTo(ProblemType.RULE_BROKEN));
        assertThat(result.outcomes().get(1)).isInstanceOf(Outcome.Rejected.class);
        assertThat(result.outcomes().get(2)).isEqualTo(new Outcome.Created());
        assertThat(result.outcomes().get(3)).isInstanceOfSatisfying(Outcome.Rejected.class,
                rejected -> assertThat(rejected.problem().errors().getFirst().pointer()).isEqualTo("/name"));
    }

    @Test
    void productsOfOneNameGetDistinctSlugs() {
        var named = IntStream.range(0, 3).mapToObj(i -> new ProductUpsert(new ProductId("P" + i), Patch.put("Apple"),
                Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), List.of(), List.of())).toList();

        this.catalog.bulk().upsertProducts(named, CALLER);

        assertThat(this.catalog.jdbc().sql("SELECT slug FROM command.product ORDER BY id").query(String.class).list())
                .containsExactly("apple", "apple-p1", "apple-p2");
    }

    @Test
    void aLeafThatGetsChildrenGivesItsProductsToOne() {
        this.catalog.bulk().upsertProducts(List.of(product("p1", "fruit"), product("p2", "fruit", "veg")), CALLER);

        var result = this.catalog.bulk().splitLeaf(new CategoryId("fruit"), category("other", "fruit"), CALLER);

        assertThat(result.outcomes()).containsExactly(new Outcome.Created());
        assertThat(this.catalog.jdbc().sql("""
                SELECT product_id || ' ' || category_id || ' ' || position FROM command.placement ORDER BY 1
                """).query(String.class).list()).containsExactly("p1 other 1", "p2 other 2", "p2 veg 1");
        assertThat(this.catalog.bulk().upsertCategories(List.of(category("apples", "fruit")), CALLER).outcomes())
                .containsExactly(new Outcome.Created());
    }

    @Test
    void aCategoryOfAFeedCanMoveWhereItsSlugIsTaken() {
        this.catalog.bulk().upsertCategories(List.of(category("fruit2", "veg")), CALLER);
        this.catalog.jdbc().sql("UPDATE command.category SET slug = 'category-fruit' WHERE id = 'fruit2'").update();

        var result = this.catalog.bulk().upsertCategories(List.of(category("fruit2", "food")), CALLER);

        assertThat(result.outcomes()).containsExactly(new Outcome.Updated());
        assertThat(this.catalog.jdbc().sql("SELECT slug FROM command.category WHERE id = 'fruit2'").query(String.class)
                .single()).isEqualTo("category-fruit-fruit2");
    }

}
