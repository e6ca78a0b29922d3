package dev.aisle.sync.projection;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;

/** A generation that is built anew is what the increment made, also when edits go on. */
class GenerationBuildIntegrationTests {

    private TestDatabase database;

    private WriteModel catalog;

    private Projection projection;

    @BeforeEach
    void givenACatalog() {
        this.database = TestDatabase.create();
        this.catalog = new WriteModel(this.database.owner());
        this.projection = new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food", 1);
        this.catalog.category("offers", "food", 2);
        this.catalog.category("hidden", "food", 3);
        this.catalog.changeCategory("hidden", "hidden = true");
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 300, "fruit"));
        this.catalog.product("both", "fruit:3", "offers:1");
        this.catalog.product("unseen", "hidden:1");
        this.catalog.product("sold-out", "fruit:1");
        this.catalog.stock("sold-out", 0);
        this.catalog.changeProductSlug("both", "two");
        this.catalog.changeCategorySlug("fruit", "obst");
        this.catalog.changeProduct("n7", "sale_until = " + WriteModel.at(Instant.now().plusSeconds(3_600)));
        projectAll(1);
    }

    @AfterEach
    void dropDatabase() {
        this.database.close();
    }

    private void projectAll(int generation) {
        while (((Done) this.projection.next(new ProjectionSql(generation), 1_000, true)).more()) {
            assertThat(generation).isPositive();
        }
    }

    private GenerationBuild filled() {
        var build = GenerationBuild.begin(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
        build.fillCategories();
        build.ranges(50).forEach(build::fillProducts);
        build.indexes().forEach(build::createIndex);
        build.finish();
        return build;
    }

    private List<String> differences(String table) {
        return this.catalog.jdbc().sql("""
                SELECT row::text FROM (
                    (SELECT row FROM read_g1.%1$s AS row EXCEPT SELECT row::text::read_g1.%1$s FROM read_g2.%1$s AS row)
                    UNION ALL
                    (SELECT row::text::read_g1.%1$s FROM read_g2.%1$s AS row EXCEPT SELECT row FROM read_g1.%1$s AS row)
                ) AS difference (row)""".formatted(table)).query(String.class).list();
    }

    @Test
    void itIsWhatTheIncrementMadeToTheLastVersion() {
        var build = filled();

        assertThat(build.generation()).isEqualTo(2);
        for (var table : List.of("category", "category_old_slug", "product_old_slug", "listing")) {
            assertThat(differences(table)).as(table).isEmpty();
        }
        assertThat(this.catalog.jdbc().sql("""
                SELECT coalesce(a.id, b.id)
                  FROM read_g1.product a
                  FULL JOIN read_g2.product b USING (id, hash, listed, listed_positions, leaves, version, changed_at)
                 WHERE a.slug IS DISTINCT FROM b.slug""").query(String.class).list()).isEmpty();
    }

    @Test
    void editsThatComeMeanwhileAreCaughtUpWith() {
        var build = GenerationBuild.begin(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
        this.catalog.category("late", "food");
        this.catalog.place("both", "fruit:3");
        build.fillCategories();
        this.catalog.category("later", null);
        this.catalog.category("figs", "later");
        this.catalog.product("fig", "figs:1");
        this.catalog.moveCategory("fruit", "later");
        this.catalog.deleteProduct("n5");
        var ranges = build.ranges(100);
        build.fillProducts(ranges.removeFirst());
        this.catalog.stock("n1", 0);
        this.catalog.product("aaa", "late:1");
        this.catalog.changeCategory("hidden", "hidden = false");
        ranges.forEach(build::fillProducts);
        build.indexes().forEach(build::createIndex);
        build.finish();

        assertThat(build.catchUp(() -> false)).isTrue();

        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
    }

    @Test
    void readersAreSwitchedToWhatIsAtLeastAsFar() {
        var build = filled();
        this.catalog.stock("n1", 0);
        projectAll(1);

        assertThat(build.switchOver(() -> false)).isTrue();

        assertThat(this.projection.next(new ProjectionSql(1), 100, true)).isEqualTo(new Projected.Retired());
        this.catalog.stock("n2", 0);
        projectAll(2);
        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
        assertThat(this.catalog.jdbc().sql("SELECT max(seq) FROM read.changes").query(Long.class).single())
                .isEqualTo(this.catalog.jdbc().sql("SELECT change FROM read_g2.checkpoint").query(Long.class).single());
    }

    @Test
    void whatAnEarlierBuildLeftIsDropped() {
        filled();
        var second = filled();
        assertThat(second.switchOver(() -> false)).isTrue();

        second.dropOthers();

        assertThat(this.catalog.jdbc().sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'read%'")
                .query(String.class).list()).containsExactlyInAnyOrder("read", "read_g2");
        var third = filled();
        assertThat(third.generation()).isEqualTo(3);
    }

}
