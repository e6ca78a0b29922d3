package dev.aisle.sync.imports;

import java.util.ArrayList;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.aisle.command.BulkCatalog;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;

/** Discontinues what a full feed doesn't have. What is done is known as such, so a restart goes on. */
final class DiscontinueAbsent implements Tasklet {

    private final long importId;

    private final Imports imports;

    private final Assortment assortment;

    private final BulkCatalog catalog;

    private final ImportSettings settings;

    DiscontinueAbsent(long importId, Imports imports, Assortment assortment, BulkCatalog catalog,
            ImportSettings settings) {
        this.importId = importId;
        this.imports = imports;
        this.assortment = assortment;
        this.catalog = catalog;
        this.settings = settings;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        var run = this.imports.get(this.importId);
        if (run.mode() != ImportMode.FULL || run.columns().isEmpty()) {
            return RepeatStatus.FINISHED;
        }
        var absent = this.assortment.nextAbsent(run, this.settings.chunkSize());
        if (absent.isEmpty()) {
            return RepeatStatus.FINISHED;
        }
        var done = new ArrayList<ProductId>();
        var gone = new ArrayList<ProductId>();
        absent.stream().filter(Assortment.Gone::elsewhere).map(Assortment.Gone::id).forEach(done::add);
        var ids = absent.stream().filter(a -> !a.elsewhere()).map(Assortment.Gone::id).toList();
        if (!ids.isEmpty()) {
            var result = this.catalog.upsertProducts(
                    ids.stream().map(id -> ProductUpsert.status(id, ProductStatus.DISCONTINUED)).toList(),
                    run.caller());
            this.imports.advance(run.id(), result.token());
            for (int i = 0; i < ids.size(); i++) {
                // A product without a name can't be made: one that is refused was deleted meanwhile
                (result.outcomes().get(i) instanceof Outcome.Rejected ? gone : done).add(ids.get(i));
            }
        }
        this.assortment.discontinue(run, done);
        this.assortment.forget(run, gone);
        return RepeatStatus.CONTINUABLE;
    }

}
