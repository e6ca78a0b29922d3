package dev.aisle.command.product;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.price.Price;
import dev.aisle.command.stock.Stock;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.ProductEvent;
import dev.aisle.kernel.ProductEvent.ProductDeleted;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.StockEvent;
import dev.aisle.kernel.StockEvent.StockLevelSet;

/**
 * The products that a command works on, with their stock and prices: as loaded, what
 * deciding needs to know about slugs and leaves, and the events that have changed them.
 * Applying events keeps all of it true, so that many commands can be decided one after the
 * other.
 */
public final class Assortment {

    private final WorkingSet<ProductId, Product> products = new WorkingSet<>();

    private final WorkingSet<ProductId, Stock> stocks = new WorkingSet<>();

    private final WorkingSet<ProductId, Price> prices = new WorkingSet<>();

    private final Map<Slug, ProductId> living = new HashMap<>();

    private final Map<CategoryId, Leaf> leaves = new HashMap<>();

    private final Map<Slug, ProductId> left = new LinkedHashMap<>();

    private final Set<ProductId> gone = new LinkedHashSet<>();

    private final List<NewEvent> events = new ArrayList<>();

    private Instant time = Instant.EPOCH;

    /** Takes a product's stream as it is stored. */
    public void load(ProductId id, Versioned<Product> stored) {
        this.products.load(id, stored);
        var product = stored.state();
        if (product != null) {
            this.living.put(product.slug(), id);
        }
    }

    void loadTime(Instant now) {
        this.time = now;
    }

    /** The transaction's time. */
    Instant time() {
        return this.time;
    }

    void loadSlug(Slug slug, ProductId id) {
        this.living.put(slug, id);
    }

    void loadLeaf(CategoryId id, Leaf leaf) {
        this.leaves.put(id, leaf);
    }

    /**
     * Takes up an event: what it makes of the rows is what is written.
     * @param event what happened; a category's event changes nothing here
     * @param time when it was, or is going to be, journalled
     */
    public void apply(CatalogEvent event, Instant time) {
        switch (event) {
            case ProductEvent product -> change(product, time);
            case StockLevelSet stock -> {
                var after = set(stock);
                this.events.add(new NewEvent(after, stock));
            }
            case PriceSet price -> {
                var after = set(price);
                this.events.add(new NewEvent(after, price));
            }
            case CategoryEvent _ -> {}
        }
    }

    private long set(StockEvent event) {
        var id = switch (event) {
            case StockLevelSet(var product, _, _) -> product;
        };
        var before = this.stocks.get(id);
        this.stocks.put(id, before.next(Stock.evolve(before.state(), event)));
        return before.version() + 1;
    }

    private long set(PriceEvent event) {
        var id = switch (event) {
            case PriceSet(var product, _, _, _) -> product;
        };
        var before = this.prices.get(id);
        this.prices.put(id, before.next(Price.evolve(before.state(), event)));
        return before.version() + 1;
    }

    private void change(ProductEvent event, Instant time) {
        var id = event.id();
        var before = this.products.get(id);
        var after = before.next(Product.evolve(before.state(), event, time));
        this.products.put(id, after);
        this.events.add(new NewEvent(after.version(), event));
        var old = before.state();
        var now = after.state();
        if (old != null) {
            this.living.remove(old.slug(), id);
            if (now != null && !old.slug().equals(now.slug())) {
                this.left.put(old.slug(), id);
            }
        }
        if (now != null) {
            this.living.put(now.slug(), id);
            now.placements()
                    .forEach(placement -> this.leaves.computeIfPresent(placement.category(),
                            (_, leaf) -> leaf.upTo(placement.position())));
        }
        if (event instanceof ProductDeleted) {
            this.gone.add(id);
            this.left.values().removeIf(id::equals);
            this.stocks.put(id, this.stocks.get(id).with(null));
            this.prices.put(id, this.prices.get(id).with(null));
        }
    }

    @Nullable
    Product find(ProductId id) {
        return this.products.get(id).state();
    }

    Versioned<Product> stream(ProductId id) {
        return this.products.get(id);
    }

    @Nullable
    Stock stock(ProductId id) {
        return this.stocks.get(id).state();
    }

    @Nullable
    Price price(ProductId id) {
        return this.prices.get(id).state();
    }

    /** Who has a slug, if anybody. */
    @Nullable
    ProductId holderOf(Slug slug) {
        return this.living.get(slug);
    }

    /** A category as a place for products, or null when there is none. */
    @Nullable
    Leaf leaf(CategoryId id) {
        return this.leaves.get(id);
    }

    /** Lets go of what has happened, for those who only fold it. */
    public void forgetEvents() {
        this.events.clear();
    }

    /** What has happened, in order. */
    List<NewEvent> events() {
        return this.events;
    }

    /** Products that were deleted, even if they were made again. */
    Set<ProductId> gone() {
        return this.gone;
    }

    /** Products, loaded and changed. */
    public WorkingSet<ProductId, Product> products() {
        return this.products;
    }

    /** Stock, loaded and changed. */
    public WorkingSet<ProductId, Stock> stocks() {
        return this.stocks;
    }

    /** Prices, loaded and changed. */
    public WorkingSet<ProductId, Price> prices() {
        return this.prices;
    }

    /** Slugs that products have left, and who had each last. */
    public Map<Slug, ProductId> left() {
        return this.left;
    }

    /**
     * A category as a place for products.
     *
     * @param hasChildren whether it has child categories, and so takes no products
     * @param last the last product's position in it
     */
    record Leaf(boolean hasChildren, int last) {

        int end() {
            return (this.last == Integer.MAX_VALUE) ? this.last : this.last + 1;
        }

        Leaf upTo(int position) {
            return new Leaf(this.hasChildren, Math.max(this.last, position));
        }

    }

}
