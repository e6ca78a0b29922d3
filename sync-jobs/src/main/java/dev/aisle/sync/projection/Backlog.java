package dev.aisle.sync.projection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The dirty keys of one generation: what earlier transactions left to be recomputed. */
final class Backlog {

    private final JdbcClient jdbc;

    Backlog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the products that have waited longest, those of dirty leaves after the others. */
    List<String> take(ProjectionSql sql, int limit) {
        var products = new ArrayList<>(takeProducts(sql, limit));
        int rest = limit - products.size();
        if (rest > 0) {
            products.addAll(takeFromLeaves(sql, rest));
        }
        return products;
    }

    private List<String> takeProducts(ProjectionSql sql, int limit) {
        return this.jdbc.sql(sql.keyed("take-dirty-products")).param("generation", sql.generation())
                .param("limit", limit).query((row, _) -> row.getString("key")).list();
    }

    private List<String> takeFromLeaves(ProjectionSql sql, int limit) {
        var products = new ArrayList<String>();
        Map<String, String> way = new LinkedHashMap<>();
        this.jdbc.sql(sql.keyed("read-dirty-leaves")).param("generation", sql.generation()).param("limit", limit)
                .query(row -> {
                    way.put(row.getString("leaf"), row.getString("after"));
                    var product = row.getString("product");
                    if (product != null) {
                        products.add(product);
                    }
                });
        if (!way.isEmpty()) {
            this.jdbc.sql(sql.keyed("advance-leaves")).param("generation", sql.generation())
                    .param("leaves", way.keySet().toArray(String[]::new))
                    .param("afters", way.values().toArray(String[]::new)).update();
        }
        return products;
    }

}
