package dev.aisle.query.product;

import java.sql.SQLException;
import java.util.Currency;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.aisle.query.readmodel.Row;

/** Makes cards for listings, which read them in their own statements. */
@Component
public final class ProductCards {

    /** The columns that {@link #read} reads, of a product named {@code p}; the first is its id. */
    public static final String COLUMNS = ProductCard.COLUMNS;

    private final Currency currency;

    ProductCards(@Value("${aisle.currency:USD}") Currency currency) {
        this.currency = currency;
    }

    /**
     * Reads and renders a card.
     * @param row a row
     * @param first the number of the first of {@link #COLUMNS} in it
     * @return the card
     * @throws SQLException if the columns are others
     */
    public CardPart read(Row row, int first) throws SQLException {
        return ProductCard.read(row, first).toPart(this.currency);
    }
}
