package dev.aisle.sync.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Rejection;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.imports.format.SafeId;

/** Writes categories, and makes room where one gets children while it holds products. */
@Component
class CategoryWriter {

    /** The name of the child that takes the products of a category with children. */
    static final String OTHER = "Other";

    private static final int MAX_ROUNDS = 3;

    private final BulkCatalog catalog;

    private final Imports imports;

    private final JdbcClient jdbc;

    CategoryWriter(BulkCatalog catalog, Imports imports, @Qualifier("syncJdbc") JdbcClient jdbc) {
        this.catalog = catalog;
        this.imports = imports;
        this.jdbc = jdbc;
    }

    /**
     * Writes categories, parents first.
     * @param run the import
     * @param categories what they shall be
     * @return why each was refused, null where it wasn't
     */
    List<@Nullable Rejection> write(Import run, List<CategoryUpsert> categories) {
        var answers = new @Nullable Rejection[categories.size()];
        var open = new ArrayList<Integer>();
        for (int i = 0; i < categories.size(); i++) {
            open.add(i);
        }
        for (int round = 0; !open.isEmpty(); round++) {
            var result = this.catalog.upsertCategories(open.stream().map(categories::get).toList(), run.caller());
            done(run, result.token());
            var refused = new ArrayList<Integer>();
            for (int i = 0; i < open.size(); i++) {
                var refusal = refusal(result.outcomes().get(i));
                answers[open.get(i)] = refusal;
                if (refusal != null) {
                    refused.add(open.get(i));
                }
            }
            open = refused;
            if (run.leaf() == LeafPolicy.REJECT || round == MAX_ROUNDS || !makeRoom(run, categories, open, answers)) {
                break;
            }
        }
        return Arrays.asList(answers);
    }

    private static @Nullable Rejection refusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Rejected(var problem) -> problem;
            case Outcome.Created _,Outcome.Updated _,Outcome.Unchanged _,Outcome.Superseded _ -> null;
        };
    }

    /** Moves the products of refused categories' parents to their child Other; tells whether there were any. */
    private boolean makeRoom(Import run, List<CategoryUpsert> categories, List<Integer> refused,
            @Nullable Rejection[] answers) {
        Set<CategoryId> parents = new LinkedHashSet<>();
        for (int i : refused) {
            var refusal = answers[i];
            var parent = categories.get(i).parent();
            if (refusal != null && refusal.type() == ProblemType.RULE_BROKEN && parent != null) {
                parents.add(parent);
            }
        }
        boolean any = false;
        for (var leaf : holdingProducts(parents)) {
            any |= split(run, leaf);
        }
        return any;
    }

    private List<CategoryId> holdingProducts(Set<CategoryId> categories) {
        if (categories.isEmpty()) {
            return List.of();
        }
        return this.jdbc.sql("""
                SELECT c.id
                  FROM unnest(:ids) AS c (id)
                 WHERE EXISTS (SELECT FROM command.published_placement p WHERE p.category_id = c.id)
                 ORDER BY c.id""")
                .param("ids", categories.stream().map(CategoryId::value).toArray(String[]::new))
                .query((row, _) -> new CategoryId(row.getString(1)))
                .list();
    }

    private boolean split(Import run, CategoryId leaf) {
        var other = new CategoryId(SafeId.other(leaf.value()));
        var result = this.catalog.splitLeaf(leaf, new CategoryUpsert(other, OTHER, false, leaf, false), run.caller());
        done(run, result.token());
        if (refusal(result.outcomes().getFirst()) != null) {
            return false;
        }
        this.jdbc.sql("""
                WITH moved AS (
                    DELETE FROM sync.import_placement WHERE category_id = :leaf RETURNING source, product_id)
                INSERT INTO sync.import_placement (source, product_id, category_id)
                SELECT source, product_id, :other FROM moved
                ON CONFLICT DO NOTHING""").param("leaf", leaf.value()).param("other", other.value()).update();
        return true;
    }

    private void done(Import run, ConsistencyToken token) {
        this.imports.advance(run.id(), token);
    }

}
