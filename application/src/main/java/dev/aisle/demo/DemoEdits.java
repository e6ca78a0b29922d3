package dev.aisle.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog;
import dev.aisle.command.Caller;
import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Window;
import dev.aisle.sync.imports.ImportFollowUp;

/**
 * What an editor would do to the demo catalog, so that there is something of everything:
 * hidden and out of season, being prepared, given up, reduced now or from tomorrow on.
 */
@Component
class DemoEdits implements ImportFollowUp {

    private static final Currency USD = Currency.getInstance("USD");

    private static final Season WINTER = Season.of(11, 15, 1, 7);

    private static final Season SUMMER = Season.of(6, 1, 9, 1);

    private static final Season NEW_YEAR = Season.of(1, 15, 2, 25);

    private final BulkCatalog catalog;

    DemoEdits(BulkCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String source() {
        return DemoCatalog.SOURCE;
    }

    @Override
    public ConsistencyToken apply(Instant requestedAt, Caller caller) {
        this.catalog.upsertCategories(categories(requestedAt), caller);
        return this.catalog.upsertProducts(products(requestedAt), caller).token();
    }

    private static List<CategoryUpsert> categories(Instant now) {
        var seasonal = new CategoryId("seasonal");
        return List.of(
                new CategoryUpsert(new CategoryId("test-kitchen"), "Test Kitchen", false, null, false, Patch.put(true),
                        Patch.keep()),
                displayed("winter", "Winter Holidays", seasonal, WINTER.at(now)),
                displayed("summer", "Summer Grill", seasonal, SUMMER.at(now)),
                displayed("lunar", "Lunar New Year", seasonal, NEW_YEAR.at(now)));
    }

    private static CategoryUpsert displayed(String id, String name, CategoryId parent, Window window) {
        return new CategoryUpsert(new CategoryId(id), name, false, parent, false, Patch.keep(), Patch.put(window));
    }

    private static List<ProductUpsert> products(Instant now) {
        var edits = new ArrayList<ProductUpsert>();
        // With these the whole category First Aid: it holds nothing to sell, so it isn't displayed
        Stream.of("plasters", "elastic-bandage", "disinfectant-spray", "cooling-gel-pack", "hand-sanitizer",
                "throat-lozenges", "pea-protein-drink", "solid-shampoo-bar", "vegan-chocolate-ice-cream")
                .map(id -> ProductUpsert.status(new ProductId(id), ProductStatus.DRAFT))
                .forEach(edits::add);
        Stream.of("licorice-wheels", "luncheon-meat", "iced-tea-peach", "wool-wash")
                .map(id -> ProductUpsert.status(new ProductId(id), ProductStatus.DISCONTINUED))
                .forEach(edits::add);
        edits.add(sold("advent-calendar", Season.of(11, 1, 12, 25).at(now)));
        edits.add(sold("roasted-chestnuts", Season.of(10, 1, 3, 1).at(now)));
        edits.add(sold("watermelon", Season.of(5, 15, 9, 15).at(now)));
        edits.add(sold("lemonade", Season.of(4, 1, 10, 1).at(now)));
        edits.add(sold("matcha", new Window(now.plus(Duration.ofDays(2)), null)));
        var thisWeek = new Window(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(6)));
        var nextWeek = new Window(now.plus(Duration.ofDays(6)), now.plus(Duration.ofDays(13)));
        edits.add(reduced("house-blend-whole-bean", 699, thisWeek));
        edits.add(reduced("salmon-fillets", 649, thisWeek));
        edits.add(reduced("strawberries", 299, thisWeek));
        edits.add(reduced("spicy-ramyeon", 349, nextWeek));
        edits.add(reduced("whole-milk", 119, nextWeek));
        return edits;
    }

    private static ProductUpsert sold(String id, Window window) {
        return edit(id, Patch.put(window), Patch.keep());
    }

    private static ProductUpsert reduced(String id, long cents, Window window) {
        return edit(id, Patch.keep(), Patch.put(new SalePrice(new Money(cents, USD), window)));
    }

    private static ProductUpsert edit(String id, Patch<Window> saleWindow, Patch<SalePrice> sale) {
        return new ProductUpsert(new ProductId(id), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), saleWindow, Patch.keep(),
                Patch.keep(), sale, List.of(), List.of());
    }

}
