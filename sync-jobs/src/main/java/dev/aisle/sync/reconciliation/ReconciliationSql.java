package dev.aisle.sync.reconciliation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import dev.aisle.sync.projection.ProductView;

/**
 * The statements of one comparison. In their texts {@code {segment:x}} is the segment of the product x,
 * {@code {compared:x}} whether it is compared in this round, {@code {expected-product}} what the projection makes of
 * those that are.
 */
final class ReconciliationSql {

    private static final Map<String, String> RESOURCES = new ConcurrentHashMap<>();

    private static final Pattern MACRO = Pattern
            .compile("\\{(segment|asked|compared|listing|category|entry):([^{}]*)}");

    private static final String CATEGORIES = "pg_temp.expected_category";

    private final int generation;

    private final int segments;

    /**
     * Statements of a run.
     * @param generation the generation that is compared
     * @param segments how many segments there are: a power of 2
     */
    ReconciliationSql(int generation, int segments) {
        this.generation = generation;
        this.segments = segments;
    }

    int generation() {
        return this.generation;
    }

    int segments() {
        return this.segments;
    }

    /** A statement about all rows, or only those in the segments of {@code looked_at}. */
    String of(String name, boolean some) {
        return render(resource(name), some);
    }

    /** A statement about products named by {@code key.id}, as of the stored categories, as the projector sees them. */
    String keyed(String name) {
        return render(resource(name).replace("{product-view}", ProductView.of("{g}.category", "%s = key.id", "true")),
                false);
    }

    /**
     * A statement about what should be.
     * @param name its name
     * @param some whether it is about the products of {@code looked_at_product} only
     * @param range a condition on a product's id, for which {@code %s} stands
     * @return SQL
     */
    String expected(String name, boolean some, String range) {
        var view = some
                ? "SELECT view.* FROM %s AS key CROSS JOIN LATERAL (%s) AS view WHERE %s".formatted(products(true),
                        ProductView.of(CATEGORIES, "%s = key.id", "true"), range.replace("%s", "key.id"))
                : ProductView.of(CATEGORIES, range, "{compared:p.id}");
        return render(resource(name).replace("{expected-product}", view), some);
    }

    /** Where one product in so many stands, of all or of those of {@code looked_at_product} only. */
    String ranges(boolean some) {
        return resource("product-ranges").replace("{products}", products(some));
    }

    private static String products(boolean some) {
        return some ? "pg_temp.looked_at_product" : "command.published_product";
    }

    /** A statement about a small table. */
    String small(String name, SmallTable table) {
        return render(resource(name).replace("{small}", resource(table.resource())), false);
    }

    private String render(String sql, boolean some) {
        var rendered = MACRO.matcher(sql.replace("{content}", ProductView.CONTENT))
                .replaceAll(macro -> switch (macro.group(1)) {
                    case "segment" -> segment(macro.group(2));
                    case "asked" -> asked(macro.group(2), some);
                    case "compared" -> compared(macro.group(2), some);
                    case "listing" -> "hash_record_extended(ROW(%s), 0)".formatted(macro.group(2));
                    case "category" -> category(macro.group(2));
                    case "entry" -> "hashtextextended(key, hashtextextended(coalesce(category, ''), %s))"
                            .formatted(macro.group(2));
                    default -> throw new IllegalStateException(macro.group());
                });
        return rendered.replace("{g}", "read_g" + this.generation);
    }

    private String segment(String id) {
        return "(hashtextextended(%s, 0) & %d)::integer".formatted(id, this.segments - 1);
    }

    /** Not as a join, which PostgreSQL would take last: before anything else is read of what isn't asked for. */
    private String asked(String id, boolean some) {
        return some
                ? "(%s IN (SELECT looked_at.segment FROM pg_temp.looked_at)) IS TRUE".formatted(segment(id))
                : "true";
    }

    private String compared(String id, boolean some) {
        return "NOT EXISTS (SELECT FROM pg_temp.left_out_product moving WHERE moving.id = %s) AND %s".formatted(id,
                asked(id, some));
    }

    private static String category(String arguments) {
        int comma = arguments.indexOf(',');
        var row = arguments.substring(0, comma);
        return """
                hash_record_extended(ROW(%1$s.id, %1$s.parent_id, %1$s.position, %1$s.slug, %1$s.name, %1$s.description, \
                %1$s.image_url, %1$s.path, %1$s.visible), %2$s)"""
                .formatted(row, arguments.substring(comma + 1));
    }

    static String resource(String name) {
        return RESOURCES.computeIfAbsent(name, ReconciliationSql::load);
    }

    private static String load(String name) {
        try (var stream = ReconciliationSql.class.getResourceAsStream(name + ".sql")) {
            if (stream == null) {
                throw new IllegalStateException("no statement " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
