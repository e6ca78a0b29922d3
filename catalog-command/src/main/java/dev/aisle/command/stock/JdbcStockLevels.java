package dev.aisle.command.stock;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;

@Component
final class JdbcStockLevels implements StockLevels {

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

    private static final String LOCK = """
            SELECT product_id
              FROM command.stock
             WHERE product_id = ANY (:ids::text[])
             ORDER BY product_id
               FOR NO KEY UPDATE
            """;

    private static final String INSERT = """
            INSERT INTO command.stock (product_id, version, quantity, available, source_version)
            SELECT n.id, n.version, n.quantity, n.available, n.source_version
              FROM unnest(:ids::text[], :bases::bigint[], :versions::bigint[], :quantities::integer[],
                          :availables::boolean[], :sourceVersions::bigint[])
                   AS n (id, base, version, quantity, available, source_version)
            """;

    private static final String UPDATE = """
            UPDATE command.stock s
               SET version        = n.version,
                   quantity       = n.quantity,
                   available      = n.available,
                   source_version = n.source_version
              FROM unnest(:ids::text[], :bases::bigint[], :versions::bigint[], :quantities::integer[],
                          :availables::boolean[], :sourceVersions::bigint[])
                   AS n (id, base, version, quantity, available, source_version)
             WHERE s.product_id = n.id
               AND s.version = n.base
            """;

    private static final String DELETE = """
            DELETE FROM command.stock s
             USING unnest(:ids::text[], :bases::bigint[]) AS n (id, base)
             WHERE s.product_id = n.id
               AND s.version = n.base
            """;

    private final JdbcClient jdbc;

    private final EndedStreams ended;

    JdbcStockLevels(@Qualifier("commandJdbc") JdbcClient jdbc, EndedStreams ended) {
        this.jdbc = jdbc;
        this.ended = ended;
    }

    @Override
    public Loaded load(Collection<ProductId> products) {
        var loaded = new Loaded(new WorkingSet<>(), new HashSet<>());
        this.jdbc.sql(LOAD)
                .param("ids", products.stream().map(ProductId::value).distinct().toArray(String[]::new))
                .query(row -> {
                    var id = new ProductId(row.getString("id"));
                    loaded.stocks().load(id, StockRow.read(row));
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
    public void write(WorkingSet<ProductId, Stock> stocks) {
        var updated = stocks.updated();
        if (!updated.isEmpty()) {
            ConcurrentChangeException.unlessAll("stock", updated.size(), write(UPDATE, updated));
        }
        var inserted = stocks.inserted();
        if (!inserted.isEmpty()) {
            write(INSERT, inserted);
        }
        var deleted = stocks.deleted();
        if (!deleted.isEmpty()) {
            ConcurrentChangeException.unlessAll("stock", deleted.size(), this.jdbc.sql(DELETE)
                    .param("ids", ids(deleted))
                    .param("bases", bases(deleted))
                    .update());
        }
        this.ended.write(StreamType.STOCK, stocks);
    }

    private int write(String sql, List<Row<ProductId, Stock>> rows) {
        int n = rows.size();
        var quantities = new @Nullable Integer[n];
        var availables = new @Nullable Boolean[n];
        var sourceVersions = new @Nullable Long[n];
        var versions = new Long[n];
        for (int i = 0; i < n; i++) {
            versions[i] = rows.get(i).version();
            var stock = rows.get(i).state();
            sourceVersions[i] = stock.sourceVersion();
            switch (stock.level()) {
                case StockLevel.Tracked(int quantity) -> quantities[i] = quantity;
                case StockLevel.Untracked(boolean available) -> availables[i] = available;
            }
        }
        return this.jdbc.sql(sql)
                .param("ids", ids(rows))
                .param("bases", bases(rows))
                .param("versions", versions)
                .param("quantities", quantities)
                .param("availables", availables)
                .param("sourceVersions", sourceVersions)
                .update();
    }

    private static String[] ids(List<Row<ProductId, Stock>> rows) {
        return rows.stream().map(row -> row.key().value()).toArray(String[]::new);
    }

    private static Long[] bases(List<Row<ProductId, Stock>> rows) {
        return rows.stream().map(Row::base).toArray(Long[]::new);
    }

}
