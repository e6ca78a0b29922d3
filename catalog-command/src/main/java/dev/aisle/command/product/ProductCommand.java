package dev.aisle.command.product;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Patch;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

/** What can be asked of a product. */
sealed interface ProductCommand {

    /** The product that it is about. */
    ProductId id();

    /**
     * Changes a product, and makes it where that is allowed. A slug that is cleared is made
     * of the name again; a status that is cleared is {@code active}.
     */
    record SaveProduct(ProductId id, boolean mayCreate, Patch<Slug> slug, Patch<String> name, Patch<String> brand,
            Patch<String> description, Patch<String> sku, Patch<String> gtin, Patch<String> mpn,
            Patch<List<String>> images, AttributesChange attributes, Patch<ProductStatus> status, Patch<Window> sale,
            PlacementsChange placements, Patch<StockLevel> stock, Patch<Money> price,
            Patch<SalePrice> salePrice) implements ProductCommand {}

    /** Takes a product away, with its placements, stock and price. */
    record DeleteProduct(ProductId id) implements ProductCommand {}

    /** What becomes of the attributes. */
    sealed interface AttributesChange {

        /** They stay. */
        record KeepAttributes() implements AttributesChange {}

        /** They are replaced. */
        record ReplaceAttributes(List<Attribute> attributes) implements AttributesChange {}

        /** Some are put, in their place or at the end; those without a value go (RFC 7396). */
        record MergeAttributes(List<AttributePatch> patches) implements AttributesChange {}

        /** One attribute's new value, or null to take it away. */
        record AttributePatch(String name, @Nullable String value) {}

    }

    /** What becomes of the placements. */
    sealed interface PlacementsChange {

        /** They stay. */
        record KeepPlacements() implements PlacementsChange {}

        /** They are replaced; without a position a product keeps its place, or comes last. */
        record ReplacePlacements(List<WantedPlacement> placements) implements PlacementsChange {}

        /** It leaves some leaves and comes last in others, unless it stands there. */
        record AdjustPlacements(List<CategoryId> unplace, List<CategoryId> place) implements PlacementsChange {}

        /** A leaf to stand in, and where. */
        record WantedPlacement(CategoryId category, @Nullable Integer position) {}

    }

}
