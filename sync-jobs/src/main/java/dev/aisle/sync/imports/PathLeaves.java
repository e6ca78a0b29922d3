package dev.aisle.sync.imports;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.CategoryId;
import dev.aisle.sync.imports.PathResolver.Resolved;
import dev.aisle.sync.imports.PathResolver.Wanted;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.SafeId;

/**
 * Finds the leaf for the products of each of a feed's paths: the path's category itself, or,
 * where that has children, its child {@code Other}.
 */
@Component
class PathLeaves {

    private static final int CHUNK = 1_000;

    private static final int MAX_ROUNDS = 8;

    private final PathResolver resolver;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    PathLeaves(PathResolver resolver, @Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        this.resolver = resolver;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A path whose products can't stand where it leads, since that has children.
     *
     * @param path the path
     * @param category where it leads
     */
    private record Crowded(CategoryPath path, CategoryId category) {

    }

    /**
     * Gives every path that products name its leaf, or says why it has none.
     * @param run the import
     */
    void find(Import run) {
        this.jdbc.sql("""
                UPDATE sync.import_path
                   SET leaf_id = category_id
                 WHERE import_id = :import AND holds AND leaf_id IS NULL AND problem IS NULL""")
                .param("import", run.id())
                .update();
        for (int round = 1;; round++) {
            var crowded = crowded(run);
            if (crowded.isEmpty()) {
                return;
            }
            if (run.leaf() == LeafPolicy.REJECT || round == MAX_ROUNDS) {
                crowded.forEach(c -> refuse(run, c,
                        "the category '%s' has children, so it can't hold products".formatted(c.category())));
            } else {
                toOther(run, crowded, round);
            }
        }
    }

    private List<Crowded> crowded(Import run) {
        return this.jdbc.sql("""
                SELECT array_to_json(levels)::text AS levels, leaf_id
                  FROM sync.import_path path
                 WHERE import_id = :import
                   AND leaf_id IS NOT NULL
                   AND EXISTS (SELECT FROM command.published_category child WHERE child.parent_id = path.leaf_id)
                 ORDER BY cardinality(levels), record, path
                 LIMIT :limit""")
                .param("import", run.id())
                .param("limit", CHUNK)
                .query((row, _) -> new Crowded(
                        new CategoryPath(List.of(this.json.readValue(row.getString("levels"), String[].class))),
                        new CategoryId(row.getString("leaf_id"))))
                .list();
    }

    /** In the second round, the child Other has children itself, and so on. */
    private void toOther(Import run, List<Crowded> crowded, int round) {
        var wanted = new ArrayList<Wanted>(crowded.size());
        for (var c : crowded) {
            var levels = new ArrayList<>(c.path().levels());
            for (int i = 0; i < round; i++) {
                levels.add(CategoryWriter.OTHER);
            }
            wanted.add(new Wanted(new CategoryPath(levels), c.category(),
                    new CategoryId(SafeId.other(c.category().value()))));
        }
        var resolved = this.resolver.resolve(run, wanted);
        for (int i = 0; i < crowded.size(); i++) {
            switch (resolved.get(i)) {
                case Resolved.To(var other) -> lead(run, crowded.get(i), other);
                case Resolved.Nowhere(var refusal) -> refuse(run, crowded.get(i), Refusals.reason(refusal));
            }
        }
    }

    private void lead(Import run, Crowded from, CategoryId other) {
        this.jdbc.sql("UPDATE sync.import_path SET leaf_id = :leaf WHERE import_id = :import AND path = :path::uuid")
                .param("import", run.id())
                .param("path", from.path().key().toString())
                .param("leaf", other.value())
                .update();
    }

    private void refuse(Import run, Crowded from, String problem) {
        this.jdbc.sql("""
                UPDATE sync.import_path
                   SET leaf_id = NULL, problem = :problem
                 WHERE import_id = :import AND path = :path::uuid""")
                .param("import", run.id())
                .param("path", from.path().key().toString())
                .param("problem", problem)
                .update();
    }

}
