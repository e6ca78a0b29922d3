package dev.aisle.sync.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one transaction changed in the read model: a row of {@code read.changes} to be. */
final class Effects {

    private final Set<String> products = new TreeSet<>();

    private final Set<String> listings = new TreeSet<>();

    private final Set<String> categories = new TreeSet<>();

    private final Set<String> slugs = new TreeSet<>();

    private boolean tree;

    void products(ResultSet row) throws SQLException {
        this.products.addAll(texts(row, "products"));
        this.listings.addAll(texts(row, "listings"));
        this.slugs.addAll(texts(row, "slugs"));
        this.categories.addAll(texts(row, "categories"));
        this.tree |= row.getBoolean("counted");
    }

    void products(Collection<String> ids) {
        this.products.addAll(ids);
    }

    void listings(Collection<String> ids, boolean counts) {
        this.listings.addAll(ids);
        this.tree |= counts;
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
                && this.slugs.isEmpty());
    }

    String[] products() {
        return this.products.toArray(String[]::new);
    }

    String[] listings() {
        return this.listings.toArray(String[]::new);
    }

    String[] categories() {
        return this.categories.toArray(String[]::new);
    }

    String[] slugs() {
        return this.slugs.toArray(String[]::new);
    }

    boolean tree() {
        return this.tree;
    }

}
