package dev.aisle.sync.imports;

import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.kernel.ProductId;

/** Which products a source has brought, and which of them its feed has no more. */
@Repository
class Assortment {

    private final JdbcClient jdbc;

    Assortment(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How much of a source's assortment a feed doesn't have.
     *
     * @param absent products that it doesn't have
     * @param known products that the source has
     */
    record Absent(long absent, long known) {

    }

    Absent countAbsent(Import run) {
        return this.jdbc.sql("""
                SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM sync.import_product staged
                                                           WHERE staged.import_id = :import
                                                             AND staged.product_id = known.product_id)) AS absent,
                       count(*) AS known
                  FROM sync.source_product known
                 WHERE source = :source AND NOT discontinued""")
                .param("import", run.id())
                .param("source", run.source())
                .query((row, _) -> new Absent(row.getLong("absent"), row.getLong("known")))
                .single();
    }

    /**
     * A product that the feed doesn't have.
     *
     * @param id the product
     * @param elsewhere whether another source still has it
     */
    record Gone(ProductId id, boolean elsewhere) {

    }

    List<Gone> nextAbsent(Import run, int limit) {
        return this.jdbc.sql("""
                SELECT product_id,
                       EXISTS (SELECT FROM sync.source_product other
                                WHERE other.product_id = known.product_id
                                  AND other.source <> known.source
                                  AND NOT other.discontinued) AS elsewhere
                  FROM sync.source_product known
                 WHERE source = :source
                   AND NOT discontinued
                   AND NOT EXISTS (SELECT FROM sync.import_product staged
                                    WHERE staged.import_id = :import
                                      AND staged.product_id = known.product_id)
                 ORDER BY product_id
                 LIMIT :limit""")
                .param("import", run.id())
                .param("source", run.source())
                .param("limit", limit)
                .query((row, _) -> new Gone(new ProductId(row.getString("product_id")), row.getBoolean("elsewhere")))
                .list();
    }

    void discontinue(Import run, List<ProductId> products) {
        this.jdbc.sql("""
                UPDATE sync.source_product
                   SET discontinued = true
                 WHERE source = :source AND product_id = ANY (:ids)""")
                .param("source", run.source())
                .param("ids", products.stream().map(ProductId::value).toArray(String[]::new))
                .update();
    }

    /** Forgets products that are in the catalog no more. */
    void forget(Import run, List<ProductId> products) {
        this.jdbc.sql("DELETE FROM sync.source_product WHERE source = :source AND product_id = ANY (:ids)")
                .param("source", run.source())
                .param("ids", products.stream().map(ProductId::value).toArray(String[]::new))
                .update();
    }

}
