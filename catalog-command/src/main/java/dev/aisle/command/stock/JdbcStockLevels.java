package dev.aisle.command.stock;

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
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.StockLevel;

@Component
final class JdbcStockLevels extends OfferTable<Stock> {

    private static final String LOAD = """
            SELECT k.id, p.id IS NOT NULL AS present, coalesce(s.version, e.version, 0) AS stock_version,
                   s.quantity, s.available, s.source_version AS stock_source_version
              FROM unnest(:ids::text[]) AS k (id)
              LEFT JOIN command.product p
                     ON p.id = k.id
              LEFT JOIN command.stock s
                     ON s.product_id = k.id
              LEFT JOIN command.deleted_stream e
                     ON e.stream_type = 'stock' AND e.stream_id = k.id
            """;

    private static final String ROWS = """
              FROM unnest(:ids::text[], :bases::bigint[], :versions::bigint[], :quantities::integer[],
                          :availables::boolean[], :sourceVersions::bigint[])
                   AS n (id, base, version, quantity, available, source_version)
            """;

    private static final String INSERT = """
            INSERT INTO command.stock (product_id, version, quantity, available, source_version)
            SELECT n.id, n.version, n.quantity, n.available, n.source_version
            """ + ROWS;

    private static final String UPDATE = """
            UPDATE command.stock s
               SET version        = n.version,
                   quantity       = n.quantity,
                   available      = n.available,
                   source_version = n.source_version
            """ + ROWS + """
             WHERE s.product_id = n.id
               AND s.version = n.base
            """;

    JdbcStockLevels(@Qualifier("commandJdbc") JdbcClient jdbc, EndedStreams ended) {
        super(jdbc, ended, StreamType.STOCK, new Statements(LOAD, INSERT, UPDATE));
    }

    @Override
    protected Versioned<Stock> read(ResultSet row) throws SQLException {
        return StockRow.read(row);
    }

    @Override
    protected StatementSpec bind(StatementSpec statement, List<Stock> stocks) {
        int n = stocks.size();
        var quantities = new @Nullable Integer[n];
        var availables = new @Nullable Boolean[n];
        var sourceVersions = new @Nullable Long[n];
        for (int i = 0; i < n; i++) {
            var stock = stocks.get(i);
            sourceVersions[i] = stock.sourceVersion();
            switch (stock.level()) {
                case StockLevel.Tracked(int quantity) -> quantities[i] = quantity;
                case StockLevel.Untracked(boolean available) -> availables[i] = available;
            }
        }
        return statement.param("quantities", quantities)
                .param("availables", availables)
                .param("sourceVersions", sourceVersions);
    }

}
