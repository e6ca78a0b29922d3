package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

/**
 * Makes of a feed's row the change that it asks of its product: a column that the feed has
 * and that is empty takes the value away, a column that it doesn't have says nothing.
 */
final class ProductPatches {

    private final Set<String> columns;

    private final List<String> attributes;

    private final Currency currency;

    ProductPatches(Set<String> columns, List<String> attributes, Currency currency) {
        this.columns = columns;
        this.attributes = attributes.stream().filter(columns::contains).toList();
        this.currency = currency;
    }

    /**
     * What a product has now of the things of which a feed may change a part.
     *
     * @param images its pictures
     * @param attributes its attributes
     * @param status its status
     * @param saleFrom when its sale begins
     */
    record Present(List<String> images, List<Attribute> attributes, ProductStatus status,
            @Nullable Instant saleFrom) {

        static final Present NOTHING = new Present(List.of(), List.of(), ProductStatus.ACTIVE, null);

        /** Copies the lists. */
        Present {
            images = List.copyOf(images);
            attributes = List.copyOf(attributes);
        }
    }

    /** Whether what a product has now must be known to say what changes. */
    boolean needPresent() {
        return changesAttributes() || this.columns.contains(FeedColumns.EXPIRES)
                || this.columns.contains(FeedColumns.IMAGE) != this.columns.contains(FeedColumns.MORE_IMAGES);
    }

    private boolean changesAttributes() {
        return !this.attributes.isEmpty() || this.columns.contains(FeedColumns.DETAIL);
    }

    /**
     * Makes the change.
     * @param id the product
     * @param row what the feed says
     * @param present what it has now
     * @param revive whether to put it back into the assortment
     * @param leftOut columns that don't count
     * @param unplace leaves that it leaves
     * @param place leaves that it comes to stand in
     * @return the change
     */
    ProductUpsert patch(ProductId id, FeedProduct row, Present present, boolean revive, Set<String> leftOut,
            List<CategoryId> unplace, List<CategoryId> place) {
        var counting = new LinkedHashSet<>(this.columns);
        counting.removeAll(leftOut);
        return new ProductUpsert(id, row.title() == null ? Patch.keep() : Patch.put(row.title()),
                text(counting, FeedColumns.BRAND, row.brand()),
                text(counting, FeedColumns.DESCRIPTION, row.description()),
                row.sku() == null ? Patch.keep() : Patch.put(row.sku()), text(counting, FeedColumns.GTIN, row.gtin()),
                text(counting, FeedColumns.MPN, row.mpn()), images(counting, row, present),
                leftOut.contains(FeedColumns.DETAIL) ? Patch.keep() : attributes(row, present),
                revive && present.status() == ProductStatus.DISCONTINUED ? Patch.put(ProductStatus.ACTIVE)
                        : Patch.keep(),
                saleWindow(counting, row, present), stock(row), price(row), sale(row), unplace, place);
    }

    private static Patch<String> text(Set<String> columns, String column, @Nullable String value) {
        return columns.contains(column) ? Patch.put(value) : Patch.keep();
    }

    private static Patch<List<String>> images(Set<String> columns, FeedProduct row, Present present) {
        boolean main = columns.contains(FeedColumns.IMAGE);
        boolean more = columns.contains(FeedColumns.MORE_IMAGES);
        if (!main && !more) {
            return Patch.keep();
        }
        var images = new ArrayList<String>();
        if (!main) {
            images.addAll(present.images().subList(0, Math.min(1, present.images().size())));
        } else if (row.image() != null) {
            images.add(row.image());
        }
        images.addAll(more ? moreImages(row) : present.images().stream().skip(1).toList());
        return Patch.put(images.stream().distinct().toList());
    }

    private static List<String> moreImages(FeedProduct row) {
        return (row.moreImages() == null) ? List.of() : row.moreImages();
    }

    /** Others keep their place; those of the feed change, go, or come at the end. */
    private Patch<List<Attribute>> attributes(FeedProduct row, Present present) {
        if (!changesAttributes()) {
            return Patch.keep();
        }
        Map<String, String> facts = new LinkedHashMap<>();
        present.attributes().forEach(a -> facts.put(a.name(), a.value()));
        var said = (row.attributes() == null) ? List.<String>of() : row.attributes();
        for (var name : this.attributes) {
            if (!said.contains(name)) {
                facts.remove(name);
            }
        }
        for (int i = 0; i + 1 < said.size(); i += 2) {
            facts.put(said.get(i), said.get(i + 1));
        }
        var all = facts.entrySet().stream().map(f -> new Attribute(f.getKey(), f.getValue())).toList();
        return all.equals(present.attributes()) ? Patch.keep() : Patch.put(all);
    }

    private static Patch<Window> saleWindow(Set<String> columns, FeedProduct row, Present present) {
        if (!columns.contains(FeedColumns.EXPIRES)) {
            return Patch.keep();
        }
        var from = present.saleFrom();
        if (row.expires() == null && from == null) {
            return new Patch.Clear<>();
        }
        boolean overBefore = from != null && row.expires() != null && !from.isBefore(row.expires());
        return Patch.put(new Window(overBefore ? null : from, row.expires()));
    }

    private Patch<StockLevel> stock(FeedProduct row) {
        if (!this.columns.contains(FeedColumns.AVAILABILITY) && !this.columns.contains(FeedColumns.QUANTITY)) {
            return Patch.keep();
        }
        if (row.quantity() != null && !Boolean.FALSE.equals(row.available())) {
            return Patch.put(new StockLevel.Tracked(row.quantity()));
        }
        return row.available() == null ? new Patch.Clear<>() : Patch.put(new StockLevel.Untracked(row.available()));
    }

    private Patch<Money> price(FeedProduct row) {
        return this.columns.contains(FeedColumns.PRICE) ? Patch.put(money(row.price())) : Patch.keep();
    }

    private Patch<SalePrice> sale(FeedProduct row) {
        if (!this.columns.contains(FeedColumns.SALE_PRICE)) {
            return Patch.keep();
        }
        var reduced = money(row.salePrice());
        if (reduced == null || (row.price() == null && this.columns.contains(FeedColumns.PRICE))) {
            return new Patch.Clear<>();
        }
        return Patch.put(new SalePrice(reduced, new Window(row.saleFrom(), row.saleUntil())));
    }

    private @Nullable Money money(@Nullable Long minorUnits) {
        return (minorUnits == null) ? null : new Money(minorUnits, this.currency);
    }

}
