package dev.aisle.oracle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** The catalog as the journal tells it: a fold of the events' JSON, and nothing else. */
final class CatalogState {

    /** A category. */
    static final class Category {

        String id = "";

        @Nullable
        String parent;

        int position;

        String slug = "";

        String name = "";

        @Nullable
        String description;

        @Nullable
        String imageUrl;

        boolean hidden;

        Span display = Span.ALWAYS;

    }

    /** A product with its placements, stock and price. */
    static final class Product {

        String id = "";

        String slug = "";

        String status = "";

        Span sale = Span.ALWAYS;

        JsonNode details = NullNode.getInstance();

        Instant createdAt = Instant.EPOCH;

        /** Leaf category id to position. */
        final Map<String, Integer> placements = new TreeMap<>();

        boolean inStock;

        @Nullable
        BigDecimal price;

        @Nullable
        BigDecimal salePrice;

        Span salePriceHolds = Span.ALWAYS;

    }

    /** Where a category stood once. */
    record Place(@Nullable String parent, String slug) {

    }

    final Map<String, Category> categories = new TreeMap<>();

    final Map<String, Product> products = new TreeMap<>();

    /** Where categories stood before, to the category that left it last. */
    final Map<Place, String> oldPlaces = new HashMap<>();

    /** Slugs that products had before, to the product that left it last. */
    final Map<String, String> oldProductSlugs = new HashMap<>();

    private final Predicate<String> known;

    /**
     * An empty catalog.
     * @param known whether an id belongs to the part of the catalog that this one is about
     */
    CatalogState(Predicate<String> known) {
        this.known = known;
    }

    void apply(JournalRow row) {
        switch (row.streamType()) {
            case "category" -> applyToCategory(row);
            case "product" -> applyToProduct(row);
            case "stock" -> applyToStock(row);
            case "price" -> applyToPrice(row);
            default -> throw unknown(row);
        }
    }

    private void applyToCategory(JournalRow row) {
        JsonNode event = row.payload();
        String id = row.streamId();
        switch (row.type()) {
            case "category-created" -> {
                var category = new Category();
                category.id = id;
                category.parent = text(event, "parent");
                category.position = event.get("position").asInt();
                category.slug = event.get("slug").asString();
                category.name = event.get("name").asString();
                category.description = text(event, "description");
                category.imageUrl = text(event, "imageUrl");
                category.hidden = event.get("hidden").asBoolean();
                category.display = Span.of(event.path("display"));
                this.categories.put(id, category);
            }
            case "category-renamed" -> category(id).name = event.get("name").asString();
            case "category-slug-changed" -> {
                leavePlace(category(id));
                category(id).slug = event.get("slug").asString();
            }
            case "category-described" -> {
                category(id).description = text(event, "description");
                category(id).imageUrl = text(event, "imageUrl");
            }
            case "category-moved" -> {
                String parent = text(event, "parent");
                if (!Objects.equals(parent, category(id).parent)) {
                    leavePlace(category(id));
                }
                category(id).parent = parent;
                category(id).position = event.get("position").asInt();
            }
            case "category-children-ordered" -> {
                int position = 0;
                for (JsonNode child : event.get("children")) {
                    position++;
                    if (this.known.test(child.asString())) {
                        category(child.asString()).position = position;
                    }
                }
            }
            case "category-hidden" -> category(id).hidden = true;
            case "category-shown" -> category(id).hidden = false;
            case "category-display-window-changed" -> category(id).display = Span.of(event.path("display"));
            case "category-deleted" -> {
                this.categories.remove(id);
                this.oldPlaces.values().removeIf(id::equals);
                this.oldPlaces.keySet().removeIf(place -> id.equals(place.parent()));
            }
            default -> throw unknown(row);
        }
    }

    private void leavePlace(Category category) {
        this.oldPlaces.put(new Place(category.parent, category.slug), category.id);
    }

    private void applyToProduct(JournalRow row) {
        JsonNode event = row.payload();
        String id = row.streamId();
        switch (row.type()) {
            case "product-created" -> {
                var product = new Product();
                product.id = id;
                product.slug = event.get("slug").asString();
                product.status = event.get("status").asString();
                product.sale = Span.of(event.path("sale"));
                product.details = event.get("details");
                product.createdAt = row.recordedAt();
                this.products.put(id, product);
            }
            case "product-details-changed" -> product(id).details = event.get("details");
            case "product-slug-changed" -> {
                this.oldProductSlugs.put(product(id).slug, id);
                product(id).slug = event.get("slug").asString();
            }
            case "product-status-changed" -> product(id).status = event.get("status").asString();
            case "product-sale-window-changed" -> product(id).sale = Span.of(event.path("sale"));
            case "product-placed" -> {
                product(id).placements.clear();
                for (JsonNode placement : event.get("placements")) {
                    product(id).placements.put(placement.get("category").asString(),
                            placement.get("position").asInt());
                }
            }
            case "product-deleted" -> {
                this.products.remove(id);
                this.oldProductSlugs.values().removeIf(id::equals);
            }
            default -> throw unknown(row);
        }
    }

    private void applyToStock(JournalRow row) {
        if (!row.type().equals("stock-level-set")) {
            throw unknown(row);
        }
        JsonNode level = row.payload().get("level");
        product(row.streamId()).inStock = level.has("quantity") ? level.get("quantity").asInt() > 0
                : level.get("available").asBoolean();
    }

    private void applyToPrice(JournalRow row) {
        if (!row.type().equals("price-set")) {
            throw unknown(row);
        }
        var product = product(row.streamId());
        product.price = amount(row.payload().path("price"));
        JsonNode sale = row.payload().path("sale");
        product.salePrice = amount(sale.path("price"));
        product.salePriceHolds = Span.of(sale.path("window"));
    }

    private Category category(String id) {
        return Objects.requireNonNull(this.categories.get(id), id);
    }

    private Product product(String id) {
        return Objects.requireNonNull(this.products.get(id), id);
    }

    /** From the root to the category itself. */
    List<Category> path(Category category) {
        var path = new ArrayDeque<Category>();
        for (Category at = category; at != null; at = at.parent == null ? null : this.categories.get(at.parent)) {
            path.addFirst(at);
        }
        return List.copyOf(path);
    }

    /** The children of a category, or the roots, in tree order. */
    List<Category> children(@Nullable String parent) {
        var children = new ArrayList<Category>();
        for (Category category : this.categories.values()) {
            if (Objects.equals(category.parent, parent)) {
                children.add(category);
            }
        }
        children.sort(Comparator.<Category>comparingInt(category -> category.position)
                .thenComparing(category -> category.id));
        return children;
    }

    private static @Nullable BigDecimal amount(JsonNode money) {
        return money.isObject() ? new BigDecimal(money.get("amount").asString()) : null;
    }

    private static @Nullable String text(JsonNode event, String field) {
        return event.path(field).isString() ? event.get(field).asString() : null;
    }

    private static IllegalStateException unknown(JournalRow row) {
        return new IllegalStateException("the oracle doesn't know the event " + row);
    }

}
