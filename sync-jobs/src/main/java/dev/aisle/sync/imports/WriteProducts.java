package dev.aisle.sync.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.transaction.support.TransactionOperations;

import dev.aisle.command.BulkCatalog;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.ProductUpsert;
import dev.aisle.command.Rejection;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;
import dev.aisle.sync.imports.ProductPatches.Present;
import dev.aisle.sync.imports.StagedProducts.Pair;
import dev.aisle.sync.imports.StagedProducts.Staged;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.imports.format.Finding.Kind;
import dev.aisle.sync.jobs.JobProgress;

/**
 * Writes a feed's products, chunk by chunk in the feed's order, which is how they come to
 * stand in that order. A chunk that runs twice does the second time what is left to do.
 */
final class WriteProducts implements Tasklet {

    private static final String RECORD = "record";

    private static final int MAX_ROUNDS = 3;

    private final long importId;

    private final Imports imports;

    private final StagedProducts products;

    private final BulkCatalog catalog;

    private final PathLeaves leaves;

    private final Findings findings;

    private final ImportSettings settings;

    private final JobProgress progress;

    private final TransactionOperations apart;

    WriteProducts(long importId, Imports imports, StagedProducts products, BulkCatalog catalog, PathLeaves leaves,
            Findings findings, ImportSettings settings, JobProgress progress, TransactionOperations apart) {
        this.importId = importId;
        this.imports = imports;
        this.products = products;
        this.catalog = catalog;
        this.leaves = leaves;
        this.findings = findings;
        this.settings = settings;
        this.progress = progress;
        this.apart = apart;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var step = contribution.getStepExecution();
        var reached = step.getExecutionContext();
        var run = this.imports.get(this.importId);
        long after = reached.getLong(RECORD, 0);
        var chunk = this.products.next(run, after, this.settings.chunkSize());
        if (chunk.isEmpty()) {
            return RepeatStatus.FINISHED;
        }
        if (step.getReadCount() == 0) {
            this.progress.begin(step, "products", run.records());
        }
        new Chunk(run, after).write(chunk);
        chunk.forEach(_ -> contribution.incrementReadCount());
        this.progress.done(step, chunk.getLast().record());
        reached.putLong(RECORD, chunk.getLast().record());
        return RepeatStatus.CONTINUABLE;
    }

    /** One chunk being written. */
    private final class Chunk {

        private final Import run;

        private final long after;

        private final ProductPatches patches;

        private final boolean places;

        private final List<Finding> faults = new ArrayList<>();

        private final Map<ProductId, Set<String>> leftOut = new HashMap<>();

        Chunk(Import run, long after) {
            this.run = run;
            this.after = after;
            this.patches = new ProductPatches(run.columns(), WriteProducts.this.settings.attributes(),
                    WriteProducts.this.imports.currency());
            this.places = run.hasColumn(FeedColumns.TYPE);
        }

        void write(List<Staged> chunk) {
            var present = presentOf(chunk);
            var open = new ArrayList<Staged>(chunk.size());
            for (var staged : chunk) {
                if (this.places && staged.problem() != null) {
                    fault(staged, FeedColumns.TYPE, Kind.REFUSED, staged.problem());
                } else {
                    open.add(staged);
                }
            }
            for (int round = 1; !open.isEmpty(); round++) {
                open = send(open, present, round);
            }
            WriteProducts.this.findings.add(this.run.id(), FileKind.FEED, this.faults);
        }

        private Map<ProductId, Present> presentOf(List<Staged> chunk) {
            return this.patches.needPresent() || chunk.stream().anyMatch(Staged::discontinued)
                    ? WriteProducts.this.products.present(chunk) : Map.of();
        }

        /** Sends products and gives back those to send once more, otherwise. */
        private ArrayList<Staged> send(List<Staged> chunk, Map<ProductId, Present> present, int round) {
            claim(chunk);
            var result = WriteProducts.this.catalog
                    .upsertProducts(chunk.stream().map(staged -> upsert(staged, present)).toList(), this.run.caller());
            WriteProducts.this.imports.advance(this.run.id(), result.token());
            var written = new ArrayList<Staged>(chunk.size());
            var again = new ArrayList<Staged>();
            var misplaced = new HashSet<Long>();
            for (int i = 0; i < chunk.size(); i++) {
                var staged = chunk.get(i);
                switch (result.outcomes().get(i)) {
                    case Outcome.Created _,Outcome.Updated _,Outcome.Unchanged _,Outcome.Superseded _ -> written
                            .add(staged);
                    case Outcome.Rejected(var refusal) -> {
                        if (round < MAX_ROUNDS && isBetterWithout(staged, refusal)) {
                            again.add(staged);
                        } else if (round < MAX_ROUNDS && isMisplaced(staged, refusal)) {
                            misplaced.add(staged.record());
                        } else {
                            refused(staged, refusal);
                        }
                    }
                }
            }
            done(written);
            again.addAll(replaced(misplaced));
            return again;
        }

        private void claim(List<Staged> chunk) {
            if (!this.places) {
                return;
            }
            var pairs = new ArrayList<Pair>();
            for (var staged : chunk) {
                for (var leaf : staged.leaves()) {
                    if (!staged.placed().contains(leaf)) {
                        pairs.add(new Pair(staged.id(), leaf));
                    }
                }
            }
            if (!pairs.isEmpty()) {
                // Committed before the placement is made: after a crash in between it is still known as ours
                WriteProducts.this.apart
                        .executeWithoutResult(_ -> WriteProducts.this.products.claim(this.run, pairs));
            }
        }

        private ProductUpsert upsert(Staged staged, Map<ProductId, Present> present) {
            var unplace = staged.placed().stream().filter(leaf -> !staged.leaves().contains(leaf)).toList();
            return WriteProducts.this.patch(this, staged, present.getOrDefault(staged.id(), Present.NOTHING),
                    this.places ? unplace : List.of());
        }

        /** Whether only things were refused without which the product is as good; they are left out then. */
        private boolean isBetterWithout(Staged staged, Rejection refusal) {
            var columns = Refusals.columns(refusal);
            if (refusal.type() != ProblemType.INVALID || columns.isEmpty()
                    || !FeedColumns.OPTIONAL.containsAll(columns)
                    || !this.leftOut.computeIfAbsent(staged.id(), _ -> new HashSet<>()).addAll(columns)) {
                return false;
            }
            for (var column : columns) {
                fault(staged, column, Kind.IGNORED, Refusals.reason(refusal, column));
            }
            return true;
        }

        /** Whether a leaf may have got children since the paths were resolved. */
        private boolean isMisplaced(Staged staged, Rejection refusal) {
            return this.places && refusal.type() == ProblemType.RULE_BROKEN && !staged.leaves().isEmpty();
        }

        private List<Staged> replaced(Set<Long> records) {
            if (records.isEmpty()) {
                return List.of();
            }
            WriteProducts.this.leaves.find(this.run);
            return WriteProducts.this.products.next(this.run, this.after, WriteProducts.this.settings.chunkSize())
                    .stream()
                    .filter(staged -> records.contains(staged.record()))
                    .toList();
        }

        private void refused(Staged staged, Rejection refusal) {
            var columns = Refusals.columns(refusal);
            if (columns.isEmpty()) {
                fault(staged, "", Kind.REFUSED, refusal.detail());
            }
            for (var column : columns) {
                fault(staged, column, Kind.REFUSED, Refusals.reason(refusal, column));
            }
        }

        private void done(List<Staged> written) {
            WriteProducts.this.products.bring(this.run,
                    written.stream().filter(staged -> !staged.known() || staged.discontinued()).map(Staged::id)
                            .toList());
            if (!this.places) {
                return;
            }
            var left = new ArrayList<Pair>();
            for (var staged : written) {
                for (CategoryId leaf : staged.placed()) {
                    if (!staged.leaves().contains(leaf)) {
                        left.add(new Pair(staged.id(), leaf));
                    }
                }
            }
            WriteProducts.this.products.release(this.run, left);
        }

        private void fault(Staged staged, String column, Kind kind, String reason) {
            this.faults.add(
                    new Finding(staged.record(), staged.line(), column, kind, reason, staged.id().value()));
        }

    }

    private ProductUpsert patch(Chunk chunk, Staged staged, Present present, List<CategoryId> unplace) {
        return chunk.patches.patch(staged.id(), staged.row(), present, staged.discontinued(),
                chunk.leftOut.getOrDefault(staged.id(), Set.of()), unplace,
                chunk.places ? List.copyOf(staged.leaves()) : List.of());
    }

}
