package dev.aisle.oracle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.aisle.oracle.CatalogState.Category;
import dev.aisle.oracle.CatalogState.Place;
import dev.aisle.oracle.CatalogState.Product;

/**
 * Says what the storefront must answer for a catalog at an instant, straight from the
 * words of the design: every question is answered by looking at everything.
 */
final class StorefrontOracle {

    static final List<String> SORTS = List.of("position", "price", "-price", "newest");

    private final CatalogState catalog;

    private final Instant time;

    private final String currency;

    /** Category id to the distinct displayed products of its subtree. */
    private final Map<String, List<Product>> listings = new HashMap<>();

    StorefrontOracle(CatalogState catalog, Instant time, String currency) {
        this.catalog = catalog;
        this.time = time;
        this.currency = currency;
        for (Product product : catalog.products.values()) {
            var above = new TreeSet<String>();
            visibleLeaves(product).forEach(leaf -> path(leaf).forEach(category -> above.add(category.id)));
            if (sellable(product)) {
                above.forEach(category -> this.listings.computeIfAbsent(category, _ -> new ArrayList<>()).add(product));
            }
        }
    }

    // --- the rules ---

    private List<Category> path(Category category) {
        return this.catalog.path(category);
    }

    boolean visible(Category category) {
        return path(category).stream().allMatch(at -> !at.hidden && at.display.holds(this.time));
    }

    boolean sellable(Product product) {
        return product.status.equals("active") && product.price != null && product.sale.holds(this.time)
                && product.inStock;
    }

    List<Category> visibleLeaves(Product product) {
        return product.placements.keySet()
                .stream()
                .map(id -> Objects.requireNonNull(this.catalog.categories.get(id), id))
                .filter(this::visible)
                .toList();
    }

    /** Whether it has a page of its own: sold out or not. */
    boolean shown(Product product) {
        return product.status.equals("active") && !visibleLeaves(product).isEmpty();
    }

    boolean displayed(Product product) {
        return sellable(product) && shown(product);
    }

    boolean displayed(Category category) {
        return visible(category) && !listing(category, "position").isEmpty();
    }

    /** The distinct displayed products of the category's subtree. */
    List<Product> listing(Category category, String sort) {
        var listing = new ArrayList<Product>(this.listings.getOrDefault(category.id, List.of()));
        Comparator<Product> byId = Comparator.comparing(product -> product.id);
        Comparator<Product> order = switch (sort) {
            case "position" -> Comparator.<Product>comparingInt(product -> position(product, category))
                    .thenComparing(byId);
            case "price" -> Comparator.comparing(this::priceNow).thenComparing(byId);
            case "-price" -> Comparator.comparing(this::priceNow).thenComparing(byId).reversed();
            case "newest" -> Comparator.<Product, Instant>comparing(product -> product.createdAt)
                    .thenComparing(byId)
                    .reversed();
            default -> throw new IllegalArgumentException(sort);
        };
        listing.sort(order);
        return listing;
    }

    private int position(Product product, Category category) {
        return visibleLeaves(product).stream()
                .filter(leaf -> path(leaf).contains(category))
                .mapToInt(leaf -> product.placements.get(leaf.id))
                .min()
                .orElseThrow();
    }

    private @Nullable BigDecimal salePriceNow(Product product) {
        return product.salePriceHolds.holds(this.time) ? product.salePrice : null;
    }

    private BigDecimal priceNow(Product product) {
        BigDecimal sale = salePriceNow(product);
        return sale != null ? sale : Objects.requireNonNull(product.price);
    }

    // --- the answers ---

    /** {@code /v1/categories?depth=}. */
    Answer tree(int depth) {
        return Answer.ok(Map.of("categories", nodes(this.catalog.children(null), depth)));
    }

    private List<Object> nodes(List<Category> siblings, int levels) {
        var nodes = new ArrayList<Object>();
        for (Category category : siblings) {
            if (displayed(category)) {
                var node = nodeWithoutChildren(category);
                node.put("children",
                        levels > 1 ? nodes(this.catalog.children(category.id), levels - 1) : List.of());
                nodes.add(node);
            }
        }
        return nodes;
    }

    private Map<String, @Nullable Object> nodeWithoutChildren(Category category) {
        var node = link(category);
        node.put("imageUrl", category.imageUrl);
        node.put("productCount", listing(category, "position").size());
        return node;
    }

    /** {@code /v1/categories/{id}}. */
    Answer category(String id) {
        Category category = this.catalog.categories.get(id);
        if (category == null || !displayed(category)) {
            return Answer.NOT_FOUND;
        }
        var body = nodeWithoutChildren(category);
        body.put("path", slugPath(category));
        body.put("description", category.description);
        body.put("breadcrumbs", breadcrumbs(category));
        body.put("children",
                this.catalog.children(id).stream().filter(this::displayed).map(this::nodeWithoutChildren).toList());
        return Answer.ok(body);
    }

    private String slugPath(Category category) {
        return String.join("/", path(category).stream().map(at -> at.slug).toList());
    }

    /** From the root to the parent, as far as shoppers can visit it. */
    private List<Object> breadcrumbs(Category category) {
        return path(category).stream()
                .filter(at -> at != category && displayed(at))
                .<Object>map(StorefrontOracle::link)
                .toList();
    }

    private static Map<String, @Nullable Object> link(Category category) {
        var link = new LinkedHashMap<String, @Nullable Object>();
        link.put("id", category.id);
        link.put("slug", category.slug);
        link.put("name", category.name);
        return link;
    }

    /** {@code /v1/category-paths/{slug}/{slug}…}: a living category wins over history. */
    Answer categoryPath(List<String> slugs) {
        boolean moved = false;
        Category at = null;
        for (String slug : slugs) {
            String parent = at == null ? null : at.id;
            Category next = living(parent, slug);
            if (next == null) {
                moved = true;
                String heir = this.catalog.oldPlaces.get(new Place(parent, slug));
                next = heir == null ? null : this.catalog.categories.get(heir);
            }
            if (next == null) {
                return Answer.NOT_FOUND;
            }
            at = next;
        }
        if (at == null || !displayed(at)) {
            return Answer.NOT_FOUND;
        }
        return moved ? Answer.redirect("/v1/category-paths/" + slugPath(at)) : category(at.id);
    }

    private @Nullable Category living(@Nullable String parent, String slug) {
        Predicate<Category> there = category -> category.slug.equals(slug);
        return this.catalog.children(parent).stream().filter(there).findFirst().orElse(null);
    }

    /** {@code /v1/product-slugs/{slug}}: a product with a page wins over history. */
    Answer productSlug(String slug) {
        for (Product product : this.catalog.products.values()) {
            if (product.slug.equals(slug) && shown(product)) {
                return product(product.id);
            }
        }
        Product heir = this.catalog.products.get(this.catalog.oldProductSlugs.getOrDefault(slug, ""));
        return heir != null && shown(heir) ? Answer.redirect("/v1/product-slugs/" + heir.slug) : Answer.NOT_FOUND;
    }

    /** The cards of a listing in order, or null where the category isn't displayed. */
    @Nullable
    List<Object> cards(String category, String sort) {
        Category found = this.catalog.categories.get(category);
        if (found == null || !displayed(found)) {
            return null;
        }
        return listing(found, sort).stream().<Object>map(this::card).toList();
    }

    private Map<String, @Nullable Object> card(Product product) {
        var card = new LinkedHashMap<String, @Nullable Object>();
        JsonNode details = product.details;
        card.put("id", product.id);
        card.put("slug", product.slug);
        card.put("name", text(details, "name"));
        card.put("brand", text(details, "brand"));
        card.put("imageUrl", details.path("images").isEmpty() ? null : details.get("images").get(0).asString());
        card.put("price", money(product.price));
        card.put("salePrice", money(salePriceNow(product)));
        card.put("availability", sellable(product) ? "in_stock" : "out_of_stock");
        return card;
    }

    private @Nullable Object money(@Nullable BigDecimal amount) {
        return amount == null ? null : Map.of("amount", amount.toPlainString(), "currency", this.currency);
    }

    /** {@code /v1/products/{id}}. */
    Answer product(String id) {
        Product product = this.catalog.products.get(id);
        if (product == null || !shown(product)) {
            return Answer.NOT_FOUND;
        }
        var body = card(product);
        for (String field : List.of("sku", "description", "gtin", "mpn")) {
            body.put(field, text(product.details, field));
        }
        var images = new ArrayList<Object>();
        product.details.path("images").forEach(image -> images.add(image.asString()));
        body.put("images", images);
        var attributes = new LinkedHashMap<String, @Nullable Object>();
        product.details.path("attributes")
                .forEach(attribute -> attributes.put(String.valueOf(text(attribute, "name")),
                        text(attribute, "value")));
        body.put("attributes", attributes);
        var categories = new ArrayList<Object>();
        for (Category leaf : visibleLeaves(product)) {
            var category = link(leaf);
            category.put("breadcrumbs", breadcrumbs(leaf));
            categories.add(category);
        }
        body.put("categories", categories);
        return Answer.ok(body);
    }

    /** {@code /v1/products?ids=}. */
    Answer products(List<String> ids) {
        var cards = new ArrayList<Object>();
        var missing = new ArrayList<Object>();
        for (String id : ids) {
            Product product = this.catalog.products.get(id);
            if (product != null && shown(product)) {
                cards.add(card(product));
            } else {
                missing.add(id);
            }
        }
        return Answer.ok(Map.of("products", cards, "missing", missing));
    }

    private static @Nullable String text(JsonNode object, String field) {
        return object.path(field).isString() ? object.get(field).asString() : null;
    }

}
