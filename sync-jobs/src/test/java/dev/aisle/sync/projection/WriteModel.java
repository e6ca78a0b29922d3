package dev.aisle.sync.projection;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the write model's tables and journal as commands would leave them, so that the
 * projector can be tested alone.
 */
final class WriteModel {

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private boolean bulk;

    WriteModel(DataSource owner) {
        this.jdbc = JdbcClient.create(owner);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(owner));
    }

    JdbcClient jdbc() {
        return this.jdbc;
    }

    void inBulk(Runnable writes) {
        this.bulk = true;
        writes.run();
        this.bulk = false;
    }

    void endBulk() {
        this.bulk = false;
    }

    boolean exists(String table, String id) {
        return is("EXISTS (SELECT FROM command.%s WHERE id = :id)".formatted(table), id);
    }

    boolean isLeaf(String id) {
        return exists("category", id) && !is("EXISTS (SELECT FROM command.category WHERE parent_id = :id)", id);
    }

    boolean isLeafWithProducts(String id) {
        return is("EXISTS (SELECT FROM command.placement WHERE category_id = :id)", id);
    }

    /** Whether the one is the other or an ancestor of it. */
    boolean isAtOrAbove(String ancestor, String id) {
        return this.jdbc.sql("""
                WITH RECURSIVE up (id, parent_id) AS (
                    SELECT id, parent_id FROM command.category WHERE id = :id
                    UNION ALL
                    SELECT c.id, c.parent_id FROM up JOIN command.category c ON c.id = up.parent_id)
                SELECT EXISTS (SELECT FROM up WHERE id = :ancestor)""").param("id", id).param("ancestor", ancestor)
                .query(Boolean.class).single();
    }

    private boolean is(String condition, String id) {
        return this.jdbc.sql("SELECT " + condition).param("id", id).query(Boolean.class).single();
    }

    void category(String id, @Nullable String parent) {
        category(id, parent, 1);
    }

    void category(String id, @Nullable String parent, int position) {
        change("category", id, """
                INSERT INTO command.category (id, version, parent_id, position, slug, name, hidden)
                VALUES (:id, 1, :parent, :position, :id, 'Category ' || :id, false)""", parent, position);
    }

    private void change(String stream, String id, String sql, @Nullable String parent, int position) {
        this.transaction.executeWithoutResult(_ -> {
            if (parent != null && isLeafWithProducts(parent)) {
                throw new DataIntegrityViolationException("a leaf with products takes no children");
            }
            this.jdbc.sql(sql).param("id", id).param("parent", parent).param("position", position).update();
            journal(stream, id);
        });
    }

    void changeCategory(String id, String set) {
        write("UPDATE command.category SET %s WHERE id = '%s'".formatted(set, id), "category", id);
    }

    void moveCategory(String id, String parent) {
        changeCategory(id, "parent_id = '%s'".formatted(parent));
    }

    void changeCategorySlug(String id, String slug) {
        write("""
                INSERT INTO command.category_old_slug (parent_id, slug, category_id)
                SELECT parent_id, slug, id FROM command.category WHERE id = '%2$s'
                    ON CONFLICT (parent_id, slug) DO UPDATE SET category_id = excluded.category_id;
                UPDATE command.category SET slug = '%1$s' WHERE id = '%2$s'""".formatted(slug, id), "category", id);
    }

    void deleteCategory(String id) {
        write("""
                DELETE FROM command.category_old_slug WHERE category_id = '%1$s' OR parent_id = '%1$s';
                DELETE FROM command.category WHERE id = '%1$s'""".formatted(id), "category", id);
    }

    /** An active product that can be sold, in leaves with positions: {@code "leaf:3"}. */
    void product(String id, String... placements) {
        write("""
                INSERT INTO command.product (id, version, slug, status, name, images, attributes, created_at)
                VALUES ('%1$s', 1, '%1$s', 'active', 'Product %1$s', '{}', '{}', now())""".formatted(id), "product",
                id);
        place(id, placements);
        stock(id, 5);
        price(id, 1999);
    }

    void place(String id, String... placements) {
        var values = List.of(placements).stream().map(placement -> placement.split(":")).map(
                placement -> "('%s', '%s', %s)".formatted(placement[0], id, placement[1])).toList();
        write("DELETE FROM command.placement WHERE product_id = '%s';".formatted(id) + (values.isEmpty() ? ""
                : "INSERT INTO command.placement (category_id, product_id, position) VALUES "
                        + String.join(",", values)),
                "product", id);
    }

    void changeProduct(String id, String set) {
        write("UPDATE command.product SET %s WHERE id = '%s'".formatted(set, id), "product", id);
    }

    void changeProductSlug(String id, String slug) {
        write("""
                INSERT INTO command.product_old_slug (slug, product_id)
                SELECT slug, id FROM command.product WHERE id = '%2$s'
                    ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id;
                UPDATE command.product SET slug = '%1$s' WHERE id = '%2$s'""".formatted(slug, id), "product", id);
    }

    void deleteProduct(String id) {
        write(List.of("placement", "stock", "price", "product_old_slug").stream()
                .map(table -> "DELETE FROM command.%s WHERE product_id = '%s';".formatted(table, id))
                .reduce("", String::concat) + "DELETE FROM command.product WHERE id = '%s'".formatted(id), "product",
                id);
    }

    void stock(String id, int quantity) {
        write("""
                INSERT INTO command.stock (product_id, version, quantity) VALUES ('%1$s', 1, %2$d)
                    ON CONFLICT (product_id) DO UPDATE SET quantity = %2$d""".formatted(id, quantity), "stock", id);
    }

    void price(String id, long amount) {
        write("""
                INSERT INTO command.price (product_id, version, amount) VALUES ('%1$s', 1, %2$d)
                    ON CONFLICT (product_id) DO UPDATE SET amount = %2$d""".formatted(id, amount), "price", id);
    }

    void changePrice(String id, String set) {
        write("UPDATE command.price SET %s WHERE product_id = '%s'".formatted(set, id), "price", id);
    }

    /** Another leaf's worth of products at once, as an import would bring them. */
    void manyProducts(String prefix, int count, String leaf) {
        this.transaction.executeWithoutResult(_ -> {
            for (var sql : List.of("""
                    INSERT INTO command.product (id, version, slug, status, name, images, attributes, created_at)
                    SELECT :prefix || n, 1, :prefix || n, 'active', 'Product ' || n, '{}', '{}', now()""", """
                    INSERT INTO command.stock (product_id, version, quantity) SELECT :prefix || n, 1, 5""", """
                    INSERT INTO command.price (product_id, version, amount) SELECT :prefix || n, 1, n""", """
                    INSERT INTO command.placement (category_id, product_id, position) SELECT :leaf, :prefix || n, n""",
                    """
                            INSERT INTO command.journal (stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id)
                            SELECT 'product', :prefix || n, currval('command.journal_position'), 'test', 1, '{}', true, 'test', 'test'""")) {
                var statement = this.jdbc.sql(sql + " FROM generate_series(1, :count) AS n").param("prefix", prefix)
                        .param("count", count);
                (sql.contains(":leaf") ? statement.param("leaf", leaf) : statement).update();
            }
        });
    }

    /** Other stock levels for all of these at once, as a feed would bring them; none is left of every so many. */
    void manyLevels(String prefix, int count, int soldOutEvery) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql("""
                    UPDATE command.stock SET quantity = CASE n % :every WHEN 0 THEN 0 ELSE quantity + 1 END
                      FROM generate_series(1, :count) AS n
                     WHERE product_id = :prefix || n""").param("every", soldOutEvery).param("count", count)
                    .param("prefix", prefix).update();
            this.jdbc
                    .sql("""
                            INSERT INTO command.journal (stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id)
                            SELECT 'stock', :prefix || n, currval('command.journal_position'), 'test', 1, '{}', true, 'test', 'test'
                              FROM generate_series(1, :count) AS n""")
                    .param("count", count).param("prefix", prefix).update();
        });
    }

    /** What came last in the journal. */
    long head() {
        return this.jdbc.sql("SELECT coalesce(max(position), 0) FROM command.journal").query(Long.class).single();
    }

    static String at(Instant time) {
        return "'" + OffsetDateTime.ofInstant(time, ZoneOffset.UTC) + "'";
    }

    void write(String sql, String stream, String id) {
        this.transaction.executeWithoutResult(_ -> {
            this.jdbc.sql(sql).update();
            journal(stream, id);
        });
    }

    private void journal(String stream, String id) {
        this.jdbc
                .sql("""
                        INSERT INTO command.journal (stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id)
                        SELECT :stream, :id, coalesce(max(stream_version), 0) + 1, 'test', 1, '{}', :bulk, 'test', 'test'
                          FROM command.journal
                         WHERE stream_type = :stream
                           AND stream_id = :id""")
                .param("stream", stream).param("id", id).param("bulk", this.bulk).update();
    }

}
