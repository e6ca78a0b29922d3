package dev.aisle.query.category;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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

    private static final GenerationSql PAGE = GenerationSql
            .of("""
                    SELECT {snapshot}, c.kind, c.description, %s
                      FROM {here}
                      LEFT JOIN LATERAL (
                            WITH self AS (
                                SELECT * FROM {g}.category WHERE id = :id AND visible AND product_count > 0)
                            SELECT 1 AS kind, 0 AS ordinal, id, slug, name, image_url, product_count, description
                              FROM self
                             UNION ALL
                            SELECT 2, step.ordinal, a.id, a.slug, a.name, a.image_url, a.product_count, NULL
                              FROM self
                             CROSS JOIN unnest(self.path) WITH ORDINALITY AS step (id, ordinal)
                              JOIN {g}.category a ON a.id = step.id AND a.id <> self.id
                             UNION ALL
                            SELECT 3, child.position, child.id, child.slug, child.name, child.image_url, child.product_count, NULL
                              FROM self
                              JOIN {g}.category child ON child.parent_id = self.id AND child.visible AND child.product_count > 0
                      ) c ON true
                     ORDER BY c.kind, c.ordinal, c.id
                    """
                    .formatted(CategoryNode.COLUMNS), HERE_OR_ABOVE.formatted(":id"));

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

    private final ReadModel readModel;

    CategoryReads(ReadModel readModel) {
        this.readModel = readModel;
    }

    Read<CategoryTree> tree(int depth, Exactness exactness) {
        return this.readModel.read(TREE, exactness, Map.of("depth", depth), CategoryReads::readTree);
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
        return this.readModel.read(PAGE, exactness, Map.of("id", id), CategoryReads::readPage);
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

    private static CategoryTree readTree(Row row) throws SQLException {
        var roots = new ArrayList<CategoryNode>();
        var children = new HashMap<String, List<CategoryNode>>();
        if (!row.isAbsent(2)) {
            do {
                var parent = row.optionalText(1);
                var siblings = (parent == null) ? roots : children.computeIfAbsent(parent, _ -> new ArrayList<>());
                siblings.add(CategoryNode.read(row, 2));
            } while (row.next());
        }
        return new CategoryTree(roots, children);
    }

    private static Optional<CategoryPage> readPage(Row row) throws SQLException {
        if (row.isAbsent(1)) {
            return Optional.empty();
        }
        @Nullable
        String description = row.optionalText(2);
        var self = CategoryNode.read(row, 3);
        var ancestors = new ArrayList<CategoryNode>();
        var children = new ArrayList<CategoryNode>();
        while (row.next()) {
            ((row.number(1) == 2) ? ancestors : children).add(CategoryNode.read(row, 3));
        }
        return Optional.of(new CategoryPage(self, description, ancestors, children));
    }
}
