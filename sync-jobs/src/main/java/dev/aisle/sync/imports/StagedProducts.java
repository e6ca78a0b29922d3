package dev.aisle.sync.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.sync.imports.ProductPatches.Present;

/** A feed's products on their way into the catalog. */
@Repository
class StagedProducts {

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    private final JsonMapper json;

    StagedProducts(@Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A product as the feed has it, and what the source has done with it before.
     *
     * @param record its row
     * @param line the row's line
     * @param id the product
     * @param row what the row says
     * @param leaves where it shall stand
     * @param problem why it can't stand where the feed wants it, or null
     * @param placed where the source's imports have placed it
     * @param known whether the source's imports have brought it before
     * @param discontinued whether the source's imports have discontinued it
     */
    record Staged(long record, long line, ProductId id, FeedProduct row, Set<CategoryId> leaves,
            @Nullable String problem, Set<CategoryId> placed, boolean known, boolean discontinued) {

    }

    List<Staged> next(Import run, long after, int limit) {
        return this.jdbc.sql("""
                SELECT p.record, p.line, p.product_id, p.content,
                       ARRAY(SELECT path.leaf_id
                               FROM sync.import_path path
                              WHERE path.import_id = p.import_id AND path.path = ANY (p.paths)
                                AND path.leaf_id IS NOT NULL) AS leaves,
                       (SELECT min(path.problem)
                          FROM sync.import_path path
                         WHERE path.import_id = p.import_id AND path.path = ANY (p.paths)) AS problem,
                       ARRAY(SELECT placement.category_id
                               FROM sync.import_placement placement
                              WHERE placement.source = :source AND placement.product_id = p.product_id) AS placed,
                       known.product_id IS NOT NULL AS known, coalesce(known.discontinued, false) AS discontinued
                  FROM sync.import_product p
                  LEFT JOIN sync.source_product known ON known.source = :source AND known.product_id = p.product_id
                 WHERE p.import_id = :import
                   AND p.record > :after
                   AND p.content IS NOT NULL
                 ORDER BY p.record
                 LIMIT :limit""")
                .param("import", run.id())
                .param("source", run.source())
                .param("after", after)
                .param("limit", limit)
                .query(this::staged)
                .list();
    }

    private Staged staged(ResultSet row, int number) throws SQLException {
        return new Staged(row.getLong("record"), row.getLong("line"), new ProductId(row.getString("product_id")),
                this.json.readValue(row.getString("content"), FeedProduct.class), categories(row, "leaves"),
                row.getString("problem"), categories(row, "placed"), row.getBoolean("known"),
                row.getBoolean("discontinued"));
    }

    private static Set<CategoryId> categories(ResultSet row, String column) throws SQLException {
        var ids = new TreeSet<CategoryId>();
        for (var id : (String[]) row.getArray(column).getArray()) {
            ids.add(new CategoryId(id));
        }
        return ids;
    }

    Map<ProductId, Present> present(List<Staged> products) {
        var present = new HashMap<ProductId, Present>();
        this.jdbc.sql("""
                SELECT id, images, attributes, status, sale_from
                  FROM command.published_product
                 WHERE id = ANY (:ids)""")
                .param("ids", products.stream().map(p -> p.id().value()).toArray(String[]::new))
                .query(row -> {
                    var from = row.getObject("sale_from", OffsetDateTime.class);
                    present.put(new ProductId(row.getString("id")),
                            new Present(List.of((String[]) row.getArray("images").getArray()),
                                    attributes(row.getString("attributes")),
                                    ProductStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                                    (from == null) ? null : from.toInstant()));
                });
        return present;
    }

    private List<Attribute> attributes(String facts) {
        var attributes = new ArrayList<Attribute>();
        this.json.readValue(facts, FACTS).forEach((name, value) -> attributes.add(new Attribute(name, value)));
        return attributes;
    }

    /**
     * A product in a leaf.
     *
     * @param product the product
     * @param leaf the leaf
     */
    record Pair(ProductId product, CategoryId leaf) {

        static String[] products(List<Pair> pairs) {
            return pairs.stream().map(p -> p.product().value()).toArray(String[]::new);
        }

        static String[] leaves(List<Pair> pairs) {
            return pairs.stream().map(p -> p.leaf().value()).toArray(String[]::new);
        }
    }

    /** Writes down which placements the source's import makes: those that nobody has made before. */
    void claim(Import run, List<Pair> pairs) {
        this.jdbc.sql("""
                INSERT INTO sync.import_placement (source, product_id, category_id)
                SELECT :source, pair.product_id, pair.category_id
                  FROM unnest(:products, :leaves) AS pair (product_id, category_id)
                 WHERE NOT EXISTS (SELECT FROM command.published_placement placement
                                    WHERE placement.product_id = pair.product_id
                                      AND placement.category_id = pair.category_id)
                ON CONFLICT DO NOTHING""")
                .param("source", run.source())
                .param("products", Pair.products(pairs))
                .param("leaves", Pair.leaves(pairs))
                .update();
    }

    void release(Import run, List<Pair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        this.jdbc.sql("""
                DELETE FROM sync.import_placement placement
                 USING unnest(:products, :leaves) AS pair (product_id, category_id)
                 WHERE placement.source = :source
                   AND placement.product_id = pair.product_id
                   AND placement.category_id = pair.category_id""")
                .param("source", run.source())
                .param("products", Pair.products(pairs))
                .param("leaves", Pair.leaves(pairs))
                .update();
    }

    void bring(Import run, List<ProductId> products) {
        if (products.isEmpty()) {
            return;
        }
        this.jdbc.sql("""
                INSERT INTO sync.source_product AS known (source, product_id)
                SELECT :source, id FROM unnest(:ids) AS id
                ON CONFLICT (source, product_id) DO UPDATE SET discontinued = false WHERE known.discontinued""")
                .param("source", run.source())
                .param("ids", products.stream().map(ProductId::value).toArray(String[]::new))
                .update();
    }

}
