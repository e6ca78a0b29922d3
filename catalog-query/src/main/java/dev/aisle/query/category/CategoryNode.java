package dev.aisle.query.category;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Row;

/**
 * A displayed category as a node of the tree.
 *
 * @param id its id
 * @param slug its slug among its siblings
 * @param name its name
 * @param imageUrl a picture, or null
 * @param productCount how many products its listing holds
 */
record CategoryNode(String id, String slug, String name, @Nullable String imageUrl, long productCount) {

    static final String COLUMNS = "c.id, c.slug, c.name, c.image_url, c.product_count";

    static CategoryNode read(Row row, int first) throws SQLException {
        return new CategoryNode(row.text(first), row.text(first + 1), row.text(first + 2), row.optionalText(first + 3),
                row.number(first + 4));
    }

    void writeMembers(JsonGenerator json) {
        json.writeStringProperty("id", this.id);
        json.writeStringProperty("slug", this.slug);
        json.writeStringProperty("name", this.name);
        JsonBytes.text(json, "imageUrl", this.imageUrl);
        json.writeNumberProperty("productCount", this.productCount);
    }
}
