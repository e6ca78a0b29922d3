package dev.aisle.command.bulk;

import java.util.ArrayList;
import java.util.List;

import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog;
import dev.aisle.command.Caller;
import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.ProductUpsert;
import dev.aisle.command.category.CategoryUpserts;
import dev.aisle.command.product.ProductUpserts;
import dev.aisle.command.transaction.CommandTransactions;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.InvalidValueException;

@Component
final class BulkCommands implements BulkCatalog {

    private final CategoryUpserts categories;

    private final ProductUpserts products;

    private final CommandTransactions transactions;

    BulkCommands(CategoryUpserts categories, ProductUpserts products, CommandTransactions transactions) {
        this.categories = categories;
        this.products = products;
        this.transactions = transactions;
    }

    @Override
    public BulkResult upsertCategories(List<CategoryUpsert> chunk, Caller caller) {
        requireChunk(chunk.size());
        return this.categories.upsert(chunk, caller);
    }

    @Override
    public BulkResult upsertProducts(List<ProductUpsert> chunk, Caller caller) {
        requireChunk(chunk.size());
        return this.products.upsert(chunk, caller);
    }

    @Override
    public BulkResult splitLeaf(CategoryId leaf, CategoryUpsert child, Caller caller) {
        if (!leaf.equals(child.parent())) {
            throw new InvalidValueException("'%s' doesn't go below '%s'".formatted(child.id(), leaf));
        }
        var committed = this.transactions.run(caller, _ -> {
            var split = this.categories.split(leaf, child);
            var events = new ArrayList<>(split.events());
            if (!events.isEmpty()) {
                events.addAll(this.products.relocate(leaf, child.id()));
            }
            return new Step<>(events, true, split.outcome());
        });
        return new BulkResult(List.of(committed.result()), committed.token());
    }

    private static void requireChunk(int size) {
        if (size > MAX_CHUNK) {
            throw new InvalidValueException("%d items are too many: at most %d a chunk".formatted(size, MAX_CHUNK));
        }
    }

}
