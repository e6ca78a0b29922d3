package dev.aisle.command.category;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.CategoryId;

/** The whole tree as it is stored, in words that can be compared. */
@Component
public class StoredTree {

    private final Categories categories;

    private final JdbcClient jdbc;

    StoredTree(Categories categories, @Qualifier("commandJdbc") JdbcClient jdbc) {
        this.categories = categories;
        this.jdbc = jdbc;
    }

    /**
     * The rows of the tables.
     * @return each row's content by table and key
     */
    public Map<String, String> rows() {
        var ids = this.jdbc.sql("SELECT id FROM command.category")
                .query((row, _) -> new CategoryId(row.getString("id")))
                .list();
        var rows = categoryRows(this.categories.load(ids, List.of(), false));
        rows.put("catalog roots", String.valueOf(this.categories.rootsVersion()));
        this.jdbc.sql("SELECT parent_id, slug, category_id FROM command.category_old_slug").query(row -> {
            rows.put(oldSlug(row.getString("parent_id"), row.getString("slug")), row.getString("category_id"));
        });
        return rows;
    }

    /**
     * The rows that a tree made of events comes to.
     * @param tree the tree
     * @return each row's content by table and key
     */
    public static Map<String, String> rows(CategoryTree tree) {
        var rows = categoryRows(tree);
        rows.put("catalog roots", String.valueOf(tree.rootsVersion()));
        tree.left().forEach((place, id) -> {
            var parent = place.parent().id();
            rows.put(oldSlug((parent != null) ? parent.value() : null, place.slug().value()), id.value());
        });
        return rows;
    }

    private static Map<String, String> categoryRows(CategoryTree tree) {
        var rows = new TreeMap<String, String>();
        tree.categories().present()
                .forEach(row -> rows.put("category " + row.key(), row.version() + " " + row.state()));
        return rows;
    }

    private static String oldSlug(@Nullable String parent, String slug) {
        return "category_old_slug " + parent + "/" + slug;
    }

}
