package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Patch;
import dev.aisle.command.price.Price;
import dev.aisle.command.product.ProductCommand.AttributesChange;
import dev.aisle.command.product.ProductCommand.DeleteProduct;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stock.Stock;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.text.TextRules;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductDetails;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductEvent.ProductCreated;
import dev.aisle.kernel.ProductEvent.ProductDeleted;
import dev.aisle.kernel.ProductEvent.ProductDetailsChanged;
import dev.aisle.kernel.ProductEvent.ProductPlaced;
import dev.aisle.kernel.ProductEvent.ProductSaleWindowChanged;
import dev.aisle.kernel.ProductEvent.ProductSlugChanged;
import dev.aisle.kernel.ProductEvent.ProductStatusChanged;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

/** Decides what may be done to products. Pure: the assortment comes in, events or a rejection come out. */
final class ProductRules {

    private ProductRules() {}

    static Decision<CatalogEvent> decide(Assortment assortment, Currency currency, ProductCommand command) {
        return switch (command) {
            case SaveProduct save -> save(assortment, currency, save);
            case DeleteProduct(var id) -> (assortment.find(id) != null)
                    ? Decision.accept(List.of(new ProductDeleted(id))) : notFound(id);
        };
    }

    private static Decision<CatalogEvent> save(Assortment assortment, Currency currency, SaveProduct command) {
        var now = assortment.find(command.id());
        if (now == null && !command.mayCreate()) {
            return notFound(command.id());
        }
        var details = details((now != null) ? now.details() : null, command);
        var texts = new TextRules();
        if (now == null || !details.equals(now.details())) {
            texts.details(details);
        }
        checkMoney(texts, currency, command);
        if (!texts.errors().isEmpty()) {
            return Decision.invalid(texts.errors());
        }
        var slug = slug(assortment, now, command, details.name());
        if (slug == null) {
            return slugTaken(assortment, command);
        }
        var placed = PlacementRules.decide(assortment, now, command);
        return switch (placed) {
            case Decision.Rejected<Placement>(var rejection) -> new Decision.Rejected<>(rejection);
            case Decision.Superseded<Placement> _ -> new Decision.Superseded<>();
            case Decision.Accepted<Placement>(var placements) -> {
                var events = new ArrayList<CatalogEvent>();
                if (now == null) {
                    create(events, command, slug, details, placements);
                } else {
                    change(events, now, command, slug, details, placements);
                }
                stockAndPrice(events, assortment, command);
                yield Decision.accept(events);
            }
        };
    }

    private static void create(List<CatalogEvent> events, SaveProduct command, Slug slug, ProductDetails details,
            List<Placement> placements) {
        events.add(new ProductCreated(command.id(), slug, status(command, null), window(command, null), details));
        if (!placements.isEmpty()) {
            events.add(new ProductPlaced(command.id(), placements));
        }
    }

    private static void change(List<CatalogEvent> events, Product now, SaveProduct command, Slug slug,
            ProductDetails details, List<Placement> placements) {
        var id = now.id();
        if (!details.equals(now.details())) {
            events.add(new ProductDetailsChanged(id, details));
        }
        if (!slug.equals(now.slug())) {
            events.add(new ProductSlugChanged(id, slug));
        }
        var status = status(command, now.status());
        if (status != now.status()) {
            events.add(new ProductStatusChanged(id, status));
        }
        var window = window(command, now.sale());
        if (!window.equals(now.sale())) {
            events.add(new ProductSaleWindowChanged(id, window));
        }
        if (!placements.equals(now.placements())) {
            events.add(new ProductPlaced(id, placements));
        }
    }

    private static void stockAndPrice(List<CatalogEvent> events, Assortment assortment, SaveProduct command) {
        var id = command.id();
        var stock = assortment.stock(id);
        if (!(command.stock() instanceof Patch.Keep)) {
            var level = command.stock().applyTo(null);
            if (level != null) {
                events.addAll(events(Stock.set(stock, id, level, null)));
            } else if (stock != null) {
                events.addAll(events(Stock.set(stock, id, new StockLevel.Untracked(false), null)));
            }
        }
        if (!(command.price() instanceof Patch.Keep) || !(command.salePrice() instanceof Patch.Keep)) {
            var price = assortment.price(id);
            events.addAll(events(Price.set(price, id, command.price().applyTo((price != null) ? price.regular() : null),
                    command.salePrice().applyTo((price != null) ? price.sale() : null), null)));
        }
    }

    /** A level or price without a source version is never refused. */
    private static List<? extends CatalogEvent> events(Decision<? extends CatalogEvent> decision) {
        return (decision instanceof Decision.Accepted<? extends CatalogEvent>(var events)) ? events : List.of();
    }

    private static ProductStatus status(SaveProduct command, @Nullable ProductStatus now) {
        return Objects.requireNonNullElse(command.status().applyTo(now), ProductStatus.ACTIVE);
    }

    private static Window window(SaveProduct command, @Nullable Window now) {
        return Objects.requireNonNullElse(command.sale().applyTo(now), Window.ALWAYS);
    }

    private static ProductDetails details(@Nullable ProductDetails now, SaveProduct command) {
        return new ProductDetails(
                Objects.requireNonNullElse(command.name().applyTo((now != null) ? now.name() : null), ""),
                command.brand().applyTo((now != null) ? now.brand() : null),
                command.description().applyTo((now != null) ? now.description() : null),
                command.sku().applyTo((now != null) ? now.sku() : null),
                command.gtin().applyTo((now != null) ? now.gtin() : null),
                command.mpn().applyTo((now != null) ? now.mpn() : null),
                Objects.requireNonNullElse(command.images().applyTo((now != null) ? now.images() : null), List.of()),
                attributes((now != null) ? now.attributes() : List.of(), command.attributes()));
    }

    private static List<Attribute> attributes(List<Attribute> now, AttributesChange change) {
        return switch (change) {
            case AttributesChange.KeepAttributes _ -> now;
            case AttributesChange.ReplaceAttributes(var attributes) -> attributes;
            case AttributesChange.MergeAttributes(var patches) -> {
                var merged = new ArrayList<>(now);
                for (var patch : patches) {
                    int at = merged.stream().map(Attribute::name).toList().indexOf(patch.name());
                    var value = patch.value();
                    if (value == null) {
                        merged.removeIf(attribute -> attribute.name().equals(patch.name()));
                    } else if (at >= 0) {
                        merged.set(at, new Attribute(patch.name(), value));
                    } else {
                        merged.add(new Attribute(patch.name(), value));
                    }
                }
                yield merged;
            }
        };
    }

    private static void checkMoney(TextRules texts, Currency currency, SaveProduct command) {
        var price = command.price().applyTo(null);
        var sale = command.salePrice().applyTo(null);
        checkCurrency(texts, currency, "/price/currency", price);
        checkCurrency(texts, currency, "/salePrice/currency", (sale != null) ? sale.price() : null);
    }

    private static void checkCurrency(TextRules texts, Currency currency, String pointer, @Nullable Money money) {
        if (money != null && !money.currency().equals(currency)) {
            texts.wrong(pointer, "the currency %s is not this catalog's: use %s".formatted(money.currency(), currency));
        }
    }

    private static @Nullable Slug slug(Assortment assortment, @Nullable Product now, SaveProduct command,
            String name) {
        if (now != null && command.slug() instanceof Patch.Keep) {
            return now.slug();
        }
        var wanted = command.slug().applyTo(null);
        var candidates = (wanted != null) ? Stream.of(wanted) : candidates(command.id(), name);
        return candidates.filter(slug -> {
            var holder = assortment.holderOf(slug);
            return holder == null || holder.equals(command.id());
        }).findFirst().orElse(null);
    }

    /** The slugs that a product may get of its name, the best first. */
    static Stream<Slug> candidates(ProductId id, String name) {
        var last = new Slug("p").distinguishedBy(TextRules.digest(id.value()));
        var own = Slug.of(name).or(() -> Slug.of(id.value())).orElse(last);
        return Stream.of(own, own.distinguishedBy(id.value()), last);
    }

    private static Decision<CatalogEvent> slugTaken(Assortment assortment, SaveProduct command) {
        var wanted = command.slug().applyTo(null);
        return Decision.reject(ProblemType.RULE_BROKEN,
                (wanted != null)
                        ? "The slug '%s' is taken by the product '%s': choose another.".formatted(wanted,
                                assortment.holderOf(wanted))
                        : "All slugs made of its name and id are taken: choose one.");
    }

    private static Decision<CatalogEvent> notFound(ProductId id) {
        return Decision.reject(ProblemType.NOT_FOUND, "There is no product '%s'.".formatted(id));
    }

}
