package dev.aisle.command.product;

import java.time.Instant;
import java.util.Currency;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.command.Patch;
import dev.aisle.command.product.Assortment.Leaf;
import dev.aisle.command.product.ProductCommand.AttributesChange;
import dev.aisle.command.product.ProductCommand.DeleteProduct;
import dev.aisle.command.product.ProductCommand.PlacementsChange;
import dev.aisle.command.product.ProductCommand.PlacementsChange.AdjustPlacements;
import dev.aisle.command.product.ProductCommand.PlacementsChange.KeepPlacements;
import dev.aisle.command.product.ProductCommand.PlacementsChange.ReplacePlacements;
import dev.aisle.command.product.ProductCommand.PlacementsChange.WantedPlacement;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductDetails;
import dev.aisle.kernel.ProductEvent.ProductCreated;
import dev.aisle.kernel.ProductEvent.ProductDeleted;
import dev.aisle.kernel.ProductEvent.ProductPlaced;
import dev.aisle.kernel.ProductEvent.ProductSlugChanged;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.StockEvent.StockLevelSet;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

import static org.assertj.core.api.Assertions.assertThat;

/** Given an assortment, when a command comes, then these events happen, or none and why. */
class ProductRulesTests {

    private static final Currency USD = Currency.getInstance("USD");

    private static final ProductId MILK = new ProductId("milk");

    private static final CategoryId DAIRY = new CategoryId("dairy");

    private static final CategoryId FRESH = new CategoryId("fresh");

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final Assortment assortment = new Assortment();

    @Test
    void aProductIsMadeWithAllThatBelongsToIt() {
        this.assortment.loadLeaf(DAIRY, new Leaf(false, 7));

        then(save("Milk", new ReplacePlacements(List.of(new WantedPlacement(DAIRY, null))),
                Patch.put(new StockLevel.Tracked(3)), Patch.put(new Money(129, USD)))).happens(created("Milk", "milk"),
                        new ProductPlaced(MILK, List.of(new Placement(DAIRY, 8))),
                        new StockLevelSet(MILK, new StockLevel.Tracked(3), null),
                        new PriceSet(MILK, new Money(129, USD), null, null));
    }

    @Test
    void theSameAgainMakesNoEvent() {
        this.assortment.loadLeaf(DAIRY, new Leaf(false, 7));
        var command = save("Milk", new ReplacePlacements(List.of(new WantedPlacement(DAIRY, null))),
                Patch.put(new StockLevel.Tracked(3)), Patch.put(new Money(129, USD)));
        given(created("Milk", "milk"), new ProductPlaced(MILK, List.of(new Placement(DAIRY, 2))),
                new StockLevelSet(MILK, new StockLevel.Tracked(3), null),
                new PriceSet(MILK, new Money(129, USD), null, null));

        then(command).happens();
    }

    @Test
    void onlyLeavesTakeProducts() {
        this.assortment.loadLeaf(DAIRY, new Leaf(true, 0));

        then(save("Milk", new AdjustPlacements(List.of(), List.of(DAIRY)), Patch.keep(), Patch.keep()))
                .isRefused(ProblemType.RULE_BROKEN, "only leaves");
        then(save("Milk", new AdjustPlacements(List.of(), List.of(FRESH)), Patch.keep(), Patch.keep()))
                .isRefused(ProblemType.RULE_BROKEN, "no category 'fresh'");
    }

    @Test
    void aProductLeavesAndComesAtTheEnd() {
        this.assortment.loadLeaf(FRESH, new Leaf(false, 4));
        given(created("Milk", "milk"), new ProductPlaced(MILK, List.of(new Placement(DAIRY, 2))));

        then(save("Milk", new AdjustPlacements(List.of(DAIRY), List.of(FRESH)), Patch.keep(), Patch.keep()))
                .happens(new ProductPlaced(MILK, List.of(new Placement(FRESH, 5))));
        then(save("Milk", new AdjustPlacements(List.of(), List.of(DAIRY)), Patch.keep(), Patch.keep())).happens();
    }

    @Test
    void aForeignCurrencyIsRefused() {
        then(save("Milk", new KeepPlacements(), Patch.keep(), Patch.put(new Money(1, Currency.getInstance("EUR")))))
                .isRefused(ProblemType.INVALID, "EUR");
    }

    @Test
    void aNewNameLeavesTheSlug() {
        given(created("Milk", "milk"), new ProductSlugChanged(MILK, new Slug("whole-milk")));

        assertThat(this.assortment.find(MILK)).extracting(Product::slug).isEqualTo(new Slug("whole-milk"));
        assertThat(this.assortment.left()).containsEntry(new Slug("milk"), MILK);
    }

    @Test
    void aProductGoesWithItsStockAndPrice() {
        given(created("Milk", "milk"), new StockLevelSet(MILK, new StockLevel.Tracked(3), null));

        then(new DeleteProduct(MILK)).happens(new ProductDeleted(MILK));
        given(new ProductDeleted(MILK));
        assertThat(this.assortment.stock(MILK)).isNull();
        assertThat(this.assortment.stocks().get(MILK).version()).as("for the next of this id").isOne();
        then(new DeleteProduct(MILK)).isRefused(ProblemType.NOT_FOUND, "'milk'");
    }

    private static ProductCreated created(String name, String slug) {
        return new ProductCreated(MILK, new Slug(slug), ProductStatus.ACTIVE, Window.ALWAYS,
                new ProductDetails(name, null, null, null, null, null, List.of(), List.of()));
    }

    private static SaveProduct save(String name, PlacementsChange placements, Patch<StockLevel> stock,
            Patch<Money> price) {
        return new SaveProduct(MILK, true, Patch.keep(), Patch.put(name), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.keep(), new AttributesChange.KeepAttributes(), Patch.keep(),
                Patch.keep(), placements, stock, price, Patch.keep());
    }

    private void given(CatalogEvent... events) {
        List.of(events).forEach(event -> this.assortment.apply(event, TIME));
    }

    private Then then(ProductCommand command) {
        return new Then(ProductRules.decide(this.assortment, USD, command));
    }

    private record Then(Decision<CatalogEvent> decision) {

        void happens(CatalogEvent... events) {
            assertThat(this.decision).isEqualTo(Decision.accept(List.of(events)));
        }

        void isRefused(ProblemType type, String why) {
            assertThat(this.decision).isInstanceOfSatisfying(Decision.Rejected.class, rejected -> {
                assertThat(rejected.rejection().type()).isEqualTo(type);
                assertThat(rejected.rejection().detail()).contains(why);
            });
        }

    }

}
