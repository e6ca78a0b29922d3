package dev.aisle.sync.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What the projector made, and what it should have made. */
record ReadModel(JdbcClient jdbc, String schema) {

    /** Listings, counts, categories and products are what the write model says at the checkpoint's time. */
    void isExact() {
        var time = this.jdbc.sql("SELECT time FROM %s.checkpoint".formatted(this.schema)).query(OffsetDateTime.class)
                .single();
        assertThat(differences("SELECT category_id, product_id, position, price, created_at FROM %s.listing",
                expectedListings(), time)).as("listings").isEmpty();
        assertThat(differences("SELECT id, product_count FROM %s.category WHERE product_count <> 0",
                "SELECT category, count(*)::int FROM (" + expectedListings() + ") AS listing (category) GROUP BY 1",
                time)).as("counts").isEmpty();
        assertThat(differences("SELECT id, parent_id, position, slug, name, path FROM %s.category",
                """
                        WITH RECURSIVE tree (id, path) AS (
                            SELECT id, ARRAY[id] FROM command.category WHERE parent_id IS NULL
                            UNION ALL
                            SELECT child.id, path || child.id FROM tree JOIN command.category child ON child.parent_id = tree.id)
                        SELECT id, parent_id, position, slug, name, path FROM command.category JOIN tree USING (id)""",
                time))
                .as("categories").isEmpty();
        assertThat(differences("SELECT slug, product_id FROM %s.product_old_slug",
                "SELECT slug, product_id FROM command.product_old_slug", time)).as("old product slugs").isEmpty();
        assertThat(differences("SELECT parent_id, slug, category_id FROM %s.category_old_slug",
                "SELECT parent_id, slug, category_id FROM command.category_old_slug", time)).as("old category slugs")
                .isEmpty();
    }

    private List<Map<String, Object>> differences(String stored, String expected, OffsetDateTime time) {
        var made = stored.formatted(this.schema);
        return this.jdbc.sql("""
                (SELECT 'surplus' AS what, * FROM (%1$s EXCEPT ALL SELECT * FROM (%2$s) AS expected) AS surplus)
                UNION ALL
                (SELECT 'missing', * FROM (SELECT * FROM (%2$s) AS expected EXCEPT ALL %1$s) AS missing)
                LIMIT 20""".formatted(made, expected)).param("time", time).query().listOfRows();
    }

    List<String> listing(String category) {
        return this.jdbc
                .sql("SELECT product_id FROM %s.listing WHERE category_id = :category ORDER BY position, product_id"
                        .formatted(this.schema))
                .param("category", category).query(String.class).list();
    }

    int count(String category) {
        return this.jdbc.sql("SELECT product_count FROM %s.category WHERE id = :id".formatted(this.schema))
                .param("id", category).query(Integer.class).single();
    }

    <T> T checkpoint(String column, Class<T> type) {
        return this.jdbc.sql("SELECT %s FROM %s.checkpoint".formatted(column, this.schema)).query(type).single();
    }

    List<Map<String, Object>> changes() {
        return this.jdbc.sql("SELECT * FROM read.changes ORDER BY seq").query().listOfRows();
    }

    private static String expectedListings() {
        try (var stream = ReadModel.class.getResourceAsStream("expected-listings.sql")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
