package dev.aisle.command.price;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Currency;

import dev.aisle.command.stream.Times;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.Window;

/** Reads prices from a row that has their columns, for every statement that loads them. */
public final class PriceRow {

    private PriceRow() {}

    /**
     * Reads a stream.
     * @param row has {@code price_version, priced, amount, sale_amount, price_from, price_until,
     * price_source_version}
     * @param unit the catalog's currency
     * @return version and price
     * @throws SQLException if the row can't be read
     */
    public static Versioned<Price> read(ResultSet row, Currency unit) throws SQLException {
        long version = row.getLong("price_version");
        if (!row.getBoolean("priced")) {
            return new Versioned<>(version, null);
        }
        var amount = row.getObject("amount", Long.class);
        var saleAmount = row.getObject("sale_amount", Long.class);
        var regular = (amount != null) ? new Money(amount, unit) : null;
        var sale = (saleAmount != null) ? new SalePrice(new Money(saleAmount, unit),
                new Window(Times.instant(row, "price_from"), Times.instant(row, "price_until"))) : null;
        return new Versioned<>(version, new Price(regular, sale, row.getObject("price_source_version", Long.class)));
    }

}
