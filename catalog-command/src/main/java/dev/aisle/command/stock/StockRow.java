package dev.aisle.command.stock;

import java.sql.ResultSet;
import java.sql.SQLException;

import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.StockLevel;

/** Reads stock from a row that has its columns, for every statement that loads it. */
public final class StockRow {

    private StockRow() {}

    /**
     * Reads a stream.
     * @param row has {@code stock_version, quantity, available, stock_source_version}
     * @return version and stock
     * @throws SQLException if the row can't be read
     */
    public static Versioned<Stock> read(ResultSet row) throws SQLException {
        long version = row.getLong("stock_version");
        var quantity = row.getObject("quantity", Integer.class);
        var available = row.getObject("available", Boolean.class);
        var sourceVersion = row.getObject("stock_source_version", Long.class);
        if (quantity != null) {
            return new Versioned<>(version, new Stock(new StockLevel.Tracked(quantity), sourceVersion));
        }
        return new Versioned<>(version,
                (available != null) ? new Stock(new StockLevel.Untracked(available), sourceVersion) : null);
    }

}
