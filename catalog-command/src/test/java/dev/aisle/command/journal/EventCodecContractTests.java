package dev.aisle.command.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.CategoryEvent.CategoryCreated;
import dev.aisle.kernel.CategoryEvent.CategoryDeleted;
import dev.aisle.kernel.CategoryEvent.CategoryDescribed;
import dev.aisle.kernel.CategoryEvent.CategoryDisplayWindowChanged;
import dev.aisle.kernel.CategoryEvent.CategoryHidden;
import dev.aisle.kernel.CategoryEvent.CategoryMoved;
import dev.aisle.kernel.CategoryEvent.CategoryRenamed;
import dev.aisle.kernel.CategoryEvent.CategoryShown;
import dev.aisle.kernel.CategoryEvent.CategorySlugChanged;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.Placement;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.PriceEvent.SalePrice;
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
import dev.aisle.kernel.StockEvent.StockLevelSet;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The journal is kept for good: what is written in {@code events/version-1.txt} must be
 * readable for ever, and is what is written today.
 */
class EventCodecContractTests {

    private static final CategoryId CATEGORY = new CategoryId("milk");

    private static final ProductId PRODUCT = new ProductId("whole-milk-1l");

    private static final Window SEASON = new Window(Instant.parse("2026-03-01T08:00:00Z"),
            Instant.parse("2026-10-31T22:59:59.123456Z"));

    private static final ProductDetails DETAILS = new ProductDetails("Whole milk 1 l", "Daily", "From \"happy\" cows",
            "M-1", "4006381333931", "WM1", List.of("https://example.org/milk.jpg", "/pictures/milk.svg"),
            List.of(new Attribute("name-ko", "우유"), new Attribute("fat", "3.5 %")));

    private static final Currency USD = Currency.getInstance("USD");

    private static final List<CatalogEvent> EVENTS = List.of(
            new CategoryCreated(CATEGORY, new CategoryId("dairy"), 3, new Slug("milk"), "Milk", "Fresh", "/m.svg", true,
                    SEASON),
            new CategoryCreated(CATEGORY, null, 1, new Slug("우유"), "우유", null, null, false, Window.ALWAYS),
            new CategoryRenamed(CATEGORY, "Milk & cream"), new CategorySlugChanged(CATEGORY, new Slug("milk-cream")),
            new CategoryDescribed(CATEGORY, "Fresh", "/m.svg"), new CategoryDescribed(CATEGORY, null, null),
            new CategoryMoved(CATEGORY, new CategoryId("dairy"), 2), new CategoryMoved(CATEGORY, null, 9),
            new CategoryChildrenOrdered(CATEGORY, List.of(new CategoryId("a"), new CategoryId("b"))),
            new CategoryChildrenOrdered(null, List.of(CATEGORY)), new CategoryHidden(CATEGORY),
            new CategoryShown(CATEGORY), new CategoryDisplayWindowChanged(CATEGORY, SEASON),
            new CategoryDisplayWindowChanged(CATEGORY, Window.ALWAYS), new CategoryDeleted(CATEGORY),
            new ProductCreated(PRODUCT, new Slug("whole-milk"), ProductStatus.ACTIVE, SEASON, DETAILS),
            new ProductCreated(PRODUCT, new Slug("x"), ProductStatus.DRAFT, Window.ALWAYS,
                    new ProductDetails("X", null, null, null, null, null, List.of(), List.of())),
            new ProductDetailsChanged(PRODUCT, DETAILS), new ProductSlugChanged(PRODUCT, new Slug("milk-1l")),
            new ProductStatusChanged(PRODUCT, ProductStatus.DISCONTINUED),
            new ProductSaleWindowChanged(PRODUCT, new Window(null, SEASON.until())),
            new ProductPlaced(PRODUCT, List.of(new Placement(CATEGORY, 7))), new ProductPlaced(PRODUCT, List.of()),
            new ProductDeleted(PRODUCT), new StockLevelSet(PRODUCT, new StockLevel.Tracked(5), 1_700_000_000_000L),
            new StockLevelSet(PRODUCT, new StockLevel.Untracked(true), null),
            new PriceSet(PRODUCT, new Money(1299, USD),
                    new SalePrice(new Money(999, USD), new Window(SEASON.from(), null)), 7L),
            new PriceSet(PRODUCT, new Money(1300, Currency.getInstance("KRW")), null, null),
            new PriceSet(PRODUCT, null, null, null));

    private final EventCodec codec = new EventCodec();

    @Test
    void eventsAreWrittenAsTheyAlwaysWere() throws IOException {
        assertThat(EVENTS.stream().map(event -> EventType.of(event).word() + " " + this.codec.write(event)).toList())
                .isEqualTo(golden());
    }

    @Test
    void eventsAreReadAsTheyWereWritten() throws IOException {
        assertThat(golden().stream().map(line -> {
            int space = line.indexOf(' ');
            return this.codec.read(line.substring(0, space), line.substring(space + 1));
        })).isEqualTo(EVENTS);
    }

    @Test
    void everyEventHasAnExample() {
        assertThat(EVENTS.stream().map(EventType::of).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(EventType.values()));
    }

    private static List<String> golden() throws IOException {
        try (var file = EventCodecContractTests.class.getResourceAsStream("/events/version-1.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

}
