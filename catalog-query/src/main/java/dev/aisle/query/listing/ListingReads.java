package dev.aisle.query.listing;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.query.product.CardPart;
import dev.aisle.query.product.ProductCards;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Row;

/** Reads pages of listings from the read model, ids and cards at once. */
@Component
class ListingReads {

    /**
     * A limit stands in the text, not in a parameter: without knowing it PostgreSQL plans for a tenth of a listing. A few
     * limits keep the texts few; what is read too much is dropped.
     */
    private static final int[] LIMITS = {13, 25, 49, 101};

    private static final String PAGE = """
            SELECT {snapshot}, c.product_count, c.changed_at, l.key, %s
              FROM {here}
              LEFT JOIN {g}.category c ON c.id = :category AND c.visible AND c.product_count > 0
              LEFT JOIN LATERAL (
                    SELECT listing.product_id, listing.%s AS key
                      FROM {g}.listing
                     WHERE listing.category_id = :category %s
                     ORDER BY listing.%s %s, listing.product_id %s
                     LIMIT %d) l ON c.id IS NOT NULL
              LEFT JOIN {g}.product p ON p.id = l.product_id
             ORDER BY l.key %s, l.product_id %s
            """;

    private static final GenerationSql COUNT = GenerationSql.of("""
            SELECT {snapshot}, c.product_count, c.changed_at
              FROM {here}
              LEFT JOIN {g}.category c ON c.id = :category AND c.visible AND c.product_count > 0
            """);

    /** About the category or one above it; products that are missing in it are not this read's business. */
    private static final String LETTERS = """
            letter.kind = 'category'
            AND letter.key = ANY (:category || (SELECT path FROM {g}.category WHERE id = :category))""";

    private final ReadModel readModel;
    private final ProductCards cards;
    private final Map<Shape, GenerationSql> texts = new ConcurrentHashMap<>();

    /** What distinguishes the texts. */
    private record Shape(ListingSort sort, int limit, boolean first) {

        GenerationSql text() {
            var after = this.first
                    ? ""
                    : "AND (listing.%s, listing.product_id) %s (:key, :product)".formatted(this.sort.column(),
                            this.sort.after());
            return GenerationSql.of(PAGE.formatted(ProductCards.COLUMNS, this.sort.column(), after, this.sort.column(),
                    this.sort.direction(), this.sort.direction(), this.limit, this.sort.direction(),
                    this.sort.direction()), LETTERS);
        }
    }

    ListingReads(ReadModel readModel, ProductCards cards) {
        this.readModel = readModel;
        this.cards = cards;
    }

    Read<Optional<ListingPage>> page(ListingRequest request, Exactness exactness) {
        int limit = Arrays.stream(LIMITS).filter(enough -> enough > request.first()).findFirst().orElseThrow();
        var text = this.texts.computeIfAbsent(new Shape(request.sort(), limit, request.after().isEmpty()), Shape::text);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("category", request.category());
        request.after().ifPresent(cursor -> {
            parameters.put("key", request.sort().parameter(cursor.key()));
            parameters.put("product", cursor.product());
        });
        return this.readModel.read(text, exactness, parameters,
                row -> row.isAbsent(1) ? Optional.empty() : Optional.of(read(row, request)));
    }

    private ListingPage read(Row row, ListingRequest request) throws SQLException {
        var count = new CountPart(row.number(1), row.time(2));
        var page = new LinkedHashMap<String, CardPart>();
        @Nullable
        ListingCursor last = null;
        var next = OptionalLong.empty();
        if (!row.isAbsent(3)) {
            do {
                if (page.size() == request.first()) {
                    next = OptionalLong.of(request.sort().key(row, 3));
                    break;
                }
                if (row.isAbsent(4)) {
                    continue;
                }
                var id = row.text(4);
                page.put(id, this.cards.read(row, 4));
                last = new ListingCursor(request.sort(), request.category(), request.sort().key(row, 3), id);
            } while (row.next());
        }
        return new ListingPage(page, count, Optional.ofNullable(last), next);
    }

    /** How many products a displayed category's listing holds. */
    Read<Optional<CountPart>> count(String category) {
        return this.readModel.read(COUNT, Map.of("category", category),
                row -> row.isAbsent(1) ? Optional.empty() : Optional.of(new CountPart(row.number(1), row.time(2))));
    }
}
