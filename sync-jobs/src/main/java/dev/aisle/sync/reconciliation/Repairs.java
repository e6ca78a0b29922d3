package dev.aisle.sync.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.query.repair.Suspect.ListingRow;
import dev.aisle.sync.projection.ReadModelRepairs;
import dev.aisle.sync.projection.ReadModelRepairs.Repair;
import dev.aisle.sync.reconciliation.Findings.Key;

/**
 * Looks at suspects again while nobody projects, and recomputes those that differ still. Without repairing it does the
 * same and takes it back.
 */
final class Repairs {

    private final ReadModelRepairs readModel;

    private final ReconciliationSql sql;

    private final long reconciliation;

    private final boolean repair;

    Repairs(DataSource dataSource, PlatformTransactionManager transactionManager, ReconciliationSql sql,
            long reconciliation, boolean repair) {
        this.readModel = new ReadModelRepairs(dataSource, transactionManager);
        this.sql = sql;
        this.reconciliation = reconciliation;
        this.repair = repair;
    }

    /**
     * What became of products.
     *
     * @param busy those that are on their way: they come in a later round
     * @param wrong those whose row differed
     * @param movedCategories the categories of listing rows that differed
     * @param movedProducts the products of the same rows
     */
    record Products(Set<String> busy, Set<String> wrong, List<String> movedCategories, List<String> movedProducts) {

    }

    /**
     * What became of keys of a small table.
     *
     * @param busy those that are on their way
     * @param wrong those that differed
     */
    record Keys(Set<Key> busy, Set<Key> wrong) {

    }

    /** A count that isn't its listing's.
     *
     * @param category the category
     * @param missing what has to be added
     */
    record Count(String category, int missing) {

    }

    Products products(List<String> ids) {
        return products(ids, List.of(), false);
    }

    /**
     * Likewise, with listing rows that somebody met, which may be some that nothing else leads to; and with products that
     * the projector set aside, perhaps only because it stumbled over what is wrong here: it tries those again that were.
     */
    Products suspects(List<String> ids, List<ListingRow> rows) {
        var looked = products(ids, rows, true);
        this.readModel.unlocked().sql("""
                UPDATE read.dead_letter
                   SET retry = true
                 WHERE generation = :generation
                   AND kind = 'product'
                   AND key = ANY (:ids)""").param("generation", this.sql.generation())
                .param("ids", looked.wrong().toArray(String[]::new)).update();
        return looked;
    }

    private Products products(List<String> ids, List<ListingRow> rows, boolean deadToo) {
        return this.readModel.locked(this.sql.generation(), this.repair,
                repair -> repair.jdbc().sql(this.sql.keyed("repair-products")).param("ids", array(ids))
                        .param("dead_too", deadToo)
                        .param("row_categories", array(rows.stream().map(row -> row.category().value()).toList()))
                        .param("row_products", array(rows.stream().map(row -> row.product().value()).toList()))
                        .param("row_orders", array(rows.stream().map(row -> row.order().name()).toList()))
                        .param("row_keys", rows.stream().map(ListingRow::key).toArray(Long[]::new))
                        .param("generation", this.sql.generation()).param("position", repair.position())
                        .param("time", repair.time()).param("now", repair.now()).param("change", repair.change())
                        .param("reconciliation", this.reconciliation).query((row, _) -> {
                            var wrong = texts(row, "products");
                            repair.changedProducts(wrong, texts(row, "slugs"));
                            repair.changedListings(texts(row, "listings"));
                            return new Products(Set.copyOf(texts(row, "busy")), Set.copyOf(wrong),
                                    texts(row, "moved_categories"), texts(row, "moved_products"));
                        }).single());
    }

    Keys small(SmallTable table, List<Key> keys) {
        return this.readModel.locked(this.sql.generation(), this.repair, repair -> switch (table) {
            case CATEGORIES -> categories(repair, keys);
            case CATEGORY_SLUGS -> slugs(repair, "repair-category-slugs", keys);
            case PRODUCT_SLUGS -> slugs(repair, "repair-product-slugs", keys);
        });
    }

    private Keys categories(Repair repair, List<Key> keys) {
        var busy = new HashSet<Key>();
        var wrong = new HashSet<Key>();
        repair.jdbc().sql(this.sql.of("check-categories", false))
                .param("ids", array(keys.stream().map(Key::key).toList()))
                .param("time", repair.time()).param("position", repair.position()).param("change", repair.change())
                .param("generation", this.sql.generation()).param("roots", CategoryChildrenOrdered.ROOTS)
                .query(row -> {
                    var key = new Key(row.getString("id"), "");
                    if (row.getBoolean("busy")) {
                        busy.add(key);
                    } else if (row.getBoolean("wrong")) {
                        wrong.add(key);
                    }
                });
        if (!wrong.isEmpty()) {
            var ids = wrong.stream().map(Key::key).toList();
            repair.recomputeCategories(ids);
            // what is right but for an impossible version is not touched by that
            repair.jdbc()
                    .sql("UPDATE read_g%d.category SET version = :change WHERE id = ANY (:ids) AND version > :change"
                            .formatted(this.sql.generation()))
                    .param("change", repair.change()).param("ids", array(ids))
                    .update();
            repair.changedCategories(ids);
        }
        return new Keys(busy, wrong);
    }

    private Keys slugs(Repair repair, String statement, List<Key> keys) {
        var busy = new HashSet<Key>();
        var wrong = new HashSet<Key>();
        repair.jdbc().sql(this.sql.of(statement, false)).param("ids", array(keys.stream().map(Key::key).toList()))
                .param("categories", array(keys.stream().map(Key::category).toList()))
                .param("position", repair.position()).query(row -> {
                    for (var text : texts(row, "busy")) {
                        int slash = text.indexOf('/');
                        busy.add(new Key(text.substring(0, slash), text.substring(slash + 1)));
                    }
                    var slugs = texts(row, "slugs");
                    var parents = texts(row, "parents");
                    for (int i = 0; i < slugs.size(); i++) {
                        wrong.add(new Key(slugs.get(i), parents.get(i)));
                    }
                    repair.changedCategories(texts(row, "categories"));
                    if (statement.equals("repair-product-slugs")) {
                        repair.changedProducts(List.of(), slugs);
                    }
                });
        return new Keys(busy, wrong);
    }

    /** Adds what is missing, whatever the counts are by now. */
    void counts(Collection<Count> counts) {
        this.readModel.locked(this.sql.generation(), this.repair,
                repair -> {
                    var appeared = new HashSet<String>();
                    repair.jdbc().sql(this.sql.of("correct-counts", false))
                            .param("ids", counts.stream().map(Count::category).toArray(String[]::new))
                            .param("missing", counts.stream().map(Count::missing).toArray(Integer[]::new))
                            .param("change", repair.change()).param("now", repair.now()).query(row -> {
                                if (row.getBoolean("displayability")) {
                                    appeared.add(row.getString("id"));
                                }
                            });
                    repair.changedCounts(counts.stream().map(Count::category).toList());
                    repair.changedCategories(appeared);
                    return appeared;
                });
    }

    /** Makes the counts of categories those of their listings, and tells which weren't. */
    Set<String> recount(Collection<String> categories) {
        // listings may be long: they are counted before anybody has to wait, and once more only if that is worth it
        var suspects = this.readModel.unlocked().sql(this.sql.of("miscounted", false))
                .param("ids", categories.toArray(String[]::new)).query((row, _) -> row.getString("id")).set();
        if (suspects.isEmpty()) {
            return suspects;
        }
        return this.readModel.locked(this.sql.generation(), this.repair, repair -> {
            var wrong = new HashSet<String>();
            var appeared = new HashSet<String>();
            repair.jdbc().sql(this.sql.of("recount", false)).param("ids", suspects.toArray(String[]::new))
                    .param("change", repair.change()).param("now", repair.now()).query(row -> {
                        wrong.add(row.getString("id"));
                        if (row.getBoolean("displayability")) {
                            appeared.add(row.getString("id"));
                        }
                    });
            repair.changedCounts(wrong);
            repair.changedCategories(appeared);
            return wrong;
        });
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

}
