package dev.aisle.command.category;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

@Component
final class JdbcCategories implements Categories {

    private static final String COLUMNS = """
            c.id, c.version, c.parent_id, c.position, c.slug, c.name, c.description, c.image_url, c.hidden,
            c.display_from, c.display_until
            """;

    private static final String LOCK = """
            SELECT id
              FROM command.category
             WHERE id = ANY (:ids::text[])
             ORDER BY id
               FOR UPDATE
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM command.category c WHERE c.id = :id";

    private static final String CHILDREN = "SELECT " + COLUMNS + """
              FROM command.category c
             WHERE c.parent_id = :parent
             ORDER BY c.position, c.id
            """;

    private static final String ROOTS = "SELECT " + COLUMNS + """
              FROM command.category c
             WHERE c.parent_id IS NULL
             ORDER BY c.position, c.id
            """;

    private static final String LOAD = """
            WITH RECURSIVE wanted (id) AS (
                SELECT unnest(:ids::text[])
                 UNION
                SELECT id FROM command.category WHERE parent_id = ANY (:childrenOf::text[])
                 UNION
                SELECT id FROM command.category WHERE :roots AND parent_id IS NULL
            ), keys (id) AS (
                SELECT id FROM wanted
                 UNION
                SELECT c.parent_id FROM command.category c JOIN keys k ON c.id = k.id WHERE c.parent_id IS NOT NULL
            )
            SELECT k.id AS key, e.version AS ended, """ + COLUMNS + """
              FROM keys k
              LEFT JOIN command.category c
                     ON c.id = k.id
              LEFT JOIN command.deleted_stream e
                     ON e.stream_type = 'category' AND e.stream_id = k.id
            """;

    private static final String LOAD_BELOW = """
            WITH RECURSIVE keys (id) AS (
                SELECT id FROM command.category WHERE parent_id = ANY (:ids::text[])
                 UNION
                SELECT c.id FROM command.category c JOIN keys k ON c.parent_id = k.id
            )
            SELECT k.id AS key, NULL::bigint AS ended, """ + COLUMNS + """
              FROM keys k
              JOIN command.category c
                ON c.id = k.id
            """;

    private static final String SURROUNDINGS = """
            SELECT 'slug' AS fact, w.parent, c.slug, c.id, 0 AS number
              FROM unnest(:slugParents::text[], :slugs::text[]) AS w (parent, slug)
              JOIN command.category c
                ON c.parent_id = w.parent AND c.slug = w.slug
             UNION ALL
            SELECT 'slug', NULL, c.slug, c.id, 0
              FROM unnest(:rootSlugs::text[]) AS w (slug)
              JOIN command.category c
                ON c.parent_id IS NULL AND c.slug = w.slug
             UNION ALL
            SELECT 'end', w.parent, NULL, NULL,
                   (SELECT max(position) FROM command.category WHERE parent_id = w.parent)
              FROM unnest(:parents::text[]) AS w (parent)
             UNION ALL
            SELECT 'end', NULL, NULL, NULL, (SELECT max(position) FROM command.category WHERE parent_id IS NULL)
             WHERE :roots
             UNION ALL
            SELECT 'products', w.id, NULL, NULL, 0
              FROM unnest(:parents::text[]) AS w (id)
             WHERE EXISTS (SELECT FROM command.placement p WHERE p.category_id = w.id)
             UNION ALL
            SELECT 'roots', NULL, NULL, NULL, roots_version
              FROM command.catalog
            """;

    private static final String UPSERT = """
            INSERT INTO command.category AS c
                   (id, version, parent_id, position, slug, name, description, image_url, hidden,
                    display_from, display_until)
            SELECT n.id, n.version, n.parent_id, n.position, n.slug, n.name, n.description, n.image_url, n.hidden,
                   n.display_from, n.display_until
              FROM unnest(:ids::text[], :versions::bigint[], :parents::text[], :positions::integer[], :slugs::text[],
                          :names::text[], :descriptions::text[], :imageUrls::text[], :hiddens::boolean[],
                          :displayFroms::timestamptz[], :displayUntils::timestamptz[])
                   AS n (id, version, parent_id, position, slug, name, description, image_url, hidden,
                         display_from, display_until)
                ON CONFLICT (id) DO UPDATE
               SET version       = excluded.version,
                   parent_id     = excluded.parent_id,
                   position      = excluded.position,
                   slug          = excluded.slug,
                   name          = excluded.name,
                   description   = excluded.description,
                   image_url     = excluded.image_url,
                   hidden        = excluded.hidden,
                   display_from  = excluded.display_from,
                   display_until = excluded.display_until
            """;

    private static final String DELETE = "DELETE FROM command.category WHERE id = ANY (:ids::text[])";

    private static final String FORGET_OLD_SLUGS = """
            DELETE FROM command.category_old_slug
             WHERE category_id = ANY (:ids::text[])
                OR parent_id = ANY (:ids::text[])
            """;

    private static final String REMEMBER_OLD_SLUGS = """
            INSERT INTO command.category_old_slug (parent_id, slug, category_id)
            SELECT w.parent, w.slug, w.id
              FROM unnest(:parents::text[], :slugs::text[], :ids::text[]) AS w (parent, slug, id)
                ON CONFLICT ON CONSTRAINT category_old_slug_key DO UPDATE SET category_id = excluded.category_id
            """;

    private final JdbcClient jdbc;

    private final EndedStreams ended;

    JdbcCategories(@Qualifier("commandJdbc") JdbcClient jdbc, EndedStreams ended) {
        this.jdbc = jdbc;
        this.ended = ended;
    }

    @Override
    public void lockStructure() {
        this.jdbc.sql("SELECT pg_advisory_xact_lock(4150, 2)").query(_ -> {});
    }

    @Override
    public void lock(Collection<CategoryId> ids) {
        this.jdbc.sql(LOCK).param("ids", texts(ids)).query(_ -> {});
    }

    @Override
    public Versioned<Category> hold(CategoryId id) {
        return one(FIND + " FOR NO KEY UPDATE", id);
    }

    @Override
    public Versioned<Category> find(CategoryId id) {
        return one(FIND, id);
    }

    private Versioned<Category> one(String sql, CategoryId id) {
        return this.jdbc.sql(sql)
                .param("id", id.value())
                .query((row, _) -> new Versioned<>(row.getLong("version"), category(row)))
                .optional()
                .orElseGet(Versioned::none);
    }

    @Override
    public List<Row<CategoryId, Category>> children(@Nullable CategoryId parent) {
        var query = (parent != null) ? this.jdbc.sql(CHILDREN).param("parent", parent.value()) : this.jdbc.sql(ROOTS);
        return query.query((row, _) -> {
            var category = category(row);
            return new Row<>(category.id(), row.getLong("version"), row.getLong("version"), category);
        }).list();
    }

    @Override
    public long rootsVersion() {
        return this.jdbc.sql("SELECT roots_version FROM command.catalog").query(Long.class).single();
    }

    @Override
    public CategoryTree load(Collection<CategoryId> ids, Collection<CategoryId> childrenOf, boolean roots) {
        var tree = new CategoryTree();
        this.jdbc.sql(LOAD)
                .param("ids", texts(ids))
                .param("childrenOf", texts(childrenOf))
                .param("roots", roots)
                .query(row -> {
                    load(tree, row);
                });
        return tree;
    }

    @Override
    public void loadBelow(CategoryTree tree, Collection<CategoryId> ids) {
        this.jdbc.sql(LOAD_BELOW).param("ids", texts(ids)).query(row -> {
            load(tree, row);
        });
    }

    private static void load(CategoryTree tree, ResultSet row) throws SQLException {
        tree.load(new CategoryId(row.getString("key")),
                (row.getString("id") != null) ? new Versioned<>(row.getLong("version"), category(row))
                        : new Versioned<>(row.getLong("ended"), null));
    }

    @Override
    public void loadSurroundings(CategoryTree tree, Surroundings wanted) {
        var below = wanted.places().stream().filter(place -> place.parent().id() != null).toList();
        this.jdbc.sql(SURROUNDINGS)
                .param("slugParents", below.stream().map(place -> String.valueOf(place.parent().id()))
                        .toArray(String[]::new))
                .param("slugs", below.stream().map(place -> place.slug().value()).toArray(String[]::new))
                .param("rootSlugs", wanted.places().stream().filter(place -> place.parent().id() == null)
                        .map(place -> place.slug().value()).toArray(String[]::new))
                .param("parents", texts(wanted.parents()))
                .param("roots", wanted.roots())
                .query(row -> {
                    fact(tree, row);
                });
    }

    private static void fact(CategoryTree tree, ResultSet row) throws SQLException {
        var parent = nullable(row.getString("parent"));
        switch (row.getString("fact")) {
            case "slug" -> tree.loadSibling(parent, new Slug(row.getString("slug")),
                    new CategoryId(row.getString("id")));
            case "end" -> tree.loadEnd(parent, row.getInt("number"));
            case "products" -> tree.loadHoldsProducts(Objects.requireNonNull(parent));
            default -> tree.loadRootsVersion(row.getLong("number"));
        }
    }

    @Override
    public void write(CategoryTree tree) {
        var deleted = tree.categories().deleted();
        if (!tree.gone().isEmpty()) {
            this.jdbc.sql(FORGET_OLD_SLUGS).param("ids", texts(tree.gone())).update();
        }
        if (!deleted.isEmpty()) {
            int rows = this.jdbc.sql(DELETE).param("ids", texts(deleted.stream().map(Row::key).toList())).update();
            ConcurrentChangeException.unlessAll("category", deleted.size(), rows);
        }
        var rows = new ArrayList<>(tree.categories().inserted());
        rows.addAll(tree.categories().updated());
        if (!rows.isEmpty()) {
            upsert(rows);
        }
        var left = List.copyOf(tree.left().entrySet());
        if (!left.isEmpty()) {
            this.jdbc.sql(REMEMBER_OLD_SLUGS)
                    .param("parents", left.stream().map(entry -> text(entry.getKey().parent().id()))
                            .toArray(String[]::new))
                    .param("slugs", left.stream().map(entry -> entry.getKey().slug().value()).toArray(String[]::new))
                    .param("ids", left.stream().map(entry -> entry.getValue().value()).toArray(String[]::new))
                    .update();
        }
        if (tree.rootsOrdered()) {
            this.jdbc.sql("UPDATE command.catalog SET roots_version = :version")
                    .param("version", tree.rootsVersion())
                    .update();
        }
        this.ended.write(StreamType.CATEGORY, tree.categories());
    }

    private void upsert(List<Row<CategoryId, Category>> rows) {
        this.jdbc.sql(UPSERT)
                .param("ids", texts(rows.stream().map(Row::key).toList()))
                .param("versions", rows.stream().map(Row::version).toArray(Long[]::new))
                .param("parents", column(rows, category -> text(category.parent())))
                .param("positions", rows.stream().map(row -> row.state().position()).toArray(Integer[]::new))
                .param("slugs", column(rows, category -> category.slug().value()))
                .param("names", column(rows, Category::name))
                .param("descriptions", column(rows, Category::description))
                .param("imageUrls", column(rows, Category::imageUrl))
                .param("hiddens", rows.stream().map(row -> row.state().hidden()).toArray(Boolean[]::new))
                .param("displayFroms", column(rows, category -> Times.text(category.display().from())))
                .param("displayUntils", column(rows, category -> Times.text(category.display().until())))
                .update();
    }

    private static @Nullable String[] column(List<Row<CategoryId, Category>> rows,
            Function<Category, @Nullable String> value) {
        var column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i).state());
        }
        return column;
    }

    private static Category category(ResultSet row) throws SQLException {
        return new Category(new CategoryId(row.getString("id")), nullable(row.getString("parent_id")),
                row.getInt("position"), new Slug(row.getString("slug")), row.getString("name"),
                row.getString("description"), row.getString("image_url"), row.getBoolean("hidden"),
                new Window(Times.instant(row, "display_from"), Times.instant(row, "display_until")));
    }

    private static @Nullable CategoryId nullable(@Nullable String id) {
        return (id != null) ? new CategoryId(id) : null;
    }

    private static @Nullable String text(@Nullable CategoryId id) {
        return (id != null) ? id.value() : null;
    }

    private static String[] texts(Collection<CategoryId> ids) {
        return ids.stream().map(CategoryId::value).distinct().toArray(String[]::new);
    }

}
