package dev.aisle.sync.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.kernel.CategoryId;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.jobs.JobProgress;

/**
 * Merges a taxonomy three ways: what the file says now against what it said last time, and
 * only the difference goes into the catalog. So what editors renamed, moved or deleted
 * stays so, until the file itself changes there.
 */
final class MergeTaxonomy implements Tasklet {

    private static final int CHUNK = 2_000;

    private static final String DEPTH = "depth";

    private static final String RECORD = "record";

    private static final String TOTAL = "total";

    private final long importId;

    private final Imports imports;

    private final CategoryWriter writer;

    private final Findings findings;

    private final JdbcClient jdbc;

    private final JobProgress progress;

    MergeTaxonomy(long importId, Imports imports, CategoryWriter writer, Findings findings, JdbcClient jdbc,
            JobProgress progress) {
        this.importId = importId;
        this.imports = imports;
        this.writer = writer;
        this.findings = findings;
        this.jdbc = jdbc;
        this.progress = progress;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var reached = step.getExecutionContext();
        var run = this.imports.get(this.importId);
        var lines = next(run, reached.getInt(DEPTH, 0), reached.getLong(RECORD, 0));
        if (lines.isEmpty()) {
            rememberPaths(run);
            return RepeatStatus.FINISHED;
        }
        if (!reached.containsKey(TOTAL)) {
            reached.putLong(TOTAL, count(run));
        }
        if (step.getReadCount() == 0) {
            this.progress.begin(step, "categories", reached.getLong(TOTAL));
        }
        merge(run, lines);
        lines.forEach(_ -> contribution.incrementReadCount());
        this.progress.done(step, step.getReadCount() + contribution.getReadCount());
        reached.putInt(DEPTH, lines.getLast().depth());
        reached.putLong(RECORD, lines.getLast().record());
        return RepeatStatus.CONTINUABLE;
    }

    private long count(Import run) {
        return this.jdbc.sql("SELECT count(*) FROM sync.import_category WHERE import_id = :import")
                .param("import", run.id())
                .query(Long.class)
                .single();
    }

    private List<Line> next(Import run, int depth, long record) {
        return this.jdbc.sql("""
                SELECT line.record, cardinality(line.levels) AS depth, line.category_id, line.parent_id,
                       line.levels[cardinality(line.levels)] AS name, base.category_id IS NOT NULL AS known,
                       base.name AS base_name, base.parent_id AS base_parent
                  FROM sync.import_category line
                  LEFT JOIN sync.source_category base ON base.source = :source AND base.category_id = line.category_id
                 WHERE line.import_id = :import
                   AND (cardinality(line.levels), line.record) > (:depth, :record)
                 ORDER BY cardinality(line.levels), line.record
                 LIMIT :limit""")
                .param("import", run.id())
                .param("source", run.source())
                .param("depth", depth)
                // Lines that stand for missing ancestors have numbers below 0
                .param("record", (depth == 0) ? Long.MIN_VALUE : record)
                .param("limit", CHUNK)
                .query(Line::read)
                .list();
    }

    private void merge(Import run, List<Line> lines) {
        var changed = lines.stream().filter(Line::differs).toList();
        if (changed.isEmpty()) {
            return;
        }
        var refusals = this.writer.write(run, changed.stream().map(Line::upsert).toList());
        var written = new ArrayList<Line>(changed.size());
        var faults = new ArrayList<Finding>();
        for (int i = 0; i < changed.size(); i++) {
            var refusal = refusals.get(i);
            var line = changed.get(i);
            if (refusal == null) {
                written.add(line);
            } else {
                faults.add(new Finding(line.record(), Math.max(1, line.record()), "", Finding.Kind.REFUSED,
                        Refusals.reason(refusal), line.id().value() + " " + line.name()));
            }
        }
        this.findings.add(run.id(), FileKind.TAXONOMY, faults);
        remember(run, written);
    }

    private void remember(Import run, List<Line> lines) {
        this.jdbc.sql("""
                INSERT INTO sync.source_category (source, category_id, name, parent_id)
                SELECT :source, c.* FROM unnest(:ids, :names, :parents) AS c
                ON CONFLICT (source, category_id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id""")
                .param("source", run.source())
                .param("ids", lines.stream().map(l -> l.id().value()).toArray(String[]::new))
                .param("names", lines.stream().map(Line::name).toArray(String[]::new))
                .param("parents",
                        lines.stream().map(l -> Objects.toString(l.parent(), null)).toArray(String[]::new))
                .update();
    }

    /** The feed's paths that are the taxonomy's lead to its categories; of siblings with one path the first has it. */
    private void rememberPaths(Import run) {
        this.jdbc.sql("""
                INSERT INTO sync.source_path AS known (source, path, category_id)
                SELECT DISTINCT ON (line.path) :source, line.path, line.category_id
                  FROM sync.import_category line
                  JOIN sync.source_category USING (category_id)
                 WHERE line.import_id = :import AND source = :source
                 ORDER BY line.path, line.record
                ON CONFLICT (source, path) DO UPDATE SET category_id = excluded.category_id
                                               WHERE known.category_id <> excluded.category_id""")
                .param("source", run.source())
                .param("import", run.id())
                .update();
    }

    /** A category as the file has it, and as the file had it last. */
    private record Line(long record, int depth, CategoryId id, @Nullable CategoryId parent, String name,
            boolean known, @Nullable String baseName, @Nullable CategoryId baseParent) {

        static Line read(ResultSet row, int number) throws SQLException {
            return new Line(row.getLong("record"), row.getInt("depth"), new CategoryId(row.getString("category_id")),
                    id(row.getString("parent_id")), row.getString("name"), row.getBoolean("known"),
                    row.getString("base_name"), id(row.getString("base_parent")));
        }

        private static @Nullable CategoryId id(@Nullable String text) {
            return (text == null) ? null : new CategoryId(text);
        }

        boolean differs() {
            return !this.known || renamed() || moved();
        }

        private boolean renamed() {
            return this.known && !this.name.equals(this.baseName);
        }

        private boolean moved() {
            return this.known && !Objects.equals(this.parent, this.baseParent);
        }

        CategoryUpsert upsert() {
            return new CategoryUpsert(this.id, this.name, renamed(), this.parent, moved());
        }

    }

}
