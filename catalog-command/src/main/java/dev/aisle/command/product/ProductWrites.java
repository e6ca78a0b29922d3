package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.command.Patch;
import dev.aisle.command.Rejection;
import dev.aisle.command.http.Resolved;
import dev.aisle.command.offer.Offers;
import dev.aisle.command.price.CatalogCurrency;
import dev.aisle.command.price.Price;
import dev.aisle.command.product.ProductCommand.DeleteProduct;
import dev.aisle.command.product.ProductCommand.PlacementsChange;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stock.Stock;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.transaction.CommandTransactions.Attempt;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductEvent.ProductPlaced;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.Slug;

/**
 * Carries out product commands within a transaction: loads all of them at once, decides
 * one after the other, writes set-wise. What turns out to change nothing takes no lock.
 */
@Component
class ProductWrites {

    private final Products products;

    private final Offers<Stock> stockLevels;

    private final Offers<Price> prices;

    private final CatalogCurrency currency;

    ProductWrites(Products products, Offers<Stock> stockLevels, Offers<Price> prices, CatalogCurrency currency) {
        this.products = products;
        this.stockLevels = stockLevels;
        this.prices = prices;
        this.currency = currency;
    }

    /** What the commands have done; the assortment holds the state afterwards. */
    Done perform(List<? extends ProductCommand> commands, Guard guard, Attempt attempt) {
        var ids = new LinkedHashSet<ProductId>();
        commands.forEach(command -> ids.add(command.id()));
        var leaves = leavesAsked(commands);
        boolean deletes = commands.stream().anyMatch(DeleteProduct.class::isInstance);
        boolean locked = attempt.locksFirst() || deletes;
        if (locked) {
            lock(ids, leaves, deletes);
        }
        return decideAndWrite(this.products.load(ids), commands, guard, locked);
    }

    private Done decideAndWrite(Assortment assortment, List<? extends ProductCommand> commands, Guard guard,
            boolean locked) {
        loadSurroundings(assortment, commands, leavesAsked(commands));
        var results = decide(assortment, commands, guard);
        if (!assortment.events().isEmpty()) {
            if (!locked) {
                lockChanged(assortment);
            }
            this.products.write(assortment);
        }
        return new Done(assortment, results);
    }

    /** Carries out a change that depends on what the product is like. */
    Done change(ProductId id, Draft draft, Guard guard, Attempt attempt) {
        if (attempt.locksFirst()) {
            lock(List.of(id), List.of(), false);
        }
        var assortment = this.products.load(List.of(id));
        var stream = assortment.stream(id);
        var now = stream.state();
        var forbidden = (now != null) ? guard.check(stream)
                : Rejection.of(ProblemType.NOT_FOUND, "There is no product '%s'.".formatted(id));
        if (now == null || forbidden != null) {
            return new Done(assortment, List.of(new Result.Refused(Objects.requireNonNull(forbidden))));
        }
        return switch (draft.resolve(now, stream.version(), assortment)) {
            case Resolved.Invalid<ProductCommand>(var rejection) -> new Done(assortment,
                    List.of(new Result.Refused(rejection)));
            case Resolved.Meaning<ProductCommand>(var command) -> decideAndWrite(assortment, List.of(command),
                    Guard.NONE, false);
        };
    }

    /** Puts all products of a leaf into another category, which nobody else can see yet, at the same positions. */
    Assortment relocate(CategoryId from, CategoryId to) {
        var ids = this.products.standingIn(from);
        this.products.lock(ids);
        var assortment = this.products.load(ids);
        for (var id : ids) {
            var product = assortment.find(id);
            if (product != null) {
                var positions = new TreeMap<CategoryId, Integer>();
                product.placements().forEach(at -> positions.put(at.category(), at.position()));
                positions.putIfAbsent(to, Objects.requireNonNull(positions.remove(from)));
                var placements = positions.entrySet()
                        .stream()
                        .map(entry -> new Placement(entry.getKey(), entry.getValue()))
                        .toList();
                assortment.apply(new ProductPlaced(id, placements), assortment.time());
            }
        }
        this.products.write(assortment);
        return assortment;
    }

    private void lock(Collection<ProductId> ids, Collection<CategoryId> leaves, boolean deletes) {
        if (!leaves.isEmpty()) {
            this.products.holdLeaves(leaves);
        }
        if (deletes) {
            this.products.lockForDeletion(ids);
        } else {
            this.products.lock(ids);
            this.stockLevels.lock(ids);
            this.prices.lock(ids);
        }
    }

    private void loadSurroundings(Assortment assortment, List<? extends ProductCommand> commands,
            Set<CategoryId> leaves) {
        var slugs = new ArrayList<Slug>();
        for (var command : commands) {
            if (command instanceof SaveProduct save) {
                slugsAsked(assortment, save).forEach(slugs::add);
            }
        }
        if (!slugs.isEmpty()) {
            this.products.loadSlugs(assortment, slugs);
        }
        var unknown = leaves.stream().filter(leaf -> !stoodInByAll(assortment, commands, leaf)).toList();
        if (!unknown.isEmpty()) {
            this.products.loadLeaves(assortment, unknown);
        }
    }

    private static Stream<Slug> slugsAsked(Assortment assortment, SaveProduct command) {
        var now = assortment.find(command.id());
        if (command.slug() instanceof Patch.Put<Slug>(var slug)) {
            return Stream.of(slug);
        }
        if (now == null || command.slug() instanceof Patch.Clear) {
            var name = command.name().applyTo((now != null) ? now.details().name() : "");
            return ProductRules.candidates(command.id(), (name != null) ? name : "");
        }
        return Stream.empty();
    }

    /** Whether no command places a product anew there, so that nothing need be known of it. */
    private static boolean stoodInByAll(Assortment assortment, List<? extends ProductCommand> commands,
            CategoryId leaf) {
        return commands.size() == 1 && commands.getFirst() instanceof SaveProduct save
                && assortment.find(save.id()) instanceof Product now
                && now.placements().stream().anyMatch(placement -> placement.category().equals(leaf));
    }

    private static Set<CategoryId> leavesAsked(List<? extends ProductCommand> commands) {
        var leaves = new LinkedHashSet<CategoryId>();
        for (var command : commands) {
            if (command instanceof SaveProduct save) {
                switch (save.placements()) {
                    case PlacementsChange.KeepPlacements _ -> {}
                    case PlacementsChange.ReplacePlacements(var wanted) -> wanted
                            .forEach(placement -> leaves.add(placement.category()));
                    case PlacementsChange.AdjustPlacements adjust -> leaves.addAll(adjust.place());
                }
            }
        }
        return leaves;
    }

    private List<Result> decide(Assortment assortment, List<? extends ProductCommand> commands, Guard guard) {
        var unit = this.currency.get();
        var results = new ArrayList<Result>();
        for (var command : commands) {
            boolean existed = assortment.find(command.id()) != null;
            var forbidden = guard.check(assortment.stream(command.id()));
            var decision = (forbidden != null) ? new Decision.Rejected<CatalogEvent>(forbidden)
                    : ProductRules.decide(assortment, unit, command);
            results.add(switch (decision) {
                case Decision.Accepted<CatalogEvent>(var events) -> {
                    events.forEach(event -> assortment.apply(event, assortment.time()));
                    yield new Result.Done(!existed, !events.isEmpty());
                }
                case Decision.Rejected<CatalogEvent>(var rejection) -> new Result.Refused(rejection);
                case Decision.Superseded<CatalogEvent> _ -> throw new IllegalStateException(
                        "a product command carries no source version");
            });
        }
        return results;
    }

    private void lockChanged(Assortment assortment) {
        var placedAnew = new HashSet<CategoryId>();
        var changed = new LinkedHashSet<ProductId>();
        assortment.products().updated().forEach(row -> {
            changed.add(row.key());
            placedAnew(placedAnew, assortment.products().before(row.key()), row.state());
        });
        assortment.products().inserted().forEach(row -> placedAnew(placedAnew, Versioned.none(), row.state()));
        if (!placedAnew.isEmpty()) {
            this.products.holdLeaves(placedAnew);
            ConcurrentChangeException.unlessAll("category", placedAnew.size(), this.products.countLeaves(placedAnew));
        }
        // A single row needs no order, and its write is guarded by its version.
        if (changed.size() > 1) {
            this.products.lock(changed);
        }
        var stocks = assortment.stocks().updated();
        if (stocks.size() > 1) {
            this.stockLevels.lock(stocks.stream().map(row -> row.key()).toList());
        }
        var priced = assortment.prices().updated();
        if (priced.size() > 1) {
            this.prices.lock(priced.stream().map(row -> row.key()).toList());
        }
    }

    private static void placedAnew(Set<CategoryId> leaves, Versioned<Product> before, Product now) {
        var old = before.state();
        var stood = (old != null) ? old.placements().stream().map(Placement::category).toList()
                : List.<CategoryId>of();
        now.placements().stream().map(Placement::category).filter(leaf -> !stood.contains(leaf)).forEach(leaves::add);
    }

    /** What a whole list of commands has done. */
    record Done(Assortment assortment, List<Result> results) {

    }

    /** What one command has done. */
    sealed interface Result {

        /** It was carried out. */
        record Done(boolean created, boolean changed) implements Result {}

        /** It was refused. */
        record Refused(Rejection rejection) implements Result {}

    }

    /** A change that is known in full only when it is known what the product is like. */
    @FunctionalInterface
    interface Draft {

        /** What it means for the product. */
        Resolved<ProductCommand> resolve(Product product, long version, Assortment assortment);

    }

    /** Says whether a command may touch the product as it is now. */
    @FunctionalInterface
    interface Guard {

        /** Lets every command through. */
        Guard NONE = _ -> null;

        /** Why not, or null. */
        @Nullable
        Rejection check(Versioned<Product> now);

    }

}
