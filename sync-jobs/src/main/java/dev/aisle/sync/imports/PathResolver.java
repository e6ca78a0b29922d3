package dev.aisle.sync.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Rejection;
import dev.aisle.kernel.CategoryId;
import dev.aisle.sync.imports.format.CategoryPath;

/**
 * Finds or makes the category that a source's path leads to: the one it led to before; else
 * the one that is so named below the category that the path above leads to; else a new one.
 * The answer is remembered, so that the path goes on leading there after an editor has
 * renamed or moved the category.
 */
@Component
class PathResolver {

    private final CategoryWriter writer;

    private final JdbcClient jdbc;

    PathResolver(CategoryWriter writer, @Qualifier("syncJdbc") JdbcClient jdbc) {
        this.writer = writer;
        this.jdbc = jdbc;
    }

    /**
     * A path to resolve.
     *
     * @param path the path
     * @param parent the category that the path above leads to, or null at the root
     * @param fresh the id for a category that must be made
     */
    record Wanted(CategoryPath path, @Nullable CategoryId parent, CategoryId fresh) {

    }

    /** Where a path leads. */
    sealed interface Resolved {

        /**
         * It leads to a category.
         *
         * @param category the category
         */
        record To(CategoryId category) implements Resolved {}

        /**
         * Its category couldn't be made.
         *
         * @param refusal why
         */
        record Nowhere(Rejection refusal) implements Resolved {}

    }

    /**
     * Resolves paths whose parents are known.
     * @param run the import
     * @param wanted the paths
     * @return where each leads, in the same order
     */
    List<Resolved> resolve(Import run, List<Wanted> wanted) {
        var found = new HashMap<UUID, CategoryId>();
        var gone = new HashMap<UUID, CategoryId>();
        remembered(run, wanted, found, gone);
        var open = wanted.stream().filter(w -> !found.containsKey(w.path().key())).toList();
        byName(open.stream().filter(w -> !gone.containsKey(w.path().key())).toList(), found);
        var refused = make(run, open.stream().filter(w -> !found.containsKey(w.path().key())).toList(), found, gone);
        remember(run, open.stream().filter(w -> found.containsKey(w.path().key())).toList(), found);
        var answers = new ArrayList<Resolved>(wanted.size());
        for (var w : wanted) {
            var category = found.get(w.path().key());
            answers.add(category != null ? new Resolved.To(category)
                    : new Resolved.Nowhere(Objects.requireNonNull(refused.get(w.path().key()))));
        }
        return answers;
    }

    private void remembered(Import run, List<Wanted> wanted, Map<UUID, CategoryId> found,
            Map<UUID, CategoryId> gone) {
        this.jdbc.sql("""
                SELECT known.path, known.category_id, category.id IS NOT NULL AS there
                  FROM sync.source_path known
                  LEFT JOIN command.published_category category ON category.id = known.category_id
                 WHERE known.source = :source
                   AND known.path = ANY (:paths::uuid[])""")
                .param("source", run.source())
                .param("paths", wanted.stream().map(w -> w.path().key().toString()).toArray(String[]::new))
                .query(row -> {
                    (row.getBoolean("there") ? found : gone).put(row.getObject("path", UUID.class),
                            new CategoryId(row.getString("category_id")));
                });
    }

    /** Where a category could stand: below which, and what of its name counts. */
    private record Place(@Nullable CategoryId parent, String name) {

    }

    private void byName(List<Wanted> wanted, Map<UUID, CategoryId> found) {
        if (wanted.isEmpty()) {
            return;
        }
        var places = new HashMap<Place, UUID>();
        for (var w : wanted) {
            places.put(new Place(w.parent(), CategoryPath.nameKey(w.path().name())), w.path().key());
        }
        this.jdbc.sql("""
                SELECT id, parent_id, name
                  FROM command.published_category
                 WHERE parent_id = ANY (:parents)
                    OR (:roots AND parent_id IS NULL)
                 ORDER BY parent_id, position, id""")
                .param("parents",
                        wanted.stream()
                                .filter(w -> w.parent() != null)
                                .map(w -> String.valueOf(w.parent()))
                                .distinct()
                                .toArray(String[]::new))
                .param("roots", wanted.stream().anyMatch(w -> w.parent() == null))
                .query(row -> {
                    var parent = row.getString("parent_id");
                    var path = places.get(new Place((parent == null) ? null : new CategoryId(parent),
                            CategoryPath.nameKey(row.getString("name"))));
                    if (path != null) {
                        found.putIfAbsent(path, new CategoryId(row.getString("id")));
                    }
                });
    }

    private Map<UUID, Rejection> make(Import run, List<Wanted> missing, Map<UUID, CategoryId> found,
            Map<UUID, CategoryId> gone) {
        var refused = new HashMap<UUID, Rejection>();
        if (missing.isEmpty()) {
            return refused;
        }
        var upserts = new ArrayList<CategoryUpsert>(missing.size());
        for (var w : missing) {
            var id = gone.getOrDefault(w.path().key(), w.fresh());
            upserts.add(new CategoryUpsert(id, w.path().name(), false, w.parent(), false));
        }
        var answers = this.writer.write(run, upserts);
        for (int i = 0; i < missing.size(); i++) {
            var refusal = answers.get(i);
            var key = missing.get(i).path().key();
            if (refusal == null) {
                found.put(key, upserts.get(i).id());
            } else {
                refused.put(key, refusal);
            }
        }
        return refused;
    }

    private void remember(Import run, List<Wanted> wanted, Map<UUID, CategoryId> found) {
        this.jdbc.sql("""
                INSERT INTO sync.source_path AS known (source, path, category_id)
                SELECT :source, p.path::uuid, p.category_id
                  FROM unnest(:paths, :categories) AS p (path, category_id)
                ON CONFLICT (source, path) DO UPDATE SET category_id = excluded.category_id
                                               WHERE known.category_id <> excluded.category_id""")
                .param("source", run.source())
                .param("paths", wanted.stream().map(w -> w.path().key().toString()).toArray(String[]::new))
                .param("categories",
                        wanted.stream()
                                .map(w -> Objects.requireNonNull(found.get(w.path().key())).value())
                                .toArray(String[]::new))
                .update();
    }

}
