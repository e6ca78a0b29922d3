package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProductId;

/** Writes rows of products, placements and old slugs, each table in one statement. */
final class ProductRows {

    private static final String ROWS = """
              FROM unnest(:ids::text[], :bases::bigint[], :versions::bigint[], :slugs::text[], :statuses::text[],
                          :names::text[], :brands::text[], :descriptions::text[], :skus::text[], :gtins::text[],
                          :mpns::text[], :images::text[], :attributes::text[], :saleFroms::timestamptz[],
                          :saleUntils::timestamptz[], :createdAts::timestamptz[])
                   AS n (id, base, version, slug, status, name, brand, description, sku, gtin, mpn, images,
                         attributes, sale_from, sale_until, created_at)
            """;

    private static final String INSERT = """
            INSERT INTO command.product
                   (id, version, slug, status, name, brand, description, sku, gtin, mpn, images, attributes,
                    sale_from, sale_until, created_at)
            SELECT n.id, n.version, n.slug, n.status, n.name, n.brand, n.description, n.sku, n.gtin, n.mpn,
                   n.images::text[], n.attributes::json, n.sale_from, n.sale_until, n.created_at
            """ + ROWS;

    private static final String UPDATE = """
            UPDATE command.product p
               SET version     = n.version,
                   slug        = n.slug,
                   status      = n.status,
                   name        = n.name,
                   brand       = n.brand,
                   description = n.description,
                   sku         = n.sku,
                   gtin        = n.gtin,
                   mpn         = n.mpn,
                   images      = n.images::text[],
                   attributes  = n.attributes::json,
                   sale_from   = n.sale_from,
                   sale_until  = n.sale_until
            """ + ROWS + """
             WHERE p.id = n.id
               AND p.version = n.base
            """;

    private static final String DELETE = """
            DELETE FROM command.product p
             USING unnest(:ids::text[], :bases::bigint[]) AS n (id, base)
             WHERE p.id = n.id
               AND p.version = n.base
            """;

    private static final String FORGET_PLACEMENTS = "DELETE FROM command.placement WHERE product_id = ANY (:ids::text[])";

    private static final String FORGET_OLD_SLUGS = "DELETE FROM command.product_old_slug WHERE product_id = ANY (:ids::text[])";

    private static final String REMEMBER_OLD_SLUGS = """
            INSERT INTO command.product_old_slug (slug, product_id)
            SELECT n.slug, n.id
              FROM unnest(:slugs::text[], :ids::text[]) AS n (slug, id)
                ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id
            """;

    private static final String UNPLACE = """
            DELETE FROM command.placement p
             USING unnest(:products::text[], :categories::text[]) AS n (product_id, category_id)
             WHERE p.product_id = n.product_id
               AND p.category_id = n.category_id
            """;

    private static final String PLACE = """
            INSERT INTO command.placement (product_id, category_id, position)
            SELECT n.product_id, n.category_id, n.position
              FROM unnest(:products::text[], :categories::text[], :positions::integer[])
                   AS n (product_id, category_id, position)
                ON CONFLICT (category_id, product_id) DO UPDATE SET position = excluded.position
            """;

    private final JdbcClient jdbc;

    private final Attributes attributes;

    ProductRows(JdbcClient jdbc, Attributes attributes) {
        this.jdbc = jdbc;
        this.attributes = attributes;
    }

    /** Takes away what refers to products that go. */
    void forget(Assortment assortment) {
        var ids = assortment.gone().stream().map(ProductId::value).toArray(String[]::new);
        this.jdbc.sql(FORGET_PLACEMENTS).param("ids", ids).update();
        this.jdbc.sql(FORGET_OLD_SLUGS).param("ids", ids).update();
    }

    void write(Assortment assortment) {
        var products = assortment.products();
        var deleted = products.deleted();
        if (!deleted.isEmpty()) {
            ConcurrentChangeException.unlessAll("product", deleted.size(), this.jdbc.sql(DELETE)
                    .param("ids", column(deleted, row -> row.key().value()))
                    .param("bases", deleted.stream().map(Row::base).toArray(Long[]::new))
                    .update());
        }
        var updated = products.updated();
        if (!updated.isEmpty()) {
            ConcurrentChangeException.unlessAll("product", updated.size(), write(UPDATE, updated));
        }
        var inserted = products.inserted();
        if (!inserted.isEmpty()) {
            write(INSERT, inserted);
        }
        placements(assortment, inserted, updated);
        var left = List.copyOf(assortment.left().entrySet());
        if (!left.isEmpty()) {
            this.jdbc.sql(REMEMBER_OLD_SLUGS)
                    .param("slugs", left.stream().map(entry -> entry.getKey().value()).toArray(String[]::new))
                    .param("ids", left.stream().map(entry -> entry.getValue().value()).toArray(String[]::new))
                    .update();
        }
    }

    private void placements(Assortment assortment, List<Row<ProductId, Product>> inserted,
            List<Row<ProductId, Product>> updated) {
        var unplaced = new ArrayList<Placed>();
        var placed = new ArrayList<Placed>();
        inserted.forEach(row -> row.state().placements().forEach(p -> placed.add(new Placed(row.key(), p))));
        for (var row : updated) {
            var before = new HashMap<CategoryId, Placement>();
            var old = assortment.products().before(row.key()).state();
            if (old != null) {
                old.placements().forEach(p -> before.put(p.category(), p));
            }
            for (var placement : row.state().placements()) {
                if (!placement.equals(before.remove(placement.category()))) {
                    placed.add(new Placed(row.key(), placement));
                }
            }
            before.values().forEach(p -> unplaced.add(new Placed(row.key(), p)));
        }
        if (!unplaced.isEmpty()) {
            this.jdbc.sql(UNPLACE)
                    .param("products", unplaced.stream().map(p -> p.product().value()).toArray(String[]::new))
                    .param("categories", unplaced.stream().map(p -> p.placement().category().value())
                            .toArray(String[]::new))
                    .update();
        }
        if (!placed.isEmpty()) {
            this.jdbc.sql(PLACE)
                    .param("products", placed.stream().map(p -> p.product().value()).toArray(String[]::new))
                    .param("categories", placed.stream().map(p -> p.placement().category().value())
                            .toArray(String[]::new))
                    .param("positions", placed.stream().map(p -> p.placement().position()).toArray(Integer[]::new))
                    .update();
        }
    }

    private int write(String sql, List<Row<ProductId, Product>> rows) {
        return this.jdbc.sql(sql)
                .param("ids", column(rows, row -> row.key().value()))
                .param("bases", rows.stream().map(Row::base).toArray(Long[]::new))
                .param("versions", rows.stream().map(Row::version).toArray(Long[]::new))
                .param("slugs", column(rows, row -> row.state().slug().value()))
                .param("statuses", column(rows, row -> row.state().status().name().toLowerCase(Locale.ROOT)))
                .param("names", column(rows, row -> row.state().details().name()))
                .param("brands", column(rows, row -> row.state().details().brand()))
                .param("descriptions", column(rows, row -> row.state().details().description()))
                .param("skus", column(rows, row -> row.state().details().sku()))
                .param("gtins", column(rows, row -> row.state().details().gtin()))
                .param("mpns", column(rows, row -> row.state().details().mpn()))
                .param("images", column(rows, row -> array(row.state().details().images())))
                .param("attributes", column(rows, row -> this.attributes.write(row.state().details().attributes())))
                .param("saleFroms", column(rows, row -> Times.text(row.state().sale().from())))
                .param("saleUntils", column(rows, row -> Times.text(row.state().sale().until())))
                .param("createdAts", column(rows, row -> Times.text(row.state().createdAt())))
                .update();
    }

    private static @Nullable String[] column(List<Row<ProductId, Product>> rows,
            Function<Row<ProductId, Product>, @Nullable String> value) {
        var column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }

    /** An array as PostgreSQL writes it: arrays of unequal length can't be unnested together otherwise. */
    private static String array(List<String> elements) {
        var text = new StringBuilder("{");
        for (var element : elements) {
            text.append((text.length() > 1) ? ",\"" : "\"")
                    .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.append('}').toString();
    }

    private record Placed(ProductId product, Placement placement) {

    }

}
