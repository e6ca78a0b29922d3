package dev.aisle.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.aisle.sync.projection.ProductView;

/**
 * What a comparison can't do without: one scan of all products as the projection makes them, with their listing rows,
 * and one of all that is stored, each row hashed. Two statements on one connection, nothing compared and nothing kept.
 */
final class PlainScan {

    private final BenchmarkDatabase database;

    private final String schema;

    PlainScan(BenchmarkDatabase database) {
        this.database = database;
        this.schema = "read_g" + database.generation();
    }

    /** How many seconds it takes. */
    double seconds() throws IOException {
        this.database.execute("SET jit = off; SET work_mem = '64MB'; SET random_page_cost = 1.1; "
                + "SET max_parallel_workers_per_gather = 0");
        long begin = System.nanoTime();
        this.database.number("""
                SELECT bit_xor(hash)
                     # bit_xor((SELECT bit_xor(hash_record_extended(
                                         ROW(listed.category_id, view.id, listed.position,
                                             coalesce(view.sale_price, view.price), view.created_at), 0))
                                  FROM unnest(view.listed, view.listed_positions) AS listed (category_id, position)))
                  FROM (%s OFFSET 0) AS view""".formatted(productView()));
        this.database.number("""
                SELECT (SELECT bit_xor(hash_record_extended(ROW(%1$s), 0)) FROM %2$s.product p)
                     # (SELECT bit_xor(hash_record_extended(
                                  ROW(l.category_id, l.product_id, l.position, l.price, l.created_at), 0))
                          FROM %2$s.listing l)""".formatted(ProductView.CONTENT, this.schema));
        return (System.nanoTime() - begin) / 1e9;
    }

    private String productView() throws IOException {
        try (var stream = PlainScan.class.getResourceAsStream("/dev/aisle/sync/projection/product-view.sql")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip()
                    .replaceAll("\\{(which[^}]*|further)}", "true").replace("{category}", this.schema + ".category")
                    .replace(":time", "(SELECT time FROM %s.checkpoint)".formatted(this.schema));
        }
    }

}
