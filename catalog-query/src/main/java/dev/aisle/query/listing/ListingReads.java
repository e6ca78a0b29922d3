package dev.aisle.query.listing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.InvalidValueException;
import dev.aisle.query.product.CardPart;
import dev.aisle.query.product.ProductCards;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Row;
import dev.aisle.query.repair.Suspects;

/** Reads pages of listings from the read model, ids and cards at once. */
@Component
class ListingReads {

    /**
     * A limit stands in the text, not in a parameter: without knowing it PostgreSQL plans for a tenth of a listing. A few
     * limits keep the texts few; what is read too much is dropped.
     */
    private static final int[] LIMITS = {13, 25, 49, 101};

    private static final int MOST_ROWS = 5_000;

    private static final String PAGE = """
            SELECT {snapshot}, c.product_count, c.changed_at,
                   CASE WHEN c.id IS NULL THEN EXISTS (SELECT FROM {g}.listing WHERE category_id = :category) END,
                   l.key, l.product_id, %s
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

    /** Many pages, without their cards. */
    private static final String SEGMENTS = """
            SELECT {snapshot}, segment.ordinal, segment.key, segment.product_id
              FROM {here}
              LEFT JOIN (
                    SELECT wanted.ordinal, l.key, l.product_id
                      FROM unnest(CAST(:categories AS text[]), CAST(:keys AS bigint[]), CAST(:products AS text[]))
                           WITH ORDINALITY AS wanted (category, key, product, ordinal)
                      JOIN {g}.category c ON c.id = wanted.category AND c.visible AND c.product_count > 0
                      LEFT JOIN LATERAL (
                            SELECT listing.product_id, listing.%s AS key
                              FROM {g}.listing
                             WHERE listing.category_id = wanted.category %s
                             ORDER BY listing.%s %s, listing.product_id %s
                             LIMIT %d) l ON true) segment ON true
             ORDER BY segment.ordinal, segment.key %s, segment.product_id %s
            """;

    private static final GenerationSql COUNT = GenerationSql.of("""
            SELECT {snapshot}, c.product_count, c.changed_at
              FROM {here}
              LEFT JOIN {g}.category c ON c.id = :category AND c.visible AND c.product_count > 0
            """);

    private static final GenerationSql COUNTS = GenerationSql.of("""
            SELECT {snapshot}, c.id, c.product_count, c.changed_at
              FROM {here}
              LEFT JOIN {g}.category c ON c.id = ANY (CAST(:categories AS text[])) AND c.visible AND c.product_count > 0
            """);

    /** About the category or one above it; products that are missing in it are not this read's business. */
    private static final String LETTERS = """
            letter.kind = 'category'
            AND letter.key = ANY (:category || (SELECT path FROM {g}.category WHERE id = :category))""";

    /** The columns of a row: the count and its time, whether rows are there without their category, and then a row's. */
    private static final int ORPHANED = 3;

    private static final int KEY = 4;

    private static final int PRODUCT = 5;

    private static final int CARD = 6;

    private final ReadModel readModel;
    private final ProductCards cards;
    private final Suspects suspects;
    private final Map<Shape, GenerationSql> texts = new ConcurrentHashMap<>();
    private final Map<Shape, GenerationSql> segmentTexts = new ConcurrentHashMap<>();

    /** What distinguishes the texts. */
    private record Shape(ListingSort sort, int limit, boolean first) {

        static Shape of(ListingRequest request) {
            int limit = Arrays.stream(LIMITS).filter(enough -> enough > request.first()).findFirst().orElseThrow();
            return new Shape(request.sort(), limit, request.after().isEmpty());
        }

        private String after(String key, String product) {
            return this.first ? ""
                    : "AND (listing.%s, listing.product_id) %s (%s, %s)".formatted(this.sort.column(),
                            this.sort.after(), key, product);
        }

        GenerationSql segments() {
            return GenerationSql.of(SEGMENTS.formatted(this.sort.column(),
                    after(this.sort.expression("wanted.key"), "wanted.product"), this.sort.column(),
                    this.sort.direction(), this.sort.direction(), this.limit, this.sort.direction(),
                    this.sort.direction()));
        }

        GenerationSql text() {
            var after = after(":key", ":product");
            return GenerationSql.of(PAGE.formatted(ProductCards.COLUMNS, this.sort.column(), after, this.sort.column(),
                    this.sort.direction(), this.sort.direction(), this.limit, this.sort.direction(),
                    this.sort.direction()), LETTERS);
        }
    }

    ListingReads(ReadModel readModel, ProductCards cards, Suspects suspects) {
        this.readModel = readModel;
        this.cards = cards;
        this.suspects = suspects;
    }

    Read<Optional<ListingPage>> page(ListingRequest request, Exactness exactness) {
        var shape = Shape.of(request);
        var text = this.texts.computeIfAbsent(shape, Shape::text);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("category", request.category());
        request.after().ifPresent(cursor -> {
            parameters.put("key", request.sort().parameter(cursor.key()));
            parameters.put("product", cursor.product());
        });
        return this.readModel.read(text, exactness, parameters, row -> {
            if (row.isAbsent(1)) {
                if (row.flag(ORPHANED)) {
                    this.suspects.category(request.category());
                }
                return Optional.empty();
            }
            return Optional.of(read(row, request, shape.limit()));
        });
    }

    /**
     * A listing names products that can be shown, each once: what doesn't hold to that is left out, and suspected.
     */
    private ListingPage read(Row row, ListingRequest request, int limit) throws SQLException {
        var count = new CountPart(row.number(1), row.time(2));
        var page = new LinkedHashMap<String, CardPart>();
        @Nullable
        ListingCursor last = null;
        var next = OptionalLong.empty();
        int rows = 0;
        boolean whole = true;
        if (!row.isAbsent(KEY)) {
            do {
                long key = request.sort().key(row, KEY);
                if (page.size() == request.first()) {
                    next = OptionalLong.of(key);
                    break;
                }
                var id = row.text(PRODUCT);
                var card = card(row);
                if (card == null || page.putIfAbsent(id, card) != null) {
                    this.suspects.listingRow(request.category(), id, request.sort().order(), key);
                    whole = false;
                }
                last = new ListingCursor(request.sort(), request.category(), key, id);
                rows++;
            } while (row.next());
        }
        if (last != null && next.isEmpty() && rows == limit) {
            // what was left out took the place of the row that would tell
            next = OptionalLong.of(last.key());
        }
        return new ListingPage(page, count, Optional.ofNullable(last), next, whole);
    }

    /**
     * Segments as the listings name them, whether or not each product can be shown.
     * @param requests which pages, all of one {@link #shape}
     * @return the segments of those in displayed categories
     */
    Read<Map<ListingRequest, ListingPart>> segments(List<ListingRequest> requests) {
        var shape = Shape.of(requests.getFirst());
        var text = this.segmentTexts.computeIfAbsent(shape, Shape::segments);
        var parameters = Map.of("categories", texts(requests, ListingRequest::category), "keys",
                requests.stream().map(request -> request.after().map(ListingCursor::key).orElse(0L))
                        .toArray(Long[]::new),
                "products", texts(requests, request -> request.after().map(ListingCursor::product).orElse("")));
        var read = this.readModel.read(text, parameters, row -> rows(row, requests));
        var segments = new HashMap<ListingRequest, ListingPart>();
        read.value().forEach((request, rows) -> {
            var products = rows.subList(0, Math.min(request.first(), rows.size()));
            segments.put(request, ListingPart.of(request, products.stream().map(ListingCursor::product).toList(),
                    products.isEmpty() ? Optional.empty() : Optional.of(products.getLast()),
                    (products.size() == rows.size()) ? OptionalLong.empty()
                            : OptionalLong.of(rows.get(products.size()).key()),
                    read.at().settledTime()));
        });
        return new Read<>(read.at(), read.dead(), segments);
    }

    private static Map<ListingRequest, List<ListingCursor>> rows(Row row, List<ListingRequest> requests)
            throws SQLException {
        var rows = new HashMap<ListingRequest, List<ListingCursor>>();
        if (row.isAbsent(1)) {
            return rows;
        }
        do {
            var request = requests.get((int) row.number(1) - 1);
            var named = rows.computeIfAbsent(request, _ -> new ArrayList<>());
            if (!row.isAbsent(2)) {
                named.add(new ListingCursor(request.sort(), request.category(), request.sort().key(row, 2),
                        row.text(3)));
            }
        } while (row.next());
        return rows;
    }

    /** How many requests like this one can be read at once: some thousand rows. */
    static int atOnce(ListingRequest request) {
        return MOST_ROWS / Shape.of(request).limit();
    }

    /** What requests must have in common to be read by one statement. */
    static Object shape(ListingRequest request) {
        return Shape.of(request);
    }

    private static String[] texts(List<ListingRequest> requests, Function<ListingRequest, String> text) {
        return requests.stream().map(text).toArray(String[]::new);
    }

    private @Nullable CardPart card(Row row) throws SQLException {
        if (row.isAbsent(CARD)) {
            return null;
        }
        try {
            var card = this.cards.read(row, CARD);
            return card.listed() ? card : null;
        } catch (InvalidValueException _) {
            return null;
        }
    }

    /** How many products a displayed category's listing holds. */
    Read<Optional<CountPart>> count(String category) {
        return this.readModel.read(COUNT, Map.of("category", category),
                row -> row.isAbsent(1) ? Optional.empty() : Optional.of(new CountPart(row.number(1), row.time(2))));
    }

    /** The same of many: those that are displayed. */
    Read<Map<String, CountPart>> counts(List<String> categories) {
        return this.readModel.read(COUNTS, Map.of("categories", categories.toArray(String[]::new)), row -> {
            var counts = new HashMap<String, CountPart>();
            if (!row.isAbsent(1)) {
                do {
                    counts.put(row.text(1), new CountPart(row.number(2), row.time(3)));
                } while (row.next());
            }
            return counts;
        });
    }
}
