package dev.aisle.query.category;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Row;

/**
 * How other views mention a category: a part of its own, so that a new name doesn't touch the products below it.
 *
 * @param open the JSON object {@code {id, slug, name}} without its closing brace
 * @param path ids from the root to itself
 * @param visible whether products show that they stand in it
 * @param displayed whether shoppers can go there
 * @param modified when it last changed
 */
public record CategoryLink(Json open, List<String> path, boolean visible, boolean displayed, Instant modified) {

    /** The columns that {@link #read} reads, of a category named {@code c}. */
    public static final String COLUMNS = "c.id, c.slug, c.name, c.path, c.visible, c.visible AND c.product_count > 0, c.changed_at";

    /** The number of those columns. */
    public static final int COLUMN_COUNT = 7;

    private static final PartCodec<CategoryLink> CODEC = new PartCodec<>() {

        @Override
        public void write(CategoryLink part, DataOutputStream out) throws IOException {
            PartCodec.writeJson(out, part.open());
            PartCodec.writeIds(out, part.path());
            out.writeBoolean(part.visible());
            out.writeBoolean(part.displayed());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(CategoryLink part) {
            return part.open().bytes().length + 120 + 64 * part.path().size();
        }

        @Override
        public CategoryLink read(DataInputStream in) throws IOException {
            return new CategoryLink(PartCodec.readJson(in), PartCodec.readIds(in), in.readBoolean(), in.readBoolean(),
                    PartCodec.readTime(in));
        }
    };

    /**
     * Names the link of a category.
     * @param category its id
     * @return the part's name
     */
    public static PartKey<CategoryLink> key(String category) {
        return new PartKey<>(Kind.CATEGORY, category, "link", CODEC);
    }

    /**
     * Reads a link.
     * @param row a row
     * @param first the number of the first of {@link #COLUMNS} in it
     * @return the link
     * @throws SQLException if the columns are others
     */
    public static CategoryLink read(Row row, int first) throws SQLException {
        return new CategoryLink(open(row.text(first), row.text(first + 1), row.text(first + 2)), row.texts(first + 3),
                row.flag(first + 4), row.flag(first + 5), row.time(first + 6));
    }

    static Json open(String id, String slug, String name) {
        return Json.of(JsonBytes.openObject(json -> {
            json.writeStringProperty("id", id);
            json.writeStringProperty("slug", slug);
            json.writeStringProperty("name", name);
        }));
    }

    /**
     * The category's own id.
     * @return the last of its path
     */
    public String id() {
        return this.path.getLast();
    }

    /**
     * The ids of the categories above it.
     * @return its path without itself, from the root
     */
    public List<String> ancestors() {
        return this.path.subList(0, this.path.size() - 1);
    }
}
