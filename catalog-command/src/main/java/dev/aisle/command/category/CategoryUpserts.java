package dev.aisle.command.category;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog.BulkResult;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Caller;
import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.category.CategoryCommand.UpsertCategory;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.transaction.CommandTransactions;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.CategoryId;

/** Creates and changes categories in chunks. */
@Component
public class CategoryUpserts {

    private final CommandTransactions transactions;

    private final CategoryWrites writes;

    CategoryUpserts(CommandTransactions transactions, CategoryWrites writes) {
        this.transactions = transactions;
        this.writes = writes;
    }

    /**
     * Carries out a chunk in one transaction.
     * @param chunk the items, parents first
     * @param caller who asks
     * @return one outcome an item
     */
    public BulkResult upsert(List<CategoryUpsert> chunk, Caller caller) {
        var commands = chunk.stream().map(UpsertCategory::new).toList();
        var committed = this.transactions.run(caller, _ -> {
            var done = this.writes.performAll(commands);
            return new Step<>(done.tree().events(), true,
                    done.results().stream().map(CategoryUpserts::outcome).toList());
        });
        return new BulkResult(committed.result(), committed.token());
    }

    /**
     * Makes a child of a leaf that holds products, within a transaction that then moves the
     * products there.
     * @param leaf the leaf
     * @param child the child to be made
     * @return what happened
     */
    public Split split(CategoryId leaf, CategoryUpsert child) {
        var done = this.writes.split(leaf, new UpsertCategory(child));
        return new Split(done.tree().events(), outcome(done.results().getFirst()));
    }

    /**
     * What became of a leaf that was to be split.
     *
     * @param events what happened to the tree; nothing when the leaf holds no products
     * @param outcome what became of the child
     */
    public record Split(List<NewEvent> events, Outcome outcome) {

        /** Copies the list. */
        public Split {
            events = List.copyOf(events);
        }
    }

    private static Outcome outcome(CategoryWrites.Result result) {
        return switch (result) {
            case CategoryWrites.Result.Done(boolean created, _) when created -> new Outcome.Created();
            case CategoryWrites.Result.Done(_, boolean changed) -> changed ? new Outcome.Updated()
                    : new Outcome.Unchanged();
            case CategoryWrites.Result.Refused(var rejection) -> new Outcome.Rejected(rejection);
        };
    }

}
