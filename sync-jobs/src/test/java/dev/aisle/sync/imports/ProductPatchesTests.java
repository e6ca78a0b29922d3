package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;
import dev.aisle.sync.imports.ProductPatches.Present;

import static org.assertj.core.api.Assertions.assertThat;

class ProductPatchesTests {

    private static final Currency USD = Currency.getInstance("USD");

    private static final FeedProduct EMPTY = new FeedProduct(null, null, null, null, null, null, null, List.of(),
            List.of(), null, null, null, null, null, null, null);

    @Test
    void aColumnThatTheFeedDoesNotHaveSaysNothing() {
        var patch = patch(Set.of("id"), EMPTY, Present.NOTHING);

        assertThat(List.of(patch.name(), patch.brand(), patch.description(), patch.sku(), patch.gtin(), patch.mpn(),
                patch.images(), patch.attributes(), patch.status(), patch.saleWindow(), patch.stock(), patch.price(),
                patch.sale())).allSatisfy(p -> assertThat(p).isInstanceOf(Patch.Keep.class));
    }

    @Test
    void anEmptyColumnTakesTheValueAway() {
        var patch = patch(Set.of("id", "brand", "availability", "price", "sale_price", "expiration_date"), EMPTY,
                Present.NOTHING);

        assertThat(List.of(patch.brand(), patch.saleWindow(), patch.stock(), patch.price(), patch.sale()))
                .allSatisfy(p -> assertThat(p).isInstanceOf(Patch.Clear.class));
        assertThat(patch.name()).isInstanceOf(Patch.Keep.class);
    }

    @Test
    void readsStockFromAvailabilityAndQuantity() {
        assertThat(patch(Set.of("availability"), stocked(true, null), Present.NOTHING).stock())
                .isEqualTo(Patch.put(new StockLevel.Untracked(true)));
        assertThat(patch(Set.of("availability", "quantity"), stocked(true, 3), Present.NOTHING).stock())
                .isEqualTo(Patch.put(new StockLevel.Tracked(3)));
        assertThat(patch(Set.of("availability", "quantity"), stocked(false, 3), Present.NOTHING).stock())
                .isEqualTo(Patch.put(new StockLevel.Untracked(false)));
    }

    @Test
    void aReducedPriceHasItsOwnWindow() {
        var from = Instant.parse("2026-11-20T00:00:00Z");
        var row = new FeedProduct(null, null, null, null, null, null, null, List.of(), List.of(), null, null, 1500L,
                1200L, from, null, null);

        assertThat(patch(Set.of("price", "sale_price"), row, Present.NOTHING).sale())
                .isEqualTo(Patch.put(new SalePrice(new Money(1200, USD), new Window(from, null))));
    }

    @Test
    void attributesAndPicturesThatAreNotTheFeedsStay() {
        var present = new Present(List.of("/a.png", "/b.png"),
                List.of(new Attribute("origin", "Uji"), new Attribute("color", "green"), new Attribute("size", "S")),
                ProductStatus.ACTIVE, null);
        var row = new FeedProduct(null, null, null, null, null, null, "/new.png", List.of(), List.of("color", "red"),
                null, null, null, null, null, null, null);
        var patch = patch(Set.of("color", "image_link"), row, present);

        assertThat(patch.attributes()).isEqualTo(Patch.put(List.of(new Attribute("origin", "Uji"),
                new Attribute("color", "red"), new Attribute("size", "S"))));
        assertThat(patch.images()).isEqualTo(Patch.put(List.of("/new.png", "/b.png")));
    }

    @Test
    void onlyWhatImportsDiscontinuedComesBack() {
        var gone = new Present(List.of(), List.of(), ProductStatus.DISCONTINUED, null);

        assertThat(patch(Set.of(), EMPTY, gone).status()).isInstanceOf(Patch.Keep.class);
        assertThat(new ProductPatches(Set.of(), List.of(), USD)
                .patch(new ProductId("1"), EMPTY, gone, true, Set.of(), List.of(), List.of()).status())
                .isEqualTo(Patch.put(ProductStatus.ACTIVE));
    }

    private static FeedProduct stocked(boolean available, Integer quantity) {
        return new FeedProduct(null, null, null, null, null, null, null, List.of(), List.of(), available, quantity,
                null, null, null, null, null);
    }

    private static ProductUpsert patch(Set<String> columns, FeedProduct row, Present present) {
        return new ProductPatches(columns, List.of("color", "size"), USD).patch(new ProductId("1"), row, present,
                false, Set.of(), List.of(), List.of());
    }

}
