package dev.aisle.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.aisle.oracle.CatalogState.Category;
import dev.aisle.oracle.CatalogState.Place;

/** All that ever was in a catalog, and so can be asked for: what is gone must be gone. */
final class Everything {

    final Set<String> categories = new TreeSet<>();

    final Set<String> products = new TreeSet<>();

    final Set<List<String>> categoryPaths = new LinkedHashSet<>();

    final Set<String> productSlugs = new TreeSet<>();

    /**
     * Remembers what an event brought.
     * @param row the event
     * @param state the catalog after it
     */
    void remember(JournalRow row, CatalogState state) {
        switch (row.streamType()) {
            case "category" -> rememberCategories(state);
            case "product" -> {
                this.products.add(row.streamId());
                var product = state.products.get(row.streamId());
                if (product != null) {
                    this.productSlugs.add(product.slug);
                }
            }
            default -> {}
        }
    }

    /** All of them: where one stands is part of the paths of those below it. */
    private void rememberCategories(CatalogState state) {
        this.categories.addAll(state.categories.keySet());
        for (Category category : state.categories.values()) {
            this.categoryPaths.add(slugs(state, category));
        }
        for (Place place : state.oldPlaces.keySet()) {
            var path = new ArrayList<String>();
            if (place.parent() != null) {
                path.addAll(slugs(state, state.categories.get(place.parent())));
            }
            path.add(place.slug());
            this.categoryPaths.add(List.copyOf(path));
        }
    }

    private static List<String> slugs(CatalogState state, Category category) {
        return state.path(category).stream().map(at -> at.slug).toList();
    }

}
