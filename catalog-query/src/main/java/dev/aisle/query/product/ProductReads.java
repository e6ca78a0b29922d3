package dev.aisle.query.product;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Row;

/** Reads products from the read model. */
@Component
class ProductReads {

    /** Of each product a row for each category that its breadcrumbs need, its own columns in all of them. */
    private static final GenerationSql DETAILS = GenerationSql.of("""
            SELECT {snapshot}, %s, %s
              FROM {here}
              LEFT JOIN {g}.product p ON p.id = ANY (CAST(:ids AS text[]))
              LEFT JOIN LATERAL (
                    SELECT DISTINCT step.id
                      FROM unnest(p.leaves) AS leaf (id)
                      JOIN {g}.category c ON c.id = leaf.id
                     CROSS JOIN unnest(c.path) AS step (id)) needed ON true
              LEFT JOIN {g}.category c ON c.id = needed.id
            """.formatted(ProductDetail.COLUMNS, CategoryLink.COLUMNS),
            "letter.kind = 'product' AND letter.key = ANY (CAST(:ids AS text[]))");

    private static final GenerationSql CARDS = GenerationSql.of("""
            SELECT {snapshot}, %s
              FROM {here}
              LEFT JOIN {g}.product p ON p.id = ANY (CAST(:ids AS text[]))
            """.formatted(ProductCard.COLUMNS),
            "letter.kind = 'product' AND letter.key = ANY (CAST(:ids AS text[]))");

    /** A product that has the slug now wins over one that had it. */
    private static final GenerationSql BY_SLUG = GenerationSql.of("""
            SELECT {snapshot}, found.id, found.slug
              FROM {here}
              LEFT JOIN LATERAL (
                    SELECT 1 AS rank, p.id, p.slug
                      FROM {g}.product p
                     WHERE p.slug = :slug
                     UNION ALL
                    SELECT 2, p.id, p.slug
                      FROM {g}.product_old_slug o
                      JOIN {g}.product p ON p.id = o.product_id
                     WHERE o.slug = :slug
                     ORDER BY rank
                     LIMIT 1) found ON true
            """, "letter.kind = 'product' AND (letter.slug = :slug OR letter.key = found.id)");

    private final ReadModel readModel;

    ProductReads(ReadModel readModel) {
        this.readModel = readModel;
    }

    Read<Optional<ProductDetail>> detail(String id, Exactness exactness) {
        var read = details(List.of(id), exactness);
        return new Read<>(read.at(), read.dead(), Optional.ofNullable(read.value().get(id)));
    }

    Read<Map<String, ProductDetail>> details(List<String> ids, Exactness exactness) {
        return this.readModel.read(DETAILS, exactness, Map.of("ids", ids.toArray(String[]::new)),
                row -> row.isAbsent(1) ? Map.of() : ProductDetail.readAll(row, 1));
    }

    Read<Map<String, ProductCard>> cards(List<String> ids, Exactness exactness) {
        return this.readModel.read(CARDS, exactness, Map.of("ids", ids.toArray(String[]::new)),
                ProductReads::readCards);
    }

    Read<Optional<Found>> find(String slug, Exactness exactness) {
        return this.readModel.read(BY_SLUG, exactness, Map.of("slug", slug),
                row -> row.isAbsent(1) ? Optional.empty() : Optional.of(new Found(row.text(1), row.text(2))));
    }

    /**
     * Where a slug leads.
     *
     * @param product the product there
     * @param slug the slug it has now
     */
    record Found(String product, String slug) {}

    private static Map<String, ProductCard> readCards(Row row) throws SQLException {
        var cards = new HashMap<String, ProductCard>();
        if (!row.isAbsent(1)) {
            do {
                var card = ProductCard.read(row, 1);
                cards.put(card.id(), card);
            } while (row.next());
        }
        return cards;
    }
}
