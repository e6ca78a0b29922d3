package dev.aisle.query.product;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import dev.aisle.kernel.Money;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Row;

/**
 * What lists show of a product.
 *
 * @param id its id
 * @param slug its slug
 * @param name its name
 * @param brand its brand, or null
 * @param imageUrl its first picture, or null
 * @param price the regular price in minor units, or null
 * @param salePrice the sale price in minor units while it is valid, or null
 * @param available whether it can be bought, and so stands in listings
 * @param modified when any of this last changed
 */
record ProductCard(String id, String slug, String name, @Nullable String brand, @Nullable String imageUrl,
        @Nullable Long price, @Nullable Long salePrice, boolean available, Instant modified) {

    /** The columns that {@link #read} reads, of a product named {@code p}. */
    static final String COLUMNS = "p.id, p.slug, p.name, p.brand, p.images[1], p.price, p.sale_price, p.available, p.changed_at";

    static final int COLUMN_COUNT = 9;

    static ProductCard read(Row row, int first) throws SQLException {
        return new ProductCard(row.text(first), row.text(first + 1), row.text(first + 2), row.optionalText(first + 3),
                row.optionalText(first + 4), row.optionalNumber(first + 5), row.optionalNumber(first + 6),
                row.flag(first + 7), row.time(first + 8));
    }

    CardPart toPart(Currency currency) {
        return new CardPart(Json.of(JsonBytes.of(json -> {
            json.writeStartObject();
            writeMembers(json, currency);
            json.writeEndObject();
        })), this.available, this.modified);
    }

    void writeMembers(JsonGenerator json, Currency currency) {
        json.writeStringProperty("id", this.id);
        json.writeStringProperty("slug", this.slug);
        json.writeStringProperty("name", this.name);
        JsonBytes.text(json, "brand", this.brand);
        JsonBytes.text(json, "imageUrl", this.imageUrl);
        write(json, "price", this.price, currency);
        write(json, "salePrice", this.salePrice, currency);
        json.writeStringProperty("availability", this.available ? "in_stock" : "out_of_stock");
    }

    private static void write(JsonGenerator json, String name, @Nullable Long minorUnits, Currency currency) {
        if (minorUnits == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("amount", new Money(minorUnits, currency).amount());
        json.writeStringProperty("currency", currency.getCurrencyCode());
        json.writeEndObject();
    }
}
