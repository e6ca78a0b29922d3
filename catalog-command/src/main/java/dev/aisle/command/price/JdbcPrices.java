package dev.aisle.command.price;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;

@Component
final class JdbcPrices implements Prices {

    private static final String LOAD = """
            SELECT k.id, g.id IS NOT NULL AS present, coalesce(p.version, e.version, 0) AS price_version,
                   p.product_id IS NOT NULL AS priced, p.amount, p.sale_amount, p.sale_from AS price_from,
                   p.sale_until AS price_until, p.source_version AS price_source_version
              FROM unnest(:ids::text[]) AS k (id)
              LEFT JOIN command.product g
                     ON g.id = k.id
              LEFT JOIN command.price p
                     ON p.product_id = k.id
              LEFT JOIN command.deleted_stream e
                     ON e.stream_type = 'price' AND e.stream_id = k.id
            """;

    private static final String LOCK = """
            SELECT product_id
              FROM command.price
             WHERE product_id = ANY (:ids::text[])
             ORDER BY product_id
               FOR NO KEY UPDATE
            """;

    private static final String ROWS = """
              FROM unnest(:ids::text[], :bases::bigint[], :versions::bigint[], :amounts::bigint[],
                          :saleAmounts::bigint[], :saleFroms::timestamptz[], :saleUntils::timestamptz[],
                          :sourceVersions::bigint[])
                   AS n (id, base, version, amount, sale_amount, sale_from, sale_until, source_version)
            """;

    private static final String INSERT = """
            INSERT INTO command.price
                   (product_id, version, amount, sale_amount, sale_from, sale_until, source_version)
            SELECT n.id, n.version, n.amount, n.sale_amount, n.sale_from, n.sale_until, n.source_version
            """ + ROWS;

    private static final String UPDATE = """
            UPDATE command.price p
               SET version        = n.version,
                   amount         = n.amount,
                   sale_amount    = n.sale_amount,
                   sale_from      = n.sale_from,
                   sale_until     = n.sale_until,
                   source_version = n.source_version
            """ + ROWS + """
             WHERE p.product_id = n.id
               AND p.version = n.base
            """;

    private static final String DELETE = """
            DELETE FROM command.price p
             USING unnest(:ids::text[], :bases::bigint[]) AS n (id, base)
             WHERE p.product_id = n.id
               AND p.version = n.base
            """;

    private final JdbcClient jdbc;

    private final EndedStreams ended;

    private final CatalogCurrency currency;

    JdbcPrices(@Qualifier("commandJdbc") JdbcClient jdbc, EndedStreams ended, CatalogCurrency currency) {
        this.jdbc = jdbc;
        this.ended = ended;
        this.currency = currency;
    }

    @Override
    public Loaded load(Collection<ProductId> products) {
        var unit = this.currency.get();
        var loaded = new Loaded(new WorkingSet<>(), new HashSet<>());
        this.jdbc.sql(LOAD)
                .param("ids", products.stream().map(ProductId::value).distinct().toArray(String[]::new))
                .query(row -> {
                    var id = new ProductId(row.getString("id"));
                    loaded.prices().load(id, PriceRow.read(row, unit));
                    if (row.getBoolean("present")) {
                        loaded.products().add(id);
                    }
                });
        return loaded;
    }

    @Override
    public void lock(Collection<ProductId> products) {
        this.jdbc.sql(LOCK)
                .param("ids", products.stream().map(ProductId::value).toArray(String[]::new))
                .query(_ -> {});
    }

    @Override
    public void write(WorkingSet<ProductId, Price> prices) {
        var updated = prices.updated();
        if (!updated.isEmpty()) {
            ConcurrentChangeException.unlessAll("price", updated.size(), write(UPDATE, updated));
        }
        var inserted = prices.inserted();
        if (!inserted.isEmpty()) {
            write(INSERT, inserted);
        }
        var deleted = prices.deleted();
        if (!deleted.isEmpty()) {
            ConcurrentChangeException.unlessAll("price", deleted.size(), this.jdbc.sql(DELETE)
                    .param("ids", ids(deleted))
                    .param("bases", bases(deleted))
                    .update());
        }
        this.ended.write(StreamType.PRICE, prices);
    }

    private int write(String sql, List<Row<ProductId, Price>> rows) {
        int n = rows.size();
        var versions = new Long[n];
        var amounts = new @Nullable Long[n];
        var saleAmounts = new @Nullable Long[n];
        var saleFroms = new @Nullable String[n];
        var saleUntils = new @Nullable String[n];
        var sourceVersions = new @Nullable Long[n];
        for (int i = 0; i < n; i++) {
            versions[i] = rows.get(i).version();
            var price = rows.get(i).state();
            amounts[i] = minorUnits(price.regular());
            sourceVersions[i] = price.sourceVersion();
            var sale = price.sale();
            if (sale != null) {
                saleAmounts[i] = sale.price().minorUnits();
                saleFroms[i] = Times.text(sale.window().from());
                saleUntils[i] = Times.text(sale.window().until());
            }
        }
        return this.jdbc.sql(sql)
                .param("ids", ids(rows))
                .param("bases", bases(rows))
                .param("versions", versions)
                .param("amounts", amounts)
                .param("saleAmounts", saleAmounts)
                .param("saleFroms", saleFroms)
                .param("saleUntils", saleUntils)
                .param("sourceVersions", sourceVersions)
                .update();
    }

    private static @Nullable Long minorUnits(@Nullable Money money) {
        return (money != null) ? money.minorUnits() : null;
    }

    private static String[] ids(List<Row<ProductId, Price>> rows) {
        return rows.stream().map(row -> row.key().value()).toArray(String[]::new);
    }

    private static Long[] bases(List<Row<ProductId, Price>> rows) {
        return rows.stream().map(Row::base).toArray(Long[]::new);
    }

}
