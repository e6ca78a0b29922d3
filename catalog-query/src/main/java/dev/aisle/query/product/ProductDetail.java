package dev.aisle.query.product;

import java.sql.SQLException;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Row;

/**
 * All that shoppers see of a product.
 *
 * @param card what lists show of it
 * @param sku the merchant's number, or null
 * @param description a longer text, or null
 * @param images URLs of all pictures
 * @param attributes further facts, a JSON object in the order shown
 * @param gtin the trade item number, or null
 * @param mpn the maker's number, or null
 * @param leaves the leaves that it stands in: the visible ones are among the links
 * @param links these and all categories above them, by id
 */
record ProductDetail(ProductCard card, @Nullable String sku, @Nullable String description, List<String> images,
        String attributes, @Nullable String gtin, @Nullable String mpn, List<String> leaves,
        Map<String, CategoryLink> links) {

    static final String COLUMNS = ProductCard.COLUMNS
            + ", p.sku, p.description, p.images, p.attributes, p.gtin, p.mpn, p.leaves";

    private static final int OWN = ProductCard.COLUMN_COUNT;

    /** The number of {@link #COLUMNS}; those of a link follow. */
    static final int COLUMN_COUNT = OWN + 7;

    /** Reads all rows: the rows of a product name one of its links each. */
    static Map<String, ProductDetail> readAll(Row row, int first) throws SQLException {
        var details = new LinkedHashMap<String, ProductDetail>();
        do {
            var card = ProductCard.read(row, first);
            var detail = details.get(card.id());
            if (detail == null) {
                detail = new ProductDetail(card, row.optionalText(first + OWN), row.optionalText(first + OWN + 1),
                        row.texts(first + OWN + 2), row.text(first + OWN + 3), row.optionalText(first + OWN + 4),
                        row.optionalText(first + OWN + 5), row.texts(first + OWN + 6), new LinkedHashMap<>());
                details.put(card.id(), detail);
            }
            if (!row.isAbsent(first + COLUMN_COUNT)) {
                var link = CategoryLink.read(row, first + COLUMN_COUNT);
                detail.links.put(link.id(), link);
            }
        } while (row.next());
        return details;
    }

    /** The categories that its leaves and their paths name, and that aren't there. */
    Set<String> missing() {
        return this.leaves.stream()
                .flatMap(leaf -> this.links.containsKey(leaf) ? this.links.get(leaf).path().stream() : Stream.of(leaf))
                .filter(category -> !this.links.containsKey(category))
                .collect(Collectors.toSet());
    }

    private boolean isLinked(String leaf) {
        var link = this.links.get(leaf);
        return link != null && this.links.keySet().containsAll(link.path());
    }

    /** A leaf that can't be reached from the root, because a category is missing, is left out. */
    DetailPart toPart(Currency currency) {
        var open = JsonBytes.openObject(json -> {
            this.card.writeMembers(json, currency);
            JsonBytes.text(json, "sku", this.sku);
            JsonBytes.text(json, "description", this.description);
            json.writeArrayPropertyStart("images");
            this.images.forEach(json::writeString);
            json.writeEndArray();
            json.writeName("attributes");
            json.writeRawValue(this.attributes);
            JsonBytes.text(json, "gtin", this.gtin);
            JsonBytes.text(json, "mpn", this.mpn);
        });
        return DetailPart.of(Json.of(open), this.leaves.stream().filter(this::isLinked).toList(),
                this.links.keySet(),
                this.card.modified());
    }
}
