package dev.aisle.command.product;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog.BulkResult;
import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Caller;
import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.command.product.ProductCommand.AttributesChange;
import dev.aisle.command.product.ProductCommand.PlacementsChange;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.transaction.CommandTransactions;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductDetails.Attribute;

/** Creates and changes products in chunks. */
@Component
public class ProductUpserts {

    private final CommandTransactions transactions;

    private final ProductWrites writes;

    ProductUpserts(CommandTransactions transactions, ProductWrites writes) {
        this.transactions = transactions;
        this.writes = writes;
    }

    /**
     * Carries out a chunk in one transaction.
     * @param chunk the items
     * @param caller who asks
     * @return one outcome an item
     */
    public BulkResult upsert(List<ProductUpsert> chunk, Caller caller) {
        var commands = chunk.stream().map(ProductUpserts::command).toList();
        var committed = this.transactions.run(caller, attempt -> {
            var done = this.writes.perform(commands, ProductWrites.Guard.NONE, attempt);
            return new Step<>(done.assortment().events(), true,
                    done.results().stream().map(ProductUpserts::outcome).toList());
        });
        return new BulkResult(committed.result(), committed.token());
    }

    /**
     * Moves all products of a leaf to another category, within a transaction that has made
     * it.
     * @param from the leaf
     * @param to the new leaf
     * @return what happened
     */
    public List<NewEvent> relocate(CategoryId from, CategoryId to) {
        return List.copyOf(this.writes.relocate(from, to).events());
    }

    private static Outcome outcome(ProductWrites.Result result) {
        return switch (result) {
            case ProductWrites.Result.Done(boolean created, _) when created -> new Outcome.Created();
            case ProductWrites.Result.Done(_, boolean changed) -> changed ? new Outcome.Updated()
                    : new Outcome.Unchanged();
            case ProductWrites.Result.Refused(var rejection) -> new Outcome.Rejected(rejection);
        };
    }

    private static SaveProduct command(ProductUpsert item) {
        return new SaveProduct(item.id(), true, Patch.keep(), item.name(), item.brand(), item.description(),
                item.sku(), item.gtin(), item.mpn(), item.images(), attributes(item.attributes()), item.status(),
                item.saleWindow(), placements(item), item.stock(), item.price(), item.sale());
    }

    private static AttributesChange attributes(Patch<List<Attribute>> patch) {
        return switch (patch) {
            case Patch.Keep<List<Attribute>> _ -> new AttributesChange.KeepAttributes();
            case Patch.Put<List<Attribute>>(var attributes) -> new AttributesChange.ReplaceAttributes(attributes);
            case Patch.Clear<List<Attribute>> _ -> new AttributesChange.ReplaceAttributes(List.of());
        };
    }

    private static PlacementsChange placements(ProductUpsert item) {
        return (item.place().isEmpty() && item.unplace().isEmpty()) ? new PlacementsChange.KeepPlacements()
                : new PlacementsChange.AdjustPlacements(item.unplace(), item.place());
    }

}
