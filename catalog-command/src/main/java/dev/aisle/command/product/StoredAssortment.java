package dev.aisle.command.product;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.ProductId;

/** All products, stock and prices as they are stored, in words that can be compared. */
@Component
public class StoredAssortment {

    private static final int PAGE = 1_000;

    private final Products products;

    private final JdbcClient jdbc;

    StoredAssortment(Products products, @Qualifier("commandJdbc") JdbcClient jdbc) {
        this.products = products;
        this.jdbc = jdbc;
    }

    /**
     * The rows of the tables.
     * @return each row's content by table and key
     */
    public Map<String, String> rows() {
        var rows = new TreeMap<String, String>();
        for (var ids = page(""); !ids.isEmpty(); ids = page(ids.getLast().value())) {
            rows.putAll(productRows(this.products.load(ids)));
        }
        this.jdbc.sql("SELECT slug, product_id FROM command.product_old_slug").query(row -> {
            rows.put("product_old_slug " + row.getString("slug"), row.getString("product_id"));
        });
        return rows;
    }

    private List<ProductId> page(String after) {
        return this.jdbc.sql("SELECT id FROM command.product WHERE id > :after ORDER BY id LIMIT :page")
                .param("after", after)
                .param("page", PAGE)
                .query((row, _) -> new ProductId(row.getString("id")))
                .list();
    }

    /**
     * The rows that an assortment made of events comes to.
     * @param assortment the assortment
     * @return each row's content by table and key
     */
    public static Map<String, String> rows(Assortment assortment) {
        var rows = productRows(assortment);
        assortment.left().forEach((slug, id) -> rows.put("product_old_slug " + slug, id.value()));
        return rows;
    }

    private static Map<String, String> productRows(Assortment assortment) {
        var rows = new TreeMap<String, String>();
        assortment.products().present()
                .forEach(row -> rows.put("product " + row.key(), row.version() + " " + row.state()));
        assortment.stocks().present()
                .forEach(row -> rows.put("stock " + row.key(), row.version() + " " + row.state()));
        assortment.prices().present()
                .forEach(row -> rows.put("price " + row.key(), row.version() + " " + row.state()));
        return rows;
    }

}
