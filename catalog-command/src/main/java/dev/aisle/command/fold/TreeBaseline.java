package dev.aisle.command.fold;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.category.Category;
import dev.aisle.command.category.CategoryTree;
import dev.aisle.command.category.CategoryTree.Parent;
import dev.aisle.command.category.CategoryTree.Place;
import dev.aisle.command.journal.EventCodec;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.CategoryEvent.CategoryCreated;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;

/** The tree as it was when it was last verified. */
@Component
class TreeBaseline {

    private static final String PUT = """
            INSERT INTO command.journal_baseline_category (id, version, category)
            SELECT n.id, n.version, n.category::json
              FROM unnest(:ids::text[], :versions::bigint[], :categories::text[]) AS n (id, version, category)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, category = excluded.category
            """;

    private static final String PUT_SLUGS = """
            INSERT INTO command.journal_baseline_category_slug (parent_id, slug, category_id)
            SELECT n.parent_id, n.slug, n.category_id
              FROM unnest(:parents::text[], :slugs::text[], :ids::text[]) AS n (parent_id, slug, category_id)
            """;

    private final JdbcClient jdbc;

    private final EventCodec codec = new EventCodec();

    TreeBaseline(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long position() {
        return this.jdbc.sql("SELECT tree_position FROM command.journal_baseline").query(Long.class).single();
    }

    CategoryTree load() {
        var tree = new CategoryTree();
        this.jdbc.sql("SELECT id, version, category FROM command.journal_baseline_category").query(row -> {
            tree.load(new CategoryId(row.getString("id")),
                    new Versioned<>(row.getLong("version"), state(row.getString("category"))));
        });
        this.jdbc.sql("SELECT parent_id, slug, category_id FROM command.journal_baseline_category_slug").query(row -> {
            var parent = row.getString("parent_id");
            tree.loadLeft(
                    new Place(new Parent((parent != null) ? new CategoryId(parent) : null),
                            new Slug(row.getString("slug"))),
                    new CategoryId(row.getString("category_id")));
        });
        tree.loadRootsVersion(
                this.jdbc.sql("SELECT roots_version FROM command.journal_baseline").query(Long.class).single());
        return tree;
    }

    /** Stores what events have made of the tree that was loaded. */
    void store(CategoryTree tree, long position) {
        var changed = tree.categories().keys().stream()
                .filter(id -> !tree.categories().get(id).equals(tree.categories().before(id))).toList();
        var categories = new ArrayList<@Nullable String>();
        changed.forEach(id -> categories.add(text(tree.categories().get(id).state())));
        this.jdbc.sql(PUT).param("ids", changed.stream().map(CategoryId::value).toArray(String[]::new))
                .param("versions", changed.stream().map(id -> tree.categories().get(id).version())
                        .toArray(Long[]::new))
                .param("categories", categories.toArray(String[]::new)).update();
        var left = java.util.List.copyOf(tree.left().entrySet());
        this.jdbc.sql("DELETE FROM command.journal_baseline_category_slug").update();
        this.jdbc.sql(PUT_SLUGS)
                .param("parents", left.stream().map(entry -> parent(entry.getKey())).toArray(String[]::new))
                .param("slugs", left.stream().map(entry -> entry.getKey().slug().value()).toArray(String[]::new))
                .param("ids", left.stream().map(entry -> entry.getValue().value()).toArray(String[]::new)).update();
        this.jdbc.sql("UPDATE command.journal_baseline SET tree_position = :position, roots_version = :roots")
                .param("position", position).param("roots", tree.rootsVersion()).update();
    }

    private static @Nullable String parent(Place place) {
        var parent = place.parent().id();
        return (parent != null) ? parent.value() : null;
    }

    private @Nullable String text(@Nullable Category category) {
        return (category == null) ? null : this.codec.write(new CategoryCreated(category.id(), category.parent(),
                category.position(), category.slug(), category.name(), category.description(), category.imageUrl(),
                category.hidden(), category.display()));
    }

    private @Nullable Category state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var made = this.codec.read(text, CategoryCreated.class);
        return new Category(made.id(), made.parent(), made.position(), made.slug(), made.name(), made.description(),
                made.imageUrl(), made.hidden(), made.display());
    }

}
