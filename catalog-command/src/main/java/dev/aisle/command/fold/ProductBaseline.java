package dev.aisle.command.fold;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EventCodec;
import dev.aisle.command.price.Price;
import dev.aisle.command.product.Product;
import dev.aisle.command.stock.Stock;
import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.ProductEvent.ProductCreated;
import dev.aisle.kernel.ProductEvent.ProductPlaced;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent.StockLevelSet;

/** Products, stock and prices as they were when they were last verified. */
@Component
class ProductBaseline {

    private static final String LOAD = """
            SELECT id, position, version, stock_version, price_version, created_at, product, placements, stock, price
              FROM command.journal_baseline_product
             WHERE id = ANY (:ids::text[])
            """;

    private static final String PUT = """
            INSERT INTO command.journal_baseline_product
                   (id, position, version, stock_version, price_version, created_at, product, placements, stock, price)
            SELECT n.id, :position, n.version, n.stock_version, n.price_version, n.created_at, n.product::json,
                   n.placements::json, n.stock::json, n.price::json
              FROM unnest(:ids::text[], :versions::bigint[], :stockVersions::bigint[], :priceVersions::bigint[],
                          :createdAts::timestamptz[], :products::text[], :placements::text[], :stocks::text[],
                          :prices::text[])
                   AS n (id, version, stock_version, price_version, created_at, product, placements, stock, price)
                ON CONFLICT (id) DO UPDATE
               SET position = excluded.position, version = excluded.version, stock_version = excluded.stock_version,
                   price_version = excluded.price_version, created_at = excluded.created_at,
                   product = excluded.product, placements = excluded.placements, stock = excluded.stock,
                   price = excluded.price
            """;

    /** Whatever order products are verified in, the one that left a slug last is its owner. */
    private static final String PUT_LEFT = """
            INSERT INTO command.journal_baseline_product_slug AS old (slug, left_at, product_id, gone)
            SELECT n.slug, n.left_at, n.product_id, n.gone
              FROM unnest(:slugs::text[], :positions::bigint[], :ids::text[], :gone::boolean[])
                   AS n (slug, left_at, product_id, gone)
                ON CONFLICT (slug) DO UPDATE
               SET left_at = excluded.left_at, product_id = excluded.product_id, gone = excluded.gone
             WHERE old.left_at < excluded.left_at
            """;

    private static final String PUT_GONE = """
            UPDATE command.journal_baseline_product_slug old
               SET gone = true
              FROM unnest(:ids::text[], :positions::bigint[]) AS n (product_id, position)
             WHERE old.product_id = n.product_id
               AND old.left_at < n.position
            """;

    private final JdbcClient jdbc;

    private final EventCodec codec = new EventCodec();

    ProductBaseline(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A product as verified.
     *
     * @param position its events up to here are folded in
     * @param product its stream
     * @param stock its stock's
     * @param price its price's
     */
    record Entry(long position, Versioned<Product> product, Versioned<Stock> stock, Versioned<Price> price) {

        static final Entry NONE = new Entry(0, Versioned.none(), Versioned.none(), Versioned.none());

        boolean isAs(Entry other) {
            return this.product.equals(other.product) && this.stock.equals(other.stock)
                    && this.price.equals(other.price);
        }

    }

    /**
     * A slug that a product left.
     *
     * @param slug the slug
     * @param position the event by which
     * @param product the product
     * @param gone whether the product was deleted afterwards
     */
    record Left(String slug, long position, ProductId product, boolean gone) {

    }

    Map<ProductId, Entry> load(Collection<ProductId> ids) {
        var entries = new HashMap<ProductId, Entry>();
        this.jdbc.sql(LOAD).param("ids", texts(ids)).query(row -> {
            entries.put(new ProductId(row.getString("id")), entry(row));
        });
        return entries;
    }

    private Entry entry(ResultSet row) throws SQLException {
        var made = read(row.getString("product"), ProductCreated.class);
        var placed = read(row.getString("placements"), ProductPlaced.class);
        var stock = read(row.getString("stock"), StockLevelSet.class);
        var price = read(row.getString("price"), PriceSet.class);
        var product = (made == null || placed == null) ? null
                : new Product(made.id(), made.slug(), made.status(), made.sale(), made.details(), placed.placements(),
                        Objects.requireNonNull(Times.instant(row, "created_at")));
        return new Entry(row.getLong("position"), new Versioned<>(row.getLong("version"), product),
                new Versioned<>(row.getLong("stock_version"),
                        (stock == null) ? null : new Stock(stock.level(), stock.sourceVersion())),
                new Versioned<>(row.getLong("price_version"),
                        (price == null) ? null : new Price(price.price(), price.sale(), price.sourceVersion())));
    }

    private <E extends CatalogEvent> @Nullable E read(@Nullable String text, Class<E> type) {
        return (text == null) ? null : this.codec.read(text, type);
    }

    void put(Map<ProductId, Entry> verified, long position) {
        var rows = List.copyOf(verified.entrySet());
        this.jdbc.sql(PUT)
                .param("position", position)
                .param("ids", texts(rows.stream().map(Map.Entry::getKey).toList()))
                .param("versions", longs(rows, entry -> entry.product().version()))
                .param("stockVersions", longs(rows, entry -> entry.stock().version()))
                .param("priceVersions", longs(rows, entry -> entry.price().version()))
                .param("createdAts", texts(rows, (_, entry) -> createdAt(entry)))
                .param("products", texts(rows, (id, entry) -> product(id, entry.product().state())))
                .param("placements", texts(rows, (id, entry) -> placements(id, entry.product().state())))
                .param("stocks", texts(rows, (id, entry) -> stock(id, entry.stock().state())))
                .param("prices", texts(rows, (id, entry) -> price(id, entry.price().state())))
                .update();
    }

    private static @Nullable String createdAt(Entry entry) {
        var product = entry.product().state();
        Instant at = (product == null) ? null : product.createdAt();
        return Times.text(at);
    }

    private @Nullable String product(ProductId id, @Nullable Product state) {
        return (state == null) ? null
                : this.codec.write(new ProductCreated(id, state.slug(), state.status(), state.sale(),
                        state.details()));
    }

    private @Nullable String placements(ProductId id, @Nullable Product state) {
        return (state == null) ? null : this.codec.write(new ProductPlaced(id, state.placements()));
    }

    private @Nullable String stock(ProductId id, @Nullable Stock state) {
        return (state == null) ? null
                : this.codec.write(new StockLevelSet(id, state.level(), state.sourceVersion()));
    }

    private @Nullable String price(ProductId id, @Nullable Price state) {
        return (state == null) ? null
                : this.codec.write(new PriceSet(id, state.regular(), state.sale(), state.sourceVersion()));
    }

    /** Notes which products were deleted, with the event by which, and which slugs were left. */
    void putSlugs(Map<ProductId, Long> deleted, Collection<Left> left) {
        if (!deleted.isEmpty()) {
            var rows = List.copyOf(deleted.entrySet());
            this.jdbc.sql(PUT_GONE).param("ids", texts(rows.stream().map(Map.Entry::getKey).toList()))
                    .param("positions", rows.stream().map(Map.Entry::getValue).toArray(Long[]::new)).update();
        }
        if (!left.isEmpty()) {
            this.jdbc.sql(PUT_LEFT).param("slugs", left.stream().map(Left::slug).toArray(String[]::new))
                    .param("positions", left.stream().map(Left::position).toArray(Long[]::new))
                    .param("ids", left.stream().map(each -> each.product().value()).toArray(String[]::new))
                    .param("gone", left.stream().map(Left::gone).toArray(Boolean[]::new)).update();
        }
    }

    /** Compares the slugs that products left with the table of them. */
    void compareSlugs(Findings findings) {
        this.jdbc.sql("""
                SELECT coalesce(verified.slug, stored.slug) AS slug, verified.product_id AS folded,
                       stored.product_id AS stored
                  FROM (SELECT slug, product_id FROM command.journal_baseline_product_slug WHERE NOT gone) verified
                  FULL JOIN command.product_old_slug stored
                    ON stored.slug = verified.slug
                 WHERE stored.product_id IS DISTINCT FROM verified.product_id""").query(row -> {
            findings.add("product_old_slug " + row.getString("slug"), row.getString("folded"),
                    row.getString("stored"));
        });
    }

    private interface Text {

        @Nullable
        String of(ProductId id, Entry entry);

    }

    private static @Nullable String[] texts(List<Map.Entry<ProductId, Entry>> rows, Text text) {
        var column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = text.of(rows.get(i).getKey(), rows.get(i).getValue());
        }
        return column;
    }

    private static Long[] longs(List<Map.Entry<ProductId, Entry>> rows, Function<Entry, Long> number) {
        return rows.stream().map(row -> number.apply(row.getValue())).toArray(Long[]::new);
    }

    private static String[] texts(Collection<ProductId> ids) {
        return ids.stream().map(ProductId::value).toArray(String[]::new);
    }

}
