package dev.aisle.command.product;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.command.http.Json;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;

/** Pages of products for editors, ordered by id. */
@Component
class ProductList {

    private static final int MAX_QUERY = 200;

    private static final int MAX_FIRST = 100;

    private static final int DEFAULT_FIRST = 24;

    /** When at least so many products have the words, those of a page are found soon along the ids. */
    private static final int FEW = 5_000;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private static final String PAGE = """
            SELECT p.id
              FROM command.product p
            %s WHERE p.id > :after
            %s
             ORDER BY p.id
             LIMIT :limit
            """;

    /**
     * For words that few products have: finds all of these first. How many have a word that is only begun isn't known
     * beforehand, and walking along the ids until enough are found may mean walking through the catalog.
     */
    private static final String PAGE_OF_FEW = """
            WITH found AS MATERIALIZED (
                SELECT p.id
                  FROM command.product p
                %s WHERE p.id > :after
                %s
                 LIMIT :few
            )
            SELECT (SELECT count(*) FROM found)                         AS number,
                   ARRAY (SELECT id FROM found ORDER BY id LIMIT :limit) AS ids
            """;

    private static final String IN_CATEGORY = """
              JOIN command.placement l
                ON l.product_id = p.id AND l.category_id = :category
            """;

    private static final String OF_STATUS = """
               AND p.status = :status
            """;

    /** The expression is that of the index product_words. */
    private static final String WITH_WORDS = """
               AND command.product_words(p.id, p.name, p.brand, p.sku, p.gtin, p.mpn) @@ :words::tsquery
            """;

    /** How many products a word finds decides how to look for it, so a plan for any word serves none. */
    private static final String PLAN_FOR_THESE_VALUES = """
            SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final Products products;

    ProductList(@Qualifier("commandJdbc") JdbcClient jdbc,
            @Qualifier("commandTransactionManager") PlatformTransactionManager transactions, Products products) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.products = products;
    }

    /** One page, as JSON. */
    String page(Filter filter) {
        return Objects.requireNonNull(this.transaction.execute(_ -> {
            this.jdbc.sql(PLAN_FOR_THESE_VALUES).query(_ -> {});
            return write(find(filter), filter.first());
        }));
    }

    private List<ProductId> find(Filter filter) {
        if (filter.words() != null) {
            var few = query(PAGE_OF_FEW, filter).param("few", FEW).query(Found::read).single();
            if (few.number() < FEW) {
                return few.ids();
            }
        }
        return query(PAGE, filter).query((row, _) -> new ProductId(row.getString("id"))).list();
    }

    private JdbcClient.StatementSpec query(String page, Filter filter) {
        var conditions = ((filter.status() != null) ? OF_STATUS : "") + ((filter.words() != null) ? WITH_WORDS : "");
        var query = this.jdbc.sql(page.formatted((filter.category() != null) ? IN_CATEGORY : "", conditions))
                .param("after", filter.after())
                .param("limit", filter.first() + 1);
        query = (filter.category() != null) ? query.param("category", filter.category().value()) : query;
        query = (filter.status() != null) ? query.param("status", filter.status()) : query;
        return (filter.words() != null) ? query.param("words", filter.words()) : query;
    }

    private String write(List<ProductId> found, int first) {
        var ids = found.subList(0, Math.min(first, found.size()));
        var assortment = this.products.load(ids);
        var json = Json.object();
        var list = json.putArray("products");
        for (var id : ids) {
            var product = assortment.find(id);
            if (product != null) {
                list.add(ProductJson.write(product, assortment.stream(id).version(), assortment));
            }
        }
        var pageInfo = json.putObject("pageInfo");
        pageInfo.put("endCursor", ids.isEmpty() ? null : cursor(ids.getLast()));
        pageInfo.put("hasNextPage", found.size() > first);
        return json.toString();
    }

    private static String cursor(ProductId id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Some of the products that have the words, and how many have them, up to a limit. */
    private record Found(int number, List<ProductId> ids) {

        static Found read(ResultSet row, int n) throws SQLException {
            var ids = (String[]) row.getArray("ids").getArray();
            return new Found(row.getInt("number"), Arrays.stream(ids).map(ProductId::new).toList());
        }

    }

    /**
     * Which products.
     *
     * @param words a PostgreSQL text query, or null for all
     * @param category in which they stand, or null for anywhere
     * @param status which they have, or null for any
     * @param first how many
     * @param after the id behind which the page begins
     */
    record Filter(@Nullable String words, @Nullable CategoryId category, @Nullable String status, int first,
            String after) {

        static Filter of(@Nullable String query, @Nullable String category, @Nullable String status,
                @Nullable String first, @Nullable String after) {
            var errors = new ArrayList<Invalid>();
            var filter = new Filter(words(query, errors),
                    (category != null && !category.isEmpty()) ? new CategoryId(category) : null,
                    status(status, errors), first(first, errors), after(after, errors));
            if (!errors.isEmpty()) {
                throw new ProblemException(ProblemType.INVALID, errors.getFirst().detail(), errors, null);
            }
            return filter;
        }

        /** Every word must begin a word of the product's. */
        private static @Nullable String words(@Nullable String query, List<Invalid> errors) {
            if (query == null || query.isBlank()) {
                return null;
            }
            if (query.length() > MAX_QUERY) {
                errors.add(new Invalid("/query", "query is too long: at most %d characters".formatted(MAX_QUERY)));
                return null;
            }
            var words = WORD.matcher(query.toLowerCase(Locale.ROOT))
                    .results()
                    .map(word -> "'" + word.group() + "':*")
                    .collect(Collectors.joining(" & "));
            if (words.isEmpty()) {
                errors.add(new Invalid("/query", "query must hold a letter or digit"));
                return null;
            }
            return words;
        }

        private static @Nullable String status(@Nullable String status, List<Invalid> errors) {
            if (status == null || status.isEmpty()) {
                return null;
            }
            try {
                return ProductJson.word(ProductJson.status(status));
            } catch (InvalidValueException ex) {
                errors.add(new Invalid("/status", "status " + ex.getMessage()));
                return null;
            }
        }

        private static int first(@Nullable String first, List<Invalid> errors) {
            if (first == null) {
                return DEFAULT_FIRST;
            }
            if (!first.matches("[0-9]{1,3}") || Integer.parseInt(first) < 1 || Integer.parseInt(first) > MAX_FIRST) {
                errors.add(new Invalid("/first", "first must be a number from 1 to %d".formatted(MAX_FIRST)));
                return DEFAULT_FIRST;
            }
            return Integer.parseInt(first);
        }

        private static String after(@Nullable String cursor, List<Invalid> errors) {
            if (cursor == null || cursor.isEmpty()) {
                return "";
            }
            try {
                var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                return new ProductId(id).value();
            } catch (IllegalArgumentException ex) {
                errors.add(new Invalid("/after", "after is not a cursor of this list: pass back an endCursor"));
                return "";
            }
        }

    }

}
