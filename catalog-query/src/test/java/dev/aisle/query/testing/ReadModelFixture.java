package dev.aisle.query.testing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills a generation of the read model as the projector would: visible, paths, listings and counts follow from the
 * categories and products given.
 */
public final class ReadModelFixture {

    private final JdbcClient jdbc;
    private final String generation;
    private final Map<String, Category> categories = new TreeMap<>();

    private record Category(String id, List<String> path, boolean visible) {}

    /** Begins with an empty first generation. */
    public ReadModelFixture(DataSource owner) {
        this(owner, 1);
        sql("TRUNCATE {g}.category, {g}.category_old_slug, {g}.product, {g}.product_old_slug, {g}.listing").update();
    }

    /** Goes on with what a generation holds. */
    public ReadModelFixture(DataSource owner, int generation) {
        this.jdbc = JdbcClient.create(owner);
        this.generation = "read_g" + generation;
    }

    /** A category below an earlier one, or a root where the parent is null. */
    public ReadModelFixture category(String id, String parent, int position, String slug, String name,
            boolean visible) {
        var above = (parent == null) ? null : this.categories.get(parent);
        var path = new ArrayList<String>();
        if (above != null) {
            path.addAll(above.path());
        }
        path.add(id);
        boolean shown = visible && (above == null || above.visible());
        this.categories.put(id, new Category(id, path, shown));
        sql("""
                INSERT INTO {g}.category (id, parent_id, position, slug, name, description, image_url, path, visible,
                                          product_count, version, changed_at)
                VALUES (:id, :parent, :position, :slug, :name, :description, :image, :path, :visible, 0, 1,
                        '2026-01-02T03:04:05Z')
                """).param("id", id)
                .param("parent", parent)
                .param("position", position)
                .param("slug", slug)
                .param("name", name)
                .param("description", "All of " + name)
                .param("image", (parent == null) ? "/images/" + id + ".svg" : null)
                .param("path", path.toArray(String[]::new))
                .param("visible", shown)
                .update();
        return this;
    }

    /** A shown category below an earlier one, or a root where the parent is null. */
    public ReadModelFixture category(String id, String parent, int position, String slug, String name) {
        return category(id, parent, position, slug, name, true);
    }

    /** A slug that a category had. */
    public ReadModelFixture oldCategorySlug(String parent, String slug, String category) {
        sql("INSERT INTO {g}.category_old_slug (parent_id, slug, category_id) VALUES (:parent, :slug, :category)")
                .param("parent", parent)
                .param("slug", slug)
                .param("category", category)
                .update();
        return this;
    }

    /** A slug that a product had. */
    public ReadModelFixture oldProductSlug(String slug, String product) {
        sql("INSERT INTO {g}.product_old_slug (slug, product_id) VALUES (:slug, :product)").param("slug", slug)
                .param("product", product)
                .update();
        return this;
    }

    /** A product that nothing but its id, its price and its leaves tells from others. */
    public ReadModelFixture product(String id, long price, Map<String, Integer> placements) {
        return product(id, id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"), "Product " + id, price,
                null, true,
                Instant.parse("2026-01-01T00:00:00Z"), placements);
    }

    /** Placements: position by leaf. */
    public ReadModelFixture product(String id, String slug, String name, Long price, Long salePrice, boolean available,
            Instant createdAt, Map<String, Integer> placements) {
        var leaves = placements.keySet().stream().filter(leaf -> this.categories.get(leaf).visible()).sorted().toList();
        var listed = new TreeMap<String, Integer>();
        if (available) {
            leaves.forEach(leaf -> this.categories.get(leaf).path().forEach(
                    category -> listed.merge(category, placements.get(leaf), Math::min)));
        }
        sql("""
                INSERT INTO {g}.product (id, slug, name, brand, price, sale_price, available, images, description, sku,
                                         gtin, mpn, attributes, leaves, listed, listed_positions, created_at, hash,
                                         version, changed_at)
                VALUES (:id, :slug, :name, :brand, :price, :sale, :available, :images, :description, :sku, :gtin, :mpn,
                        CAST(:attributes AS json), :leaves, :listed, :positions, :created, 4150, 1,
                        '2026-01-02T03:04:06Z')
                """).param("id", id)
                .param("slug", slug)
                .param("name", name)
                .param("brand", (salePrice == null) ? null : "Morningside")
                .param("price", price)
                .param("sale", salePrice)
                .param("available", available)
                .param("images",
                        (salePrice == null) ? new String[0]
                                : new String[]{"/images/" + id + "-1.svg", "/images/" + id + "-2.svg"})
                .param("description", "What to know about " + name)
                .param("sku", "SKU-" + id)
                .param("gtin", null)
                .param("mpn", null)
                .param("attributes", (salePrice == null) ? "{}" : "{\"unit\": \"1 l\", \"name:ko\": \"우유\"}")
                .param("leaves", leaves.toArray(String[]::new))
                .param("listed", listed.keySet().toArray(String[]::new))
                .param("positions", listed.values().toArray(Integer[]::new))
                .param("created", createdAt.atOffset(ZoneOffset.UTC))
                .update();
        listed.forEach((category, position) -> {
            sql("INSERT INTO {g}.listing (category_id, product_id, position, price, created_at) VALUES (:category, :id, :position, :price, :created)")
                    .param("category", category)
                    .param("id", id)
                    .param("position", position)
                    .param("price", (salePrice == null) ? price : salePrice)
                    .param("created", createdAt.atOffset(ZoneOffset.UTC))
                    .update();
            sql("UPDATE {g}.category SET product_count = product_count + 1 WHERE id = :category")
                    .param("category", category)
                    .update();
        });
        return this;
    }

    /** Everything up to the position is settled, in the change numbered so. */
    public ReadModelFixture settled(long position, long change) {
        sql("UPDATE {g}.checkpoint SET position = :position, settled_position = :position, change = :change, settled_time = '2026-02-03T04:05:06.789Z'")
                .param("position", position)
                .param("change", change)
                .update();
        return this;
    }

    /** Runs any statement; {@code {g}} is the generation's schema. */
    public ReadModelFixture run(String sql) {
        sql(sql).update();
        return this;
    }

    private JdbcClient.StatementSpec sql(String text) {
        return this.jdbc.sql(text.replace("{g}", this.generation));
    }
}
