package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.product.ProductCommand.PlacementsChange;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.text.Limits;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/** Decides where a product stands: in leaves only, in each once. */
final class PlacementRules {

    private PlacementRules() {}

    /** All placements afterwards, ordered by category; the same ones when nothing changes. */
    static Decision<Placement> decide(Assortment assortment, @Nullable Product now, SaveProduct command) {
        var present = (now != null) ? now.placements() : List.<Placement>of();
        return switch (command.placements()) {
            case PlacementsChange.KeepPlacements _ -> Decision.accept(present);
            case PlacementsChange.ReplacePlacements replace -> replaced(assortment, present, replace);
            case PlacementsChange.AdjustPlacements adjust -> adjusted(assortment, present, adjust);
        };
    }

    private static Decision<Placement> replaced(Assortment assortment, List<Placement> present,
            PlacementsChange.ReplacePlacements change) {
        var errors = new ArrayList<Invalid>();
        var categories = new HashSet<CategoryId>();
        for (int i = 0; i < change.placements().size(); i++) {
            if (!categories.add(change.placements().get(i).category())) {
                errors.add(new Invalid("/placements/" + i + "/categoryId", "the category comes twice"));
            }
        }
        if (!errors.isEmpty()) {
            return Decision.invalid(errors);
        }
        var before = positions(present);
        var after = new TreeMap<CategoryId, Integer>();
        for (var wanted : change.placements()) {
            var position = (wanted.position() != null) ? wanted.position() : before.get(wanted.category());
            after.put(wanted.category(), (position != null) ? position : end(assortment, wanted.category()));
        }
        return checked(assortment, before.keySet(), after);
    }

    private static Decision<Placement> adjusted(Assortment assortment, List<Placement> present,
            PlacementsChange.AdjustPlacements change) {
        var before = positions(present);
        var after = new TreeMap<>(before);
        change.unplace().forEach(after::remove);
        for (var category : change.place()) {
            var position = before.get(category);
            after.putIfAbsent(category, (position != null) ? position : end(assortment, category));
        }
        return checked(assortment, before.keySet(), after);
    }

    private static Decision<Placement> checked(Assortment assortment, Collection<CategoryId> before,
            Map<CategoryId, Integer> after) {
        if (after.size() > Limits.PLACEMENTS) {
            return Decision.invalid(List.of(new Invalid("/placements",
                    "too many: %d, and at most %d are possible".formatted(after.size(), Limits.PLACEMENTS))));
        }
        for (var category : after.keySet()) {
            if (!before.contains(category)) {
                var leaf = assortment.leaf(category);
                if (leaf == null) {
                    return Decision.reject(ProblemType.RULE_BROKEN,
                            "There is no category '%s' to place a product in: make it first.".formatted(category));
                }
                if (leaf.hasChildren()) {
                    return Decision.reject(ProblemType.RULE_BROKEN,
                            "The category '%s' has children, and only leaves take products: choose one below it."
                                    .formatted(category));
                }
            }
        }
        return Decision.accept(after.entrySet().stream().map(e -> new Placement(e.getKey(), e.getValue())).toList());
    }

    private static int end(Assortment assortment, CategoryId category) {
        var leaf = assortment.leaf(category);
        return (leaf != null) ? leaf.end() : 1;
    }

    private static Map<CategoryId, Integer> positions(List<Placement> placements) {
        var positions = new TreeMap<CategoryId, Integer>();
        placements.forEach(placement -> positions.put(placement.category(), placement.position()));
        return positions;
    }

}
