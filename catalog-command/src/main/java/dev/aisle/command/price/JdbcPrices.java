package dev.aisle.command.price;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.offer.OfferTable;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.Money;

@Component
final class JdbcPrices extends OfferTable<Price> {

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

    private final CatalogCurrency currency;

    JdbcPrices(@Qualifier("commandJdbc") JdbcClient jdbc, EndedStreams ended, CatalogCurrency currency) {
        super(jdbc, ended, StreamType.PRICE, new Statements(LOAD, INSERT, UPDATE));
        this.currency = currency;
    }

    @Override
    protected Versioned<Price> read(ResultSet row) throws SQLException {
        return PriceRow.read(row, this.currency.get());
    }

    @Override
    protected StatementSpec bind(StatementSpec statement, List<Price> prices) {
        int n = prices.size();
        var amounts = new @Nullable Long[n];
        var saleAmounts = new @Nullable Long[n];
        var saleFroms = new @Nullable String[n];
        var saleUntils = new @Nullable String[n];
        var sourceVersions = new @Nullable Long[n];
        for (int i = 0; i < n; i++) {
            var price = prices.get(i);
            amounts[i] = minorUnits(price.regular());
            sourceVersions[i] = price.sourceVersion();
            var sale = price.sale();
            if (sale != null) {
                saleAmounts[i] = sale.price().minorUnits();
                saleFroms[i] = Times.text(sale.window().from());
                saleUntils[i] = Times.text(sale.window().until());
            }
        }
        return statement.param("amounts", amounts)
                .param("saleAmounts", saleAmounts)
                .param("saleFroms", saleFroms)
                .param("saleUntils", saleUntils)
                .param("sourceVersions", sourceVersions);
    }

    private static @Nullable Long minorUnits(@Nullable Money money) {
        return (money != null) ? money.minorUnits() : null;
    }

}
