package dev.aisle.sync.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What one transaction changed in the read model: a row of {@code read.changes} to be. */
final class Effects {

    private final Set<String> products = new TreeSet<>();

    /** With where in them: null for anywhere. */
    private final Map<String, @Nullable String> listings = new TreeMap<>();

    /** Whose count changed, or that of a child. */
    private final Set<String> counts = new TreeSet<>();

    private final Set<String> categories = new TreeSet<>();

    private final Set<String> slugs = new TreeSet<>();

    private boolean tree;

    void products(ResultSet row) throws SQLException {
        this.products.addAll(texts(row, "products"));
        var touched = (String[]) row.getArray("touched").getArray();
        int next = 0;
        for (var listing : texts(row, "listings")) {
            touch(listing, touched[next++]);
        }
        this.slugs.addAll(texts(row, "slugs"));
        this.categories.addAll(texts(row, "categories"));
        counts(texts(row, "counts"));
    }

    /** What one statement says of a listing doesn't say what another one did to it. */
    private void touch(String listing, @Nullable String where) {
        this.listings.put(listing, this.listings.containsKey(listing) ? null : where);
    }

    void products(Collection<String> ids) {
        this.products.addAll(ids);
    }

    void listings(Collection<String> ids) {
        ids.forEach(id -> touch(id, null));
    }

    void counts(Collection<String> ids) {
        this.counts.addAll(ids);
        this.tree |= !ids.isEmpty();
    }

    void tree() {
        this.tree = true;
    }

    void categories(Collection<String> ids) {
        this.categories.addAll(ids);
        this.tree |= !ids.isEmpty();
    }

    void slugs(Collection<String> changed) {
        this.slugs.addAll(changed);
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    boolean any() {
        return !(this.products.isEmpty() && this.listings.isEmpty() && this.categories.isEmpty()
                && this.slugs.isEmpty()) || this.tree;
    }

    /** Gives the statement that writes the row what it is to say. */
    StatementSpec tell(StatementSpec writeChanges) {
        return writeChanges.param("products", array(this.products))
                .param("listings", array(this.listings.keySet()))
                .param("touched", array(this.listings.values()))
                .param("counts", array(this.counts))
                .param("categories", array(this.categories))
                .param("slugs", array(this.slugs))
                .param("tree", this.tree);
    }

    private static @Nullable String[] array(Collection<? extends @Nullable String> texts) {
        return texts.toArray(String[]::new);
    }

}
