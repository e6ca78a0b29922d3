package dev.aisle.sync.imports;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.CategoryId;
import dev.aisle.sync.imports.PathResolver.Resolved;
import dev.aisle.sync.imports.PathResolver.Wanted;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.SafeId;

/**
 * Leads all paths of a feed to categories, from the roots down, before a single product is
 * written: only then it is known which categories have children. A path that is resolved is
 * done with, so a restart goes on with the others.
 */
final class ResolvePaths implements Tasklet {

    private static final int CHUNK = 1_000;

    private final long importId;

    private final Imports imports;

    private final PathResolver resolver;

    private final PathLeaves leaves;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    ResolvePaths(long importId, Imports imports, PathResolver resolver, PathLeaves leaves, JdbcClient jdbc,
            JsonMapper json) {
        this.importId = importId;
        this.imports = imports;
        this.resolver = resolver;
        this.leaves = leaves;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A path to resolve.
     *
     * @param path the path
     * @param parent the category above, or null at the root
     * @param lost why there is no category above, or null
     */
    private record Open(CategoryPath path, @Nullable CategoryId parent, @Nullable String lost) {

    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var run = this.imports.get(this.importId);
        var open = next();
        if (open.isEmpty()) {
            this.leaves.find(run);
            return RepeatStatus.FINISHED;
        }
        var rooted = open.stream().filter(o -> o.lost() == null).toList();
        open.stream().filter(o -> o.lost() != null).forEach(o -> write(o, null, o.lost()));
        var resolved = this.resolver.resolve(run, rooted.stream().map(ResolvePaths::wanted).toList());
        for (int i = 0; i < rooted.size(); i++) {
            switch (resolved.get(i)) {
                case Resolved.To(var category) -> write(rooted.get(i), category, null);
                case Resolved.Nowhere(var refusal) -> write(rooted.get(i), null, Refusals.reason(refusal));
            }
        }
        return RepeatStatus.CONTINUABLE;
    }

    private static Wanted wanted(Open open) {
        return new Wanted(open.path(), open.parent(), new CategoryId(SafeId.of(open.path())));
    }

    /** The next paths of one depth, in the order in which the feed names them first. */
    private List<Open> next() {
        return this.jdbc.sql("""
                WITH open AS (
                    SELECT import_id, path, parent_path, levels, record
                      FROM sync.import_path
                     WHERE import_id = :import
                       AND category_id IS NULL
                       AND problem IS NULL)
                SELECT array_to_json(open.levels)::text AS levels, above.category_id AS parent_id, above.problem AS lost
                  FROM open
                  LEFT JOIN sync.import_path above ON above.import_id = open.import_id AND above.path = open.parent_path
                 WHERE cardinality(open.levels) = (SELECT min(cardinality(levels)) FROM open)
                 ORDER BY open.record, open.path
                 LIMIT :limit""")
                .param("import", this.importId)
                .param("limit", CHUNK)
                .query((row, _) -> new Open(
                        new CategoryPath(List.of(this.json.readValue(row.getString("levels"), String[].class))),
                        row.getString("parent_id") == null ? null : new CategoryId(row.getString("parent_id")),
                        row.getString("lost")))
                .list();
    }

    private void write(Open open, @Nullable CategoryId category, @Nullable String problem) {
        this.jdbc.sql("""
                UPDATE sync.import_path
                   SET category_id = :category, problem = :problem
                 WHERE import_id = :import AND path = :path::uuid""")
                .param("import", this.importId)
                .param("path", open.path().key().toString())
                .param("category", (category == null) ? null : category.value())
                .param("problem", problem)
                .update();
    }

}
