package dev.aisle.sync.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ProductId;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.imports.format.SafeId;
import dev.aisle.sync.imports.format.TaxonomyReader.Entry;

/** What an import's files say, in tables, so that whatever needs all of it is a query. */
@Repository
class Staging {

    private final JdbcClient jdbc;

    private final JsonMapper json;

    Staging(@Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A product of a feed.
     *
     * @param record its row
     * @param line the row's line
     * @param id the product
     * @param product what the row says, or null when it was rejected
     * @param paths the categories that it names
     */
    record StagedProduct(long record, long line, ProductId id, @Nullable FeedProduct product,
            List<CategoryPath> paths) {

    }

    void addCategories(long importId, List<Entry.Category> categories) {
        if (categories.isEmpty()) {
            return;
        }
        addCategories(importId, categories.stream().map(Entry.Category::line).toArray(Long[]::new),
                categories.stream().map(c -> SafeId.of(c.id())).toArray(String[]::new),
                categories.stream().map(Entry.Category::path).toList());
    }

    private void addCategories(long importId, Long[] records, String[] ids, List<CategoryPath> paths) {
        this.jdbc
                .sql("""
                        INSERT INTO sync.import_category (import_id, record, category_id, levels, path, parent_path)
                        SELECT :import, c.record, c.id, ARRAY(SELECT json_array_elements_text(c.levels::json)), c.path::uuid, c.parent::uuid
                          FROM unnest(:records, :ids, :levels, :paths, :parents) AS c (record, id, levels, path, parent)""")
                .param("import", importId)
                .param("records", records)
                .param("ids", ids)
                .param("levels", levels(paths))
                .param("paths", paths.stream().map(p -> p.key().toString()).toArray(String[]::new))
                .param("parents", paths.stream().map(Staging::parentKey).toArray(String[]::new))
                .update();
    }

    private String[] levels(Collection<CategoryPath> paths) {
        return paths.stream().map(p -> this.json.writeValueAsString(p.levels())).toArray(String[]::new);
    }

    private static @Nullable String parentKey(CategoryPath path) {
        var parent = path.parent();
        return (parent == null) ? null : parent.key().toString();
    }

    /** Tells the database how much there is now, so that it plans for that and not for the import before. */
    void measure() {
        this.jdbc.sql("SELECT sync.analyze_staged_import()").query(_ -> {});
    }

    /** Of lines with one id the first counts; the others are reported. */
    void rejectRepeatedCategories(long importId) {
        this.jdbc
                .sql("""
                        WITH repeated AS (
                            DELETE FROM sync.import_category again
                             USING (SELECT category_id, min(record) AS record
                                      FROM sync.import_category
                                     WHERE import_id = :import
                                     GROUP BY category_id
                                    HAVING count(*) > 1) AS first
                             WHERE again.import_id = :import
                               AND again.category_id = first.category_id
                               AND again.record > first.record
                            RETURNING again.record, again.category_id, first.record AS first)
                        INSERT INTO sync.import_finding (import_id, file, record, column_name, kind, severity, line, reason, excerpt)
                        SELECT :import, 'taxonomy', record, 'id', 'duplicate', 'error', record,
                               'the id stands in line ' || first || ' already: each category once', category_id
                          FROM repeated
                        ON CONFLICT DO NOTHING""")
                .param("import", importId).update();
    }

    /**
     * Finds each line's parent among the lines with the path above it. Where several
     * siblings share that path, the one counts whose id is the beginning of the line's own
     * ({@code ap-2} of {@code ap-2-1}), else the last before the line. A path above that
     * has no line is one that the source had before, or becomes a category of its own.
     */
    void findParents(long importId, String source) {
        while (true) {
            this.jdbc
                    .sql("""
                                   UPDATE sync.import_category line
                              SET parent_id = found.category_id
                             FROM (SELECT DISTINCT ON (below.record) below.record, above.category_id
                                     FROM sync.import_category below
                                     JOIN sync.import_category above ON above.import_id = below.import_id
                                                                    AND above.path = below.parent_path
                                    WHERE below.import_id = :import
                                      AND below.parent_id IS NULL
                                    ORDER BY below.record,
                                             starts_with(below.category_id, above.category_id)
                                             AND substr(below.category_id, length(above.category_id) + 1, 1) IN ('-', '.', '_', '~', ':') DESC,
                                             above.record > below.record, abs(above.record - below.record)) AS found
                            WHERE line.import_id = :import
                              AND line.record = found.record""")
                    .param("import", importId).update();
            this.jdbc.sql("""
                    UPDATE sync.import_category line
                       SET parent_id = known.category_id
                      FROM sync.source_path known
                     WHERE line.import_id = :import
                       AND line.parent_path IS NOT NULL
                       AND line.parent_id IS NULL
                       AND known.source = :source
                       AND known.path = line.parent_path""").param("import", importId).param("source", source).update();
            var missing = this.jdbc.sql("""
                    SELECT DISTINCT ON (parent_path) array_to_json(levels)::text
                      FROM sync.import_category
                     WHERE import_id = :import
                       AND parent_path IS NOT NULL
                       AND parent_id IS NULL
                     ORDER BY parent_path, record
                     LIMIT 1000""").param("import", importId).query((row, _) -> parsed(row.getString(1))).list();
            if (missing.isEmpty()) {
                return;
            }
            var above = new ArrayList<CategoryPath>(missing.size());
            for (var path : missing) {
                above.add(Objects.requireNonNull(path.parent()));
            }
            addCategories(importId, before(importId, above.size()),
                    above.stream().map(SafeId::of).toArray(String[]::new), above);
        }
    }

    private CategoryPath parsed(String levels) {
        return new CategoryPath(List.of(this.json.readValue(levels, String[].class)));
    }

    /** Record numbers that no line has. */
    private Long[] before(long importId, int count) {
        long lowest = this.jdbc
                .sql("SELECT least(0, min(record)) FROM sync.import_category WHERE import_id = :import")
                .param("import", importId)
                .query(Long.class)
                .single();
        return LongStream.rangeClosed(1, count).mapToObj(n -> lowest - n).toArray(Long[]::new);
    }

    void addProducts(long importId, List<StagedProduct> products) {
        if (products.isEmpty()) {
            return;
        }
        var keys = new HashMap<CategoryPath, String>();
        this.jdbc.sql("""
                INSERT INTO sync.import_product (import_id, record, line, product_id, paths, content)
                SELECT :import, p.record, p.line, p.id, string_to_array(p.paths, ',')::uuid[], p.content::json
                  FROM unnest(:records, :lines, :ids, :paths, :contents) AS p (record, line, id, paths, content)""")
                .param("import", importId)
                .param("records", products.stream().map(StagedProduct::record).toArray(Long[]::new))
                .param("lines", products.stream().map(StagedProduct::line).toArray(Long[]::new))
                .param("ids", products.stream().map(p -> p.id().value()).toArray(String[]::new))
                .param("paths",
                        products.stream()
                                .map(p -> p.paths()
                                        .stream()
                                        .map(path -> keys.computeIfAbsent(path, known -> known.key().toString()))
                                        .collect(Collectors.joining(",")))
                                .toArray(String[]::new))
                .param("contents", products.stream().map(this::content).toArray(String[]::new))
                .update();
        addPaths(importId, products);
    }

    private @Nullable String content(StagedProduct product) {
        return (product.product() == null) ? null : this.json.writeValueAsString(product.product());
    }

    private void addPaths(long importId, List<StagedProduct> products) {
        Map<CategoryPath, PathUse> uses = new LinkedHashMap<>();
        for (var product : products) {
            if (product.product() == null) {
                continue;
            }
            for (var path : product.paths()) {
                boolean holds = true;
                for (CategoryPath p = path; p != null; p = p.parent()) {
                    var use = new PathUse(product.record(), holds);
                    uses.merge(p, use, PathUse::and);
                    holds = false;
                }
            }
        }
        Map<UUID, Map.Entry<CategoryPath, PathUse>> byKey = new LinkedHashMap<>();
        uses.entrySet().forEach(use -> byKey.merge(use.getKey().key(), use,
                (one, other) -> Map.entry(one.getKey(), one.getValue().and(other.getValue()))));
        addPaths(importId, byKey);
    }

    /** Who names a path first, and whether a product itself does. */
    private record PathUse(long record, boolean holds) {

        PathUse and(PathUse other) {
            return new PathUse(Math.min(this.record, other.record), this.holds || other.holds);
        }

    }

    private void addPaths(long importId, Map<UUID, Map.Entry<CategoryPath, PathUse>> uses) {
        if (uses.isEmpty()) {
            return;
        }
        var all = new ArrayList<>(uses.values());
        this.jdbc
                .sql("""
                        INSERT INTO sync.import_path AS known (import_id, path, parent_path, levels, record, holds)
                        SELECT :import, p.path::uuid, p.parent::uuid, ARRAY(SELECT json_array_elements_text(p.levels::json)), p.record, p.holds
                          FROM unnest(:paths, :parents, :levels, :records, :holds) AS p (path, parent, levels, record, holds)
                        ON CONFLICT (import_id, path) DO UPDATE SET holds = true WHERE excluded.holds AND NOT known.holds""")
                .param("import", importId)
                .param("paths", uses.keySet().stream().map(UUID::toString).toArray(String[]::new))
                .param("parents", all.stream().map(u -> parentKey(u.getKey())).toArray(String[]::new))
                .param("levels", levels(all.stream().map(Map.Entry::getKey).toList()))
                .param("records", all.stream().map(u -> u.getValue().record()).toArray(Long[]::new))
                .param("holds", all.stream().map(u -> u.getValue().holds()).toArray(Boolean[]::new))
                .update();
    }

    /** Of rows with one id the first that is good counts; the others are reported. */
    void rejectRepeatedProducts(long importId) {
        this.jdbc
                .sql("""
                        WITH repeated AS (
                            UPDATE sync.import_product again
                               SET content = NULL
                              FROM (SELECT product_id, min(record) AS record, min(line) AS line
                                      FROM sync.import_product
                                     WHERE import_id = :import AND content IS NOT NULL
                                     GROUP BY product_id
                                    HAVING count(*) > 1) AS first
                             WHERE again.import_id = :import
                               AND again.content IS NOT NULL
                               AND again.product_id = first.product_id
                               AND again.record > first.record
                            RETURNING again.record, again.line, again.product_id, first.line AS first)
                        INSERT INTO sync.import_finding (import_id, file, record, column_name, kind, severity, line, reason, excerpt)
                        SELECT :import, 'feed', record, 'id', 'duplicate', 'error', line,
                               'the id stands in line ' || first || ' already: each product once', product_id
                          FROM repeated
                        ON CONFLICT DO NOTHING""")
                .param("import", importId).update();
    }

    /** Reports what a row doesn't say although the feed has the column. */
    void reportMissing(long importId, Collection<String> columns) {
        if (columns.contains(FeedColumns.TITLE)) {
            reportWithout(importId, "content->>'title' IS NULL", FeedColumns.TITLE, Finding.Kind.MISSING,
                    "the title is empty: give every product one");
            this.jdbc.sql("""
                    UPDATE sync.import_product
                       SET content = NULL
                     WHERE import_id = :import AND content->>'title' IS NULL""").param("import", importId).update();
        }
        if (columns.contains(FeedColumns.PRICE)) {
            reportWithout(importId, "content->>'price' IS NULL", FeedColumns.PRICE, Finding.Kind.NO_PRICE,
                    "there is no price: the product is kept, but can't be sold");
        }
        if (columns.contains(FeedColumns.TYPE)) {
            reportWithout(importId, "paths = '{}'", FeedColumns.TYPE, Finding.Kind.NO_CATEGORY,
                    "there is no product type: the product stands in no category of this feed");
        }
    }

    private void reportWithout(long importId, String condition, String column, Finding.Kind kind, String reason) {
        this.jdbc
                .sql("""
                        INSERT INTO sync.import_finding (import_id, file, record, column_name, kind, severity, line, reason, excerpt)
                        SELECT :import, 'feed', record, :column, :kind, :severity, line, :reason, ''
                          FROM sync.import_product
                         WHERE import_id = :import AND content IS NOT NULL AND %s
                        ON CONFLICT DO NOTHING"""
                        .formatted(condition))
                .param("import", importId)
                .param("column", column)
                .param("kind", kind.code())
                .param("severity", kind.severity().code())
                .param("reason", reason)
                .update();
    }

}
