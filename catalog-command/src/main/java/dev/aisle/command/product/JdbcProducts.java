package dev.aisle.command.product;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.offer.Offers;
import dev.aisle.command.price.CatalogCurrency;
import dev.aisle.command.price.Price;
import dev.aisle.command.price.PriceRow;
import dev.aisle.command.product.Assortment.Leaf;
import dev.aisle.command.stock.Stock;
import dev.aisle.command.stock.StockRow;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProductDetails;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

@Component
final class JdbcProducts implements Products {

    private static final String LOCK = """
            SELECT id
              FROM command.product
             WHERE id = ANY (:ids::text[])
             ORDER BY id
            """;

    private static final String HOLD_LEAVES = """
            SELECT id
              FROM command.category
             WHERE id = ANY (:ids::text[])
             ORDER BY id
               FOR KEY SHARE
            """;

    private static final String COUNT_LEAVES = """
            SELECT count(*)
              FROM command.category c
             WHERE c.id = ANY (:ids::text[])
               AND NOT EXISTS (SELECT FROM command.category child WHERE child.parent_id = c.id)
            """;

    private static final String LOAD = """
            SELECT k.id AS key, now() AS time, coalesce(p.version, e.version, 0) AS version,
                   p.id, p.slug, p.status, p.name, p.brand, p.description, p.sku, p.gtin, p.mpn, p.images,
                   p.attributes, p.sale_from, p.sale_until, p.created_at, l.categories, l.positions,
                   coalesce(s.version, es.version, 0) AS stock_version, s.quantity, s.available,
                   s.source_version AS stock_source_version,
                   coalesce(r.version, er.version, 0) AS price_version, r.product_id IS NOT NULL AS priced,
                   r.amount, r.sale_amount, r.sale_from AS price_from, r.sale_until AS price_until,
                   r.source_version AS price_source_version
              FROM unnest(:ids::text[]) AS k (id)
              LEFT JOIN command.product p
                     ON p.id = k.id
              LEFT JOIN command.deleted_stream e
                     ON e.stream_type = 'product' AND e.stream_id = k.id
              LEFT JOIN command.stock s
                     ON s.product_id = k.id
              LEFT JOIN command.deleted_stream es
                     ON es.stream_type = 'stock' AND es.stream_id = k.id
              LEFT JOIN command.price r
                     ON r.product_id = k.id
              LEFT JOIN command.deleted_stream er
                     ON er.stream_type = 'price' AND er.stream_id = k.id
              LEFT JOIN LATERAL (SELECT array_agg(category_id ORDER BY category_id) AS categories,
                                        array_agg(position    ORDER BY category_id) AS positions
                                   FROM command.placement
                                  WHERE product_id = k.id) l
                     ON true
            """;

    private static final String LOAD_SLUGS = """
            SELECT slug, id
              FROM command.product
             WHERE slug = ANY (:slugs::text[])
            """;

    private static final String LOAD_LEAVES = """
            SELECT c.id,
                   EXISTS (SELECT FROM command.category child WHERE child.parent_id = c.id) AS has_children,
                   (SELECT max(position) FROM command.placement WHERE category_id = c.id) AS last
              FROM command.category c
             WHERE c.id = ANY (:ids::text[])
            """;

    private final JdbcClient jdbc;

    private final Offers<Stock> stockLevels;

    private final Offers<Price> prices;

    private final EndedStreams ended;

    private final CatalogCurrency currency;

    private final ProductRows rows;

    private final Attributes attributes = new Attributes();

    JdbcProducts(@Qualifier("commandJdbc") JdbcClient jdbc, Offers<Stock> stockLevels, Offers<Price> prices,
            EndedStreams ended, CatalogCurrency currency) {
        this.jdbc = jdbc;
        this.stockLevels = stockLevels;
        this.prices = prices;
        this.ended = ended;
        this.currency = currency;
        this.rows = new ProductRows(jdbc, this.attributes);
    }

    @Override
    public void lock(Collection<ProductId> ids) {
        this.jdbc.sql(LOCK + " FOR NO KEY UPDATE").param("ids", texts(ids)).query(_ -> {});
    }

    @Override
    public void lockForDeletion(Collection<ProductId> ids) {
        this.jdbc.sql(LOCK + " FOR UPDATE").param("ids", texts(ids)).query(_ -> {});
        this.stockLevels.lock(ids);
        this.prices.lock(ids);
    }

    @Override
    public void holdLeaves(Collection<CategoryId> leaves) {
        this.jdbc.sql(HOLD_LEAVES).param("ids", categoryTexts(leaves)).query(_ -> {});
    }

    @Override
    public int countLeaves(Collection<CategoryId> leaves) {
        return this.jdbc.sql(COUNT_LEAVES).param("ids", categoryTexts(leaves)).query(Integer.class).single();
    }

    @Override
    public List<ProductId> standingIn(CategoryId category) {
        return this.jdbc.sql("""
                SELECT product_id
                  FROM command.placement
                 WHERE category_id = :category
                 ORDER BY product_id
                """).param("category", category.value()).query((row, _) -> new ProductId(row.getString(1))).list();
    }

    @Override
    public Assortment load(Collection<ProductId> ids) {
        var unit = this.currency.get();
        var assortment = new Assortment();
        this.jdbc.sql(LOAD)
                .param("ids", texts(ids))
                .query(row -> {
                    var id = new ProductId(row.getString("key"));
                    assortment.loadTime(Objects.requireNonNull(Times.instant(row, "time")));
                    assortment.load(id, new Versioned<>(row.getLong("version"), product(id, row)));
                    assortment.stocks().load(id, StockRow.read(row));
                    assortment.prices().load(id, PriceRow.read(row, unit));
                });
        return assortment;
    }

    private @Nullable Product product(ProductId id, ResultSet row) throws SQLException {
        if (row.getString("id") == null) {
            return null;
        }
        var details = new ProductDetails(row.getString("name"), row.getString("brand"), row.getString("description"),
                row.getString("sku"), row.getString("gtin"), row.getString("mpn"),
                List.of((String[]) row.getArray("images").getArray()),
                this.attributes.read(row.getString("attributes")));
        return new Product(id, new Slug(row.getString("slug")),
                ProductStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                new Window(Times.instant(row, "sale_from"), Times.instant(row, "sale_until")), details,
                placements(row), Objects.requireNonNull(Times.instant(row, "created_at")));
    }

    private static List<Placement> placements(ResultSet row) throws SQLException {
        var array = row.getArray("categories");
        if (array == null) {
            return List.of();
        }
        var categories = (String[]) array.getArray();
        var positions = (Integer[]) row.getArray("positions").getArray();
        var placements = new ArrayList<Placement>(categories.length);
        for (int i = 0; i < categories.length; i++) {
            placements.add(new Placement(new CategoryId(categories[i]), positions[i]));
        }
        return placements;
    }

    @Override
    public void loadSlugs(Assortment assortment, Collection<Slug> slugs) {
        this.jdbc.sql(LOAD_SLUGS)
                .param("slugs", slugs.stream().map(Slug::value).distinct().toArray(String[]::new))
                .query(row -> {
                    assortment.loadSlug(new Slug(row.getString("slug")), new ProductId(row.getString("id")));
                });
    }

    @Override
    public void loadLeaves(Assortment assortment, Collection<CategoryId> leaves) {
        this.jdbc.sql(LOAD_LEAVES)
                .param("ids", categoryTexts(leaves))
                .query(row -> {
                    assortment.loadLeaf(new CategoryId(row.getString("id")),
                            new Leaf(row.getBoolean("has_children"), row.getInt("last")));
                });
    }

    @Override
    public void write(Assortment assortment) {
        if (!assortment.gone().isEmpty()) {
            // Placements, stock and prices refer to the product, so they go first.
            this.rows.forget(assortment);
            this.stockLevels.write(assortment.stocks());
            this.prices.write(assortment.prices());
            this.rows.write(assortment);
        } else {
            this.rows.write(assortment);
            this.stockLevels.write(assortment.stocks());
            this.prices.write(assortment.prices());
        }
        this.ended.write(StreamType.PRODUCT, assortment.products());
    }

    private static String[] texts(Collection<ProductId> ids) {
        return ids.stream().map(ProductId::value).distinct().toArray(String[]::new);
    }

    private static String[] categoryTexts(Collection<CategoryId> ids) {
        return ids.stream().map(CategoryId::value).distinct().toArray(String[]::new);
    }

}
