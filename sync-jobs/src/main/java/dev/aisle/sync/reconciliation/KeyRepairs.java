package dev.aisle.sync.reconciliation;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.query.repair.Suspect;
import dev.aisle.query.repair.Suspect.ListingRow;
import dev.aisle.sync.reconciliation.Findings.Key;

/**
 * Recomputes single keys of the generation that readers use, if they are wrong: the way a reconciliation repairs, in
 * transactions as short and under the same lock. What is on its way is left to the projector. What is right isn't
 * written.
 */
public final class KeyRepairs {

    /** Of no reconciliation: whatever is found is told by who suspects it. */
    private static final long NONE = 0;

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final JdbcClient jdbc;

    /**
     * Repairs on connections of their own.
     * @param dataSource the sync role's
     * @param transactionManager for it
     */
    public KeyRepairs(DataSource dataSource, PlatformTransactionManager transactionManager) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        this.jdbc = JdbcClient.create(dataSource);
    }

    /**
     * What became of suspects.
     *
     * @param products the products whose view or listing rows were wrong
     * @param categories the categories whose view or count was
     * @param right how many suspects were as they should be
     * @param busy how many are on their way
     */
    public record Repaired(Set<String> products, Set<String> categories, int right, int busy) {

        /**
         * How much was wrong.
         * @return the number of products and categories
         */
        public int number() {
            return this.products.size() + this.categories.size();
        }

    }

    /**
     * Looks at suspects, and recomputes those that are wrong.
     * @param suspects a few
     * @return what became of them
     */
    public Repaired recompute(Collection<Suspect> suspects) {
        var products = new TreeSet<String>();
        var categories = new TreeSet<String>();
        for (var suspect : suspects) {
            switch (suspect) {
                case Suspect.Product(var id) -> products.add(id.value());
                case Suspect.Category(var id) -> categories.add(id.value());
                case ListingRow row -> products.add(row.product().value());
            }
        }
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer")
                .query((row, _) -> row.getInt("generation")).single();
        var repairs = new Repairs(this.dataSource, this.transactionManager, new ReconciliationSql(generation, 1), NONE,
                true);
        var wrongCategories = new TreeSet<String>();
        var wrongProducts = new TreeSet<String>();
        var recounted = new TreeSet<>(categories);
        int busy = 0;
        // products are recomputed as of the stored categories
        if (!categories.isEmpty()) {
            var looked = repairs.small(SmallTable.CATEGORIES,
                    categories.stream().map(id -> new Key(id, "")).toList());
            looked.wrong().forEach(key -> wrongCategories.add(key.key()));
            busy += looked.busy().size();
        }
        if (!products.isEmpty()) {
            var looked = repairs.suspects(List.copyOf(products), rows(suspects));
            wrongProducts.addAll(looked.wrong());
            wrongProducts.addAll(looked.movedProducts());
            recounted.addAll(looked.movedCategories());
            busy += looked.busy().size();
        }
        int right = products.size() + categories.size() - busy - wrongProducts.size() - wrongCategories.size();
        if (!recounted.isEmpty()) {
            wrongCategories.addAll(repairs.recount(recounted));
        }
        return new Repaired(wrongProducts, wrongCategories, right, busy);
    }

    private static List<ListingRow> rows(Collection<Suspect> suspects) {
        return suspects.stream().filter(ListingRow.class::isInstance).map(ListingRow.class::cast).toList();
    }

}
