package dev.aisle.query;

import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.kernel.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** No read but the tree's looks at more rows because the catalog is larger: none scans a table. */
class ReadCostIntegrationTests {

    /** More than the five runs after which PostgreSQL plans for any parameters, not for the ones given. */
    private static final int RUNS = 20;

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule node = new QueryModule(database, redis, Map.of());

    static JdbcClient jdbc;

    @BeforeAll
    static void fill() {
        jdbc = JdbcClient.create(database.owner());
        for (String sql : """
                INSERT INTO read_g1.category
                SELECT 'c' || i, CASE WHEN i > 10 THEN 'c' || i % 10 + 1 END, i, 's' || i, 'Category ' || i, NULL, NULL,
                       CASE WHEN i > 10 THEN ARRAY['c' || i % 10 + 1, 'c' || i] ELSE ARRAY['c' || i] END, true, 100, 1, now()
                  FROM generate_series(1, 2000) AS i;
                INSERT INTO read_g1.category_old_slug SELECT 'c' || i % 10 + 1, 'old' || i, 'c' || i FROM generate_series(11, 2000) AS i;
                INSERT INTO read_g1.product
                SELECT 'p' || i, 's' || i, 'Product ' || i, NULL, i % 500, NULL, true, '{}', repeat('x', 500), NULL, NULL, NULL,
                       '{}', ARRAY['c' || i % 1990 + 11], '{}', '{}', now() - i * interval '1 second', i, 1, now()
                  FROM generate_series(1, 20000) AS i;
                INSERT INTO read_g1.product_old_slug SELECT 'old' || i, 'p' || i FROM generate_series(1, 20000) AS i;
                INSERT INTO read_g1.listing
                SELECT c.id, p.id, p.price, p.price, p.created_at
                  FROM read_g1.product p
                  JOIN read_g1.category leaf ON leaf.id = p.leaves[1]
                 CROSS JOIN unnest(leaf.path) AS c (id);
                ANALYZE read_g1.category, read_g1.product, read_g1.listing, read_g1.product_old_slug, read_g1.category_old_slug
                """
                .split(";")) {
            jdbc.sql(sql).update();
        }
        jdbc.sql("SELECT pg_stat_force_next_flush()::text").query(String.class).list();
    }

    @Test
    void noReadScansATable() {
        var cursors = Map.of("position", cursor("position"), "price", cursor("price"), "-price", cursor("-price"),
                "newest", cursor("newest"));
        long scansBefore = seqScans();
        for (int run = 1; run <= RUNS; run++) {
            found("/v1/products/p" + run);
            found("/v1/products?ids=p%d,p%d,nothing".formatted(run, 2 * run));
            found("/v1/product-slugs/s" + run);
            moved("/v1/product-slugs/old" + run);
            found("/v1/categories/c" + run);
            found("/v1/category-paths/s%d/s%d".formatted(run % 10 + 1, run % 10 + 20));
            moved("/v1/category-paths/s%d/old%d".formatted(run % 10 + 1, run % 10 + 20));
            cursors.forEach((sort, cursor) -> {
                found("/v1/categories/c1/products?first=50&sort=" + sort);
                found("/v1/categories/c1/products?sort=%s&after=%s".formatted(sort, cursor));
            });
        }

        // sessions tell of their scans when they have been idle for some seconds
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> indexScans("listing") >= 8 * RUNS && indexScans("product_old_slug") >= RUNS);
        assertThat(seqScans()).as("sequential scans of categories, products and listings").isEqualTo(scansBefore);
    }

    private static void found(String path) {
        assertThat(node.get(path).status()).as(path).isEqualTo(200);
    }

    private static void moved(String path) {
        assertThat(node.get(path).status()).as(path).isEqualTo(308);
    }

    private static String cursor(String sort) {
        return node.get("/v1/categories/c1/products?first=10&sort=" + sort).text("/pageInfo/endCursor");
    }

    private static long indexScans(String table) {
        return scans("idx_scan", "relname = '%s'".formatted(table));
    }

    private static long seqScans() {
        return scans("seq_scan", "relname <> 'checkpoint'");
    }

    private static long scans(String counter, String tables) {
        return jdbc.sql(
                "SELECT sum(%s)::bigint FROM pg_stat_user_tables WHERE schemaname = 'read_g1' AND %s".formatted(counter,
                        tables))
                .query(Long.class).single();
    }
}
