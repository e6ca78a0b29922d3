package dev.aisle.sync.reconciliation;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.cache.SortKeys.Order;
import dev.aisle.query.repair.Suspect;
import dev.aisle.query.repair.Suspect.ListingRow;
import dev.aisle.sync.projection.ProjectedCatalog;
import dev.aisle.sync.reconciliation.KeyRepairs.Repaired;

import static org.assertj.core.api.Assertions.assertThat;

/** A suspect that is wrong is made right; one that is right, or on its way, is left alone. */
class KeyRepairsIntegrationTests {

    private ProjectedCatalog catalog;

    private KeyRepairs repairs;

    @BeforeEach
    void givenACatalog() {
        this.catalog = new ProjectedCatalog(10);
        var sync = this.catalog.database().sync();
        this.repairs = new KeyRepairs(sync, new JdbcTransactionManager(sync));
        this.catalog.edit(editor -> {
            editor.category("food", "");
            editor.category("fruit", "food");
            editor.category("offers", "food");
            editor.manyProducts("n", 20, "fruit");
            editor.product("both", "fruit:3", "offers:1");
            editor.product("sold-out", "fruit:1");
            editor.stock("sold-out", 0);
        });
        this.catalog.project();
    }

    @AfterEach
    void dropDatabase() {
        this.catalog.close();
    }

    private void damage(String sql) {
        assertThat(this.catalog.jdbc().sql(sql).update()).as(sql).isPositive();
    }

    private Repaired recompute(Suspect... suspects) {
        return this.repairs.recompute(Arrays.asList(suspects));
    }

    private static Suspect product(String id) {
        return new Suspect.Product(new ProductId(id));
    }

    private static Suspect category(String id) {
        return new Suspect.Category(new CategoryId(id));
    }

    private static Suspect row(String category, String product, Order order, long key) {
        return new ListingRow(new CategoryId(category), new ProductId(product), order, key);
    }

    private long change() {
        return this.catalog.jdbc().sql("SELECT change FROM read_g1.checkpoint").query(Long.class).single();
    }

    private List<String> told(String column) {
        return this.catalog.jdbc()
                .sql("SELECT unnest(%s) FROM read.changes WHERE seq = (SELECT max(seq) FROM read.changes)"
                        .formatted(column))
                .query(String.class).list();
    }

    @Test
    void aLostProductComesBackAndItsPagesAreToldOf() {
        damage("DELETE FROM read_g1.product WHERE id = 'both'");

        var repaired = recompute(product("both"));

        assertThat(repaired.products()).containsExactly("both");
        assertThat(repaired.categories()).as("their counts were right").isEmpty();
        assertThat(told("products")).containsExactly("both");
        assertThat(told("listings")).containsExactlyInAnyOrder("food", "fruit", "offers");
        this.catalog.isExact();
    }

    /** Without its row nothing remembers where a product is listed: an edit alone would stumble over the rows there. */
    @Test
    void aLostProductCanBeEditedAfterwards() {
        damage("DELETE FROM read_g1.product WHERE id = 'both'");
        recompute(product("both"));
        this.catalog.edit(editor -> editor.stock("both", 0));
        this.catalog.project();

        this.catalog.isExact();
    }

    /** Its edit came first: the projector stumbled over listing rows that nothing remembered, and set it aside. */
    @Test
    void aLostProductThatWasSetAsideByItComesBack() {
        damage("DELETE FROM read_g1.product WHERE id = 'both'");
        this.catalog.edit(editor -> editor.price("both", 777));
        this.catalog.project();
        assertThat(letters()).containsExactly("both: false");

        assertThat(recompute(product("both")).products()).containsExactly("both");

        assertThat(letters()).as("it is to be tried again").containsExactly("both: true");
        this.catalog.project();
        assertThat(letters()).isEmpty();
        this.catalog.isExact();
    }

    private List<String> letters() {
        return this.catalog.jdbc().sql("SELECT key || ': ' || retry FROM read.dead_letter").query(String.class).list();
    }

    @Test
    void lostListingRowsAndCountsComeBackWithTheirProduct() {
        damage("DELETE FROM read_g1.listing WHERE product_id = 'both'");
        damage("DELETE FROM read_g1.product WHERE id = 'both'");
        damage("UPDATE read_g1.category SET product_count = product_count - 1 WHERE id IN ('food', 'offers')");

        var repaired = recompute(product("both"));

        assertThat(repaired.products()).containsExactly("both");
        assertThat(repaired.categories()).containsExactly("food", "offers");
        this.catalog.isExact();
    }

    /** Nothing but the row itself leads to it. */
    @Test
    void aListingRowOfNobodysIsTakenAwayWhereItWasMet() {
        damage("""
                INSERT INTO read_g1.listing (category_id, product_id, position, price, created_at)
                VALUES ('fruit', 'ghost', 77, 990, '2026-03-04T05:06:07.123456Z'),
                       ('food', 'ghost', 77, 990, '2026-03-04T05:06:07.123456Z'),
                       ('food', 'ghost', 78, 990, '2026-03-04T05:06:07.123456Z'),
                       ('offers', 'sold-out', 5, 995, '2026-03-04T05:06:07.123456Z')""");

        assertThat(recompute(product("ghost")).number()).isZero();
        var repaired = recompute(row("fruit", "ghost", Order.POSITION, 77), row("food", "ghost", Order.PRICE, 990),
                row("offers", "sold-out", Order.CREATED, 1_772_600_767_123_456L));

        assertThat(repaired.products()).containsExactly("ghost", "sold-out");
        this.catalog.isExact();
    }

    @Test
    void aLostCategoryComesBackWithItsCount() {
        damage("DELETE FROM read_g1.category WHERE id = 'fruit'");

        var repaired = recompute(category("fruit"));

        assertThat(repaired.categories()).containsExactly("fruit");
        assertThat(told("categories")).containsExactly("fruit");
        this.catalog.isExact();
    }

    @Test
    void aCategoryThatVanishedByItsCountComesBack() {
        damage("UPDATE read_g1.category SET product_count = 0 WHERE id = 'offers'");

        assertThat(recompute(category("offers")).categories()).containsExactly("offers");
        assertThat(told("categories")).as("it is displayed again").containsExactly("offers");
        this.catalog.isExact();
    }

    @Test
    void whatIsRightIsNotWritten() {
        long before = change();

        var repaired = recompute(product("both"), product("unknown"), category("fruit"), category("unknown"),
                row("fruit", "both", Order.POSITION, 3));

        assertThat(repaired.number()).isZero();
        assertThat(repaired.right()).isEqualTo(4);
        assertThat(change()).isEqualTo(before);
    }

    /** A projector that is behind is no fault of the read model, however far it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200})
    void whatIsOnItsWayIsLeftToTheProjector(int more) {
        damage("UPDATE read_g1.product SET name = 'Other' WHERE id = 'n5'");
        this.catalog.edit(editor -> {
            editor.stock("both", 0);
            editor.changeCategory("offers", "name = 'Angebote'");
            editor.manyProducts("later", more, "offers");
        });

        var repaired = recompute(product("both"), product("n5"), category("offers"));

        assertThat(repaired.products()).containsExactly("n5");
        assertThat(repaired.number()).isEqualTo(1);
        assertThat(repaired.busy()).isEqualTo(2);
        assertThat(told("products")).containsExactly("n5");
        this.catalog.project();
        assertThat(recompute(product("both"), category("offers")).right()).isEqualTo(2);
        this.catalog.isExact();
    }

}
