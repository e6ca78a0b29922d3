package dev.aisle.sync.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    private GenerationBuild begin(long run) {
        return GenerationBuild.of(this.database.sync(), new JdbcTransactionManager(this.database.sync()), run);
    }

    private GenerationBuild filled(long run) {
        var build = begin(run);
        build.fillCategories(50);
        build.unfilled().forEach(build::fillProducts);
        build.productsAreFilled();
        build.completions().forEach(name -> build.complete(name, 1));
        build.tables().forEach(build::analyze);
        build.finish();
        return build;
    }

    private GenerationSwitch switchTo(int generation) {
        return new GenerationSwitch(this.database.sync(), new JdbcTransactionManager(this.database.sync()),
                generation);
    }

    private Generations generations() {
        return new Generations(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
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
    void thePlannerKnowsWhatWasBuilt() {
        filled(1);

        assertThat(this.catalog.jdbc().sql("SELECT DISTINCT tablename::text FROM pg_stats WHERE schemaname = 'read_g2'")
                .query(String.class).list()).contains("category", "product", "listing");
    }

    @Test
    void itIsWhatTheIncrementMadeToTheLastVersion() {
        var build = filled(1);

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
        var build = begin(1);
        this.catalog.category("late", "food");
        this.catalog.place("both", "fruit:3");
        build.fillCategories(100);
        this.catalog.category("later", null);
        this.catalog.category("figs", "later");
        this.catalog.product("fig", "figs:1");
        this.catalog.moveCategory("fruit", "later");
        this.catalog.deleteProduct("n5");
        var ranges = build.unfilled();
        build.fillProducts(ranges.removeFirst());
        this.catalog.stock("n1", 0);
        this.catalog.product("aaa", "late:1");
        this.catalog.changeCategory("hidden", "hidden = false");
        ranges.forEach(build::fillProducts);
        build.productsAreFilled();
        build.completions().forEach(name -> build.complete(name, 1));
        build.tables().forEach(build::analyze);
        build.finish();

        assertThat(switchTo(2).catchUp(() -> false)).isTrue();

        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
    }

    @Test
    void readersAreSwitchedToWhatIsAtLeastAsFar() {
        var build = filled(1);
        this.catalog.stock("n1", 0);
        projectAll(1);

        assertThat(switchTo(build.generation()).switchOver(() -> false)).isTrue();

        assertThat(this.projection.next(new ProjectionSql(1), 100, true)).isEqualTo(new Projected.Retired());
        this.catalog.stock("n2", 0);
        projectAll(2);
        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
        assertThat(this.catalog.jdbc().sql("SELECT max(seq) FROM read.changes").query(Long.class).single())
                .isEqualTo(this.catalog.jdbc().sql("SELECT change FROM read_g2.checkpoint").query(Long.class).single());
    }

    /** Once, a connection cut there was lost in a thread of its own: the run went on as if it had nothing to do. */
    @Test
    void whatFailsWhileItCatchesUpForTheSwitchIsSaid() {
        var generations = switchTo(filled(1).generation());
        var cut = new TransientDataAccessResourceException("the connection was cut");

        assertThatThrownBy(() -> generations.switchOver(() -> {
            throw cut;
        })).isSameAs(cut);
        assertThat(generations.switchOver(() -> false)).isTrue();
    }

    @Test
    void whatAnotherRunLeftUnfinishedIsDropped() {
        filled(1);

        var second = filled(2);

        assertThat(schemas()).containsExactlyInAnyOrder("read", "read_g1", "read_g2");
        assertThat(second.generation()).isEqualTo(2);
    }

    @Test
    void aRunThatBrokeOffGoesOnWhereItWas() {
        var broken = begin(1);
        broken.fillCategories(50);
        var ranges = broken.unfilled();
        broken.fillProducts(ranges.getFirst());
        this.catalog.product("meanwhile", "fruit:9");

        var build = begin(1);

        assertThat(build.generation()).isEqualTo(broken.generation());
        assertThat(build.phase()).isEqualTo(BuildPhase.PRODUCTS);
        assertThat(build.ranges()).isEqualTo(ranges.size());
        assertThat(build.unfilled()).isEqualTo(ranges.subList(1, ranges.size()));
        build.unfilled().forEach(build::fillProducts);
        build.productsAreFilled();
        assertThat(begin(1).phase()).isEqualTo(BuildPhase.INDEXES);
        build.complete(build.completions().getFirst(), 0);
        begin(1).completions().forEach(name -> build.complete(name, 1));
        build.tables().forEach(build::analyze);
        build.finish();
        assertThat(switchTo(2).switchOver(() -> false)).isTrue();
        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
        assertThat(GenerationBuild.finished(this.catalog.jdbc(), 1)).contains(2);
    }

    @Test
    void aGenerationThatAddsUpIsSound() {
        var build = filled(1);

        var sound = switchTo(build.generation()).verify();

        assertThat(sound.isSound()).isTrue();
        assertThat(sound.products()).isEqualTo(sound.activeProducts()).isGreaterThan(300);
        for (var fault : List.of("DELETE FROM read_g2.listing WHERE product_id = 'n3' AND category_id = 'food'",
                "UPDATE read_g2.listing SET price = 1 WHERE product_id = 'n4' AND category_id = 'food'",
                "UPDATE read_g2.category SET product_count = 5 WHERE id = 'offers'",
                "UPDATE read_g2.product SET listed_positions[1] = 77 WHERE id = 'n5'")) {
            this.catalog.jdbc().sql(fault).update();
            assertThat(switchTo(2).verify().isSound()).as(fault).isFalse();
            filled(fault.hashCode());
        }
    }

    @Test
    void cachesAreToldWhereGenerationsDiffer() {
        this.catalog.jdbc().sql("UPDATE read_g1.product SET name = 'wrong' WHERE id = 'n3'").update();
        this.catalog.jdbc().sql("UPDATE read_g1.product SET slug = 'wrong' WHERE id = 'n4'").update();
        this.catalog.jdbc().sql("UPDATE read_g1.category SET name = 'wrong' WHERE id = 'offers'").update();
        this.catalog.jdbc().sql("DELETE FROM read_g1.listing WHERE product_id = 'both' AND category_id = 'offers'")
                .update();
        long before = lastChange();
        var build = filled(1);

        assertThat(switchTo(build.generation()).compare()).isEqualTo(6);
        assertThat(switchTo(build.generation()).switchOver(() -> false)).isTrue();

        var told = this.catalog.jdbc().sql("SELECT * FROM read.changes ORDER BY seq DESC LIMIT 1")
                .query((row, _) -> List.of(row.getLong("previous"), row.getInt("generation"),
                        row.getString("products"), row.getString("listings"), row.getString("categories"),
                        row.getString("product_slugs"), row.getBoolean("tree")))
                .single();
        assertThat(told).isEqualTo(
                List.of(before, 2, "{n3,n4}", "{offers}", "{offers}", "{n4,wrong}", true));
        assertThat(this.catalog.jdbc().sql("SELECT count(*) FROM sync.generation_difference").query(Long.class)
                .single()).isZero();
    }

    /** Once, what only the new generation had projected stayed in caches as it was. */
    @Test
    void cachesAreToldWhatOnlyTheNewGenerationProjected() {
        var build = filled(1);
        assertThat(switchTo(build.generation()).compare()).isZero();
        this.catalog.stock("n1", 0);
        assertThat(switchTo(build.generation()).catchUp(() -> false)).isTrue();
        this.catalog.stock("n2", 0);
        long before = lastChange();

        assertThat(switchTo(build.generation()).switchOver(() -> false)).isTrue();

        assertThat(this.catalog.jdbc().sql("SELECT * FROM read.changes ORDER BY seq DESC LIMIT 1")
                .query((row, _) -> List.of(row.getLong("previous"), row.getString("products"),
                        row.getString("listings"), row.getString("counts"), row.getString("categories"),
                        row.getBoolean("tree")))
                .single()).isEqualTo(List.of(before, "{n1,n2}", "{food,fruit}", "{food,fruit}", "{}", true));
    }

    @Test
    void cachesBeginAnewWhenGenerationsWereNotCompared() {
        var build = filled(1);
        long before = lastChange();

        assertThat(switchTo(build.generation()).switchOver(() -> false)).isTrue();

        assertThat(lastChange()).isEqualTo(before);
        assertThat(this.catalog.jdbc().sql("SELECT change FROM read_g2.checkpoint").query(Long.class).single())
                .isGreaterThan(before);
    }

    @Test
    void whatReadersLeftIsProjectedOnAndCanBeReturnedTo() {
        assertThat(switchTo(filled(1).generation()).switchOver(() -> false)).isTrue();
        var followed = new FollowedGenerations(this.database.sync(),
                new JdbcTransactionManager(this.database.sync()), Duration.ofHours(1), 10);
        this.catalog.stock("n1", 0);
        while (followed.project(1_000) instanceof Done done && done.more() || followed.keepUp(true)) {
            assertThat(generations().left()).containsExactly(1);
        }
        new ReadModel(this.catalog.jdbc(), "read_g1").isExact();
        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();

        assertThat(switchTo(1).compare()).isZero();
        assertThat(switchTo(1).switchOver(() -> false)).isTrue();

        assertThat(generations().active().generation()).isEqualTo(1);
        assertThat(generations().left()).containsExactly(2);
        assertThat(dropOutdated(Duration.ofHours(1))).isEmpty();
        assertThat(dropOutdated(Duration.ZERO)).contains(2);
        assertThat(dropOutdated(Duration.ZERO)).isEmpty();
        assertThat(schemas()).containsExactlyInAnyOrder("read", "read_g1");
    }

    @Test
    void onlyTheGenerationThatReadersLeftLastIsKept() {
        assertThat(switchTo(filled(1).generation()).switchOver(() -> false)).isTrue();
        assertThat(switchTo(filled(2).generation()).switchOver(() -> false)).isTrue();
        assertThat(dropOutdated(Duration.ofHours(1))).as("somebody may be on the way to it").isEmpty();
        this.catalog.jdbc().sql("UPDATE read.generation SET left_at = left_at - interval '2 minutes'").update();

        assertThat(dropOutdated(Duration.ofHours(1))).contains(1);
        assertThat(dropOutdated(Duration.ofHours(1))).isEmpty();
        assertThat(generations().left()).containsExactly(2);
    }

    /** Once, a process that was started after the first generation had been dropped looked for it for ever. */
    @Test
    void whoeverBeginsFindsTheGenerationThatReadersUse() {
        assertThat(switchTo(filled(1).generation()).switchOver(() -> false)).isTrue();
        assertThat(dropOutdated(Duration.ZERO)).contains(1);
        this.catalog.stock("n1", 0);

        var followed = new FollowedGenerations(this.database.sync(),
                new JdbcTransactionManager(this.database.sync()), Duration.ofHours(1), 10);

        assertThat(followed.project(1_000)).isInstanceOf(Done.class);
        new ReadModel(this.catalog.jdbc(), "read_g2").isExact();
    }

    @Test
    void whatAnotherVersionMadeIsLeftAlone() {
        var followed = new FollowedGenerations(this.database.sync(),
                new JdbcTransactionManager(this.database.sync()), Duration.ofHours(1), 10);
        this.catalog.jdbc().sql("UPDATE read.generation SET projection = projection + 1").update();
        this.catalog.stock("n1", 0);

        assertThat(followed.project(1_000)).isEqualTo(new Projected.Elsewhere());
        assertThat(generations().left()).isEmpty();
        this.catalog.jdbc().sql("UPDATE read.generation SET projection = projection - 1").update();
        assertThat(followed.project(1_000)).isInstanceOf(Done.class);
    }

    @Test
    void aGenerationThatIsReadIsNotDropped() throws SQLException {
        assertThat(switchTo(filled(1).generation()).switchOver(() -> false)).isTrue();
        try (var reader = this.database.sync().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT * FROM read_g1.product");

            assertThat(dropOutdated(Duration.ZERO)).isEmpty();
            reader.rollback();
        }
        assertThat(dropOutdated(Duration.ZERO)).contains(1);
    }

    /** Once, edits waited until the files of a large generation were gone. */
    @Test
    void whatIsDroppedIsDroppedBesideTheProjection() throws SQLException {
        assertThat(switchTo(filled(1).generation()).switchOver(() -> false)).isTrue();
        var followed = new FollowedGenerations(this.database.sync(),
                new JdbcTransactionManager(this.database.sync()), Duration.ZERO, 10);
        try (var reader = this.database.sync().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT * FROM read_g1.product");
            await().until(() -> {
                followed.keepUp(true);
                return this.catalog.jdbc().sql("""
                        SELECT count(*)
                          FROM pg_stat_activity
                         WHERE datname = current_database()
                           AND wait_event_type = 'Lock'
                           AND query LIKE '%drop_generation%'""").query(Integer.class).single() == 1;
            });
            reader.rollback();
        }

        await().until(() -> {
            followed.keepUp(true);
            return !schemas().contains("read_g1");
        });
        assertThat(generations().left()).isEmpty();
    }

    private Optional<Integer> dropOutdated(Duration keep) {
        return generations().outdated(keep).filter(generations()::dropUnused);
    }

    private long lastChange() {
        return this.catalog.jdbc().sql("SELECT max(seq) FROM read.changes").query(Long.class).single();
    }

    private List<String> schemas() {
        return this.catalog.jdbc().sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'read%'")
                .query(String.class).list();
    }

}
