package dev.aisle.sync.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of one generation of the read model. */
final class ProjectionSql {

    private static final Pattern WHICH = Pattern.compile("\\{which( [a-z_.]+)?}");

    private static final Map<String, String> RESOURCES = new ConcurrentHashMap<>();

    private final int generation;

    private final Map<String, String> statements = new ConcurrentHashMap<>();

    ProjectionSql(int generation) {
        this.generation = generation;
    }

    int generation() {
        return this.generation;
    }

    /** The statement for one product after another: {@code key.id} names it. */
    String keyed(String name) {
        return where(name, "%s = key.id");
    }

    /** The statement with a condition of its own, in which {@code %s} stands for an id. */
    String where(String name, String which) {
        return this.statements.computeIfAbsent(name + which, _ -> schema(
                choose(resource(name).replace("{product-view}", resource("product-view")), which)));
    }

    /** Which products may be seen, and how, as of the categories in {@code {category}}. */
    static String productView(String which) {
        return choose(resource("product-view"), which);
    }

    private static String choose(String sql, String which) {
        return WHICH.matcher(sql).replaceAll(id -> Matcher.quoteReplacement(
                (id.group(1) == null) ? which : which.replace("%s", id.group(1).strip())));
    }

    /** The statement for categories without what stands below them. */
    String alone(String name) {
        return this.statements.computeIfAbsent(name + " alone", _ -> schema(resource(name)
                .replace("{children}", "false").replace("{below}", "false")));
    }

    /** The statement for categories, and for what stands below those that stand or are seen elsewhere than stored. */
    String withMoved(String name) {
        return this.statements.computeIfAbsent(name + " with moved",
                _ -> schema(resource(name).replace("{children}", "false")));
    }

    private String schema(String sql) {
        return sql.replace("{further}", "true").replace("{category}", "{g}.category").replace("{g}",
                "read_g" + this.generation).replace("{children}", "parent_id = ANY (:ids)").replace("{below}", "true");
    }

    private static String resource(String name) {
        return RESOURCES.computeIfAbsent(name, ProjectionSql::load);
    }

    private static String load(String name) {
        var path = "/dev/aisle/sync/projection/" + name + ".sql";
        try (var stream = ProjectionSql.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("no statement at " + path);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
