package dev.aisle.query.category;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Row;
import dev.aisle.query.repair.Suspects;

/** Reads categories from the read model. */
@Component
class CategoryReads {

    /** Deeper than any tree: the write model allows 32 levels. */
    static final int DEEPEST = 64;

    /** Letters about a category or one that stands above it. */
    private static final String HERE_OR_ABOVE = """
            letter.kind = 'category'
            AND letter.key = ANY (%1$s || (SELECT path FROM {g}.category WHERE id = %1$s))""";

    /** Above a displayed category all are displayed, so the rows are whole branches down to the depth asked for. */
    private static final GenerationSql TREE = GenerationSql.of("""
            SELECT {snapshot}, c.parent_id, %s
              FROM {here}
              LEFT JOIN {g}.category c ON c.visible AND c.product_count > 0 AND cardinality(c.path) <= :depth
             ORDER BY c.parent_id, c.position, c.id
            """.formatted(CategoryNode.COLUMNS), "letter.kind = 'category'");

    /** A category, what stands above it, and its children. */
    private static final String BRANCH = """
            LATERAL (
                            WITH self AS (
                                SELECT * FROM {g}.category WHERE id = %1$s AND visible AND product_count > 0)
                            SELECT 1 AS kind, 0 AS ordinal, id AS step, id, slug, name, image_url, product_count, description
                              FROM self
                             UNION ALL
                            SELECT 2, step.ordinal, step.id, a.id, a.slug, a.name, a.image_url, a.product_count, NULL
                              FROM self
                             CROSS JOIN unnest(self.path) WITH ORDINALITY AS step (id, ordinal)
                              LEFT JOIN {g}.category a ON a.id = step.id
                             WHERE step.id <> self.id
                             UNION ALL
                            SELECT 3, child.position, child.id, child.id, child.slug, child.name, child.image_url, child.product_count, NULL
                              FROM self
                              JOIN {g}.category child ON child.parent_id = self.id AND child.visible AND child.product_count > 0
                      ) c""";

    private static final GenerationSql PAGE = GenerationSql
            .of("""
                    SELECT {snapshot}, c.kind, c.step, c.description,
                           CASE WHEN c.kind IS NULL THEN EXISTS (SELECT FROM {g}.listing WHERE category_id = :id) END,
                           CAST(:id AS text), %s
                      FROM {here}
                      LEFT JOIN %s ON true
                     ORDER BY c.kind, c.ordinal, c.id
                    """
                    .formatted(CategoryNode.COLUMNS, BRANCH.formatted(":id")), HERE_OR_ABOVE.formatted(":id"));

    private static final GenerationSql PAGES = GenerationSql
            .of("""
                    SELECT {snapshot}, c.kind, c.step, c.description, NULL, c.page, %s
                      FROM {here}
                      LEFT JOIN (
                            SELECT wanted.id AS page, c.*
                              FROM unnest(CAST(:ids AS text[])) AS wanted (id)
                             CROSS JOIN %s) c ON true
                     ORDER BY c.page, c.kind, c.ordinal, c.id
                    """.formatted(CategoryNode.COLUMNS, BRANCH.formatted("wanted.id")));

    /**
     * Walks down slug by slug. At each step a living category wins over one that stood there before; a step through an
     * old slug goes on from where that category is now.
     */
    private static final GenerationSql WALK = GenerationSql
            .of("""
                    SELECT {snapshot}, found.id, found.path
                      FROM {here}
                      LEFT JOIN LATERAL (
                            WITH RECURSIVE walk AS (
                                (SELECT 1 AS depth, step.id
                                   FROM (SELECT 1 AS rank, c.id
                                           FROM {g}.category c
                                          WHERE c.slug = (CAST(:slugs AS text[]))[1] AND c.parent_id IS NULL
                                          UNION ALL
                                         SELECT 2, o.category_id
                                           FROM {g}.category_old_slug o
                                          WHERE o.slug = (CAST(:slugs AS text[]))[1] AND o.parent_id IS NULL) step
                                  ORDER BY step.rank
                                  LIMIT 1)
                                 UNION ALL
                                SELECT walk.depth + 1, step.id
                                  FROM walk
                                 CROSS JOIN LATERAL (
                                       SELECT next.id
                                         FROM (SELECT 1 AS rank, c.id
                                                 FROM {g}.category c
                                                WHERE c.slug = (CAST(:slugs AS text[]))[walk.depth + 1] AND c.parent_id = walk.id
                                                UNION ALL
                                               SELECT 2, o.category_id
                                                 FROM {g}.category_old_slug o
                                                WHERE o.slug = (CAST(:slugs AS text[]))[walk.depth + 1] AND o.parent_id = walk.id) next
                                        ORDER BY next.rank
                                        LIMIT 1) step
                                 WHERE walk.depth < cardinality(CAST(:slugs AS text[])))
                            SELECT c.id,
                                   (SELECT array_agg(a.slug ORDER BY step.ordinal)
                                      FROM unnest(c.path) WITH ORDINALITY AS step (id, ordinal)
                                      JOIN {g}.category a ON a.id = step.id) AS path
                              FROM walk
                              JOIN {g}.category c ON c.id = walk.id AND c.visible AND c.product_count > 0
                             WHERE walk.depth = cardinality(CAST(:slugs AS text[]))
                      ) found ON true
                    """,
                    "found.id IS NULL AND letter.kind = 'category' AND letter.slug = ANY (CAST(:slugs AS text[]))");

    private static final GenerationSql LINKS = GenerationSql.of("""
            SELECT {snapshot}, %s
              FROM {here}
              LEFT JOIN {g}.category c ON c.id = ANY (CAST(:ids AS text[]))
            """.formatted(CategoryLink.COLUMNS));

    /** The columns of a page's row: what it is of the page, which category, the category's description, whether there are
     * products listed in a category that isn't there, whose page it is, and a node's. */
    private static final int KIND = 1;

    private static final int CATEGORY = 2;

    private static final int DESCRIPTION = 3;

    private static final int ORPHANED = 4;

    private static final int OF = 5;

    private static final int NODE = 6;

    private static final int ABOVE = 2;

    private final ReadModel readModel;
    private final Suspects suspects;

    CategoryReads(ReadModel readModel, Suspects suspects) {
        this.readModel = readModel;
        this.suspects = suspects;
    }

    Read<CategoryTree> tree(int depth, Exactness exactness) {
        return this.readModel.read(TREE, exactness, Map.of("depth", depth), this::readTree);
    }

    Read<Map<String, CategoryLink>> links(List<String> ids) {
        return this.readModel.read(LINKS, Map.of("ids", ids.toArray(String[]::new)), row -> {
            var links = new HashMap<String, CategoryLink>();
            if (!row.isAbsent(1)) {
                do {
                    links.put(row.text(1), CategoryLink.read(row, 1));
                } while (row.next());
            }
            return links;
        });
    }

    Read<Optional<CategoryPage>> page(String id, Exactness exactness) {
        return this.readModel.read(PAGE, exactness, Map.of("id", id), row -> readPage(id, row));
    }

    /** The pages of those that are displayed. */
    Read<Map<String, CategoryPage>> pages(List<String> ids) {
        return this.readModel.read(PAGES, Map.of("ids", ids.toArray(String[]::new)), this::readPages);
    }

    Read<Optional<Place>> find(List<String> slugs, Exactness exactness) {
        return this.readModel.read(WALK, exactness, Map.of("slugs", slugs.toArray(String[]::new)),
                row -> row.isAbsent(1) ? Optional.empty() : Optional.of(new Place(row.text(1), row.texts(2))));
    }

    /**
     * Where a path leads.
     *
     * @param category the category there
     * @param slugs the path it has now
     */
    record Place(String category, List<String> slugs) {}

    /** Above a displayed category all are displayed: one that isn't there leaves out what stands below it. */
    private CategoryTree readTree(Row row) throws SQLException {
        var roots = new ArrayList<CategoryNode>();
        var children = new HashMap<String, List<CategoryNode>>();
        if (!row.isAbsent(2)) {
            do {
                var parent = row.optionalText(1);
                var siblings = (parent == null) ? roots : children.computeIfAbsent(parent, _ -> new ArrayList<>());
                siblings.add(CategoryNode.read(row, 2));
            } while (row.next());
        }
        var missing = new HashSet<>(children.keySet());
        roots.forEach(node -> missing.remove(node.id()));
        children.values().forEach(nodes -> nodes.forEach(node -> missing.remove(node.id())));
        missing.forEach(this.suspects::category);
        return new CategoryTree(roots, children, missing.isEmpty());
    }

    private Optional<CategoryPage> readPage(String id, Row row) throws SQLException {
        if (row.isAbsent(KIND)) {
            if (row.flag(ORPHANED)) {
                this.suspects.category(id);
            }
            return Optional.empty();
        }
        return Optional.ofNullable(readPages(row).get(id));
    }

    private Map<String, CategoryPage> readPages(Row row) throws SQLException {
        var pages = new HashMap<String, CategoryPage>();
        boolean more = !row.isAbsent(KIND);
        while (more) {
            var id = row.text(OF);
            @Nullable
            String description = row.optionalText(DESCRIPTION);
            var self = CategoryNode.read(row, NODE);
            var ancestors = new ArrayList<CategoryNode>();
            var children = new ArrayList<CategoryNode>();
            boolean whole = true;
            for (more = row.next(); more && row.text(OF).equals(id); more = row.next()) {
                if (row.isAbsent(NODE)) {
                    this.suspects.category(row.text(CATEGORY));
                    whole = false;
                } else {
                    ((row.number(KIND) == ABOVE) ? ancestors : children).add(CategoryNode.read(row, NODE));
                }
            }
            pages.put(id, new CategoryPage(self, description, ancestors, children, whole));
        }
        return pages;
    }
}
