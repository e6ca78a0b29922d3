package dev.aisle.command.stream;

import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.ProductEvent;
import dev.aisle.kernel.StockEvent;
import dev.aisle.kernel.StockEvent.StockLevelSet;

/** The kinds of stream that the journal knows. */
public enum StreamType {

    /** One stream a category, and one for the order of the roots. */
    CATEGORY("category"),

    /** One stream a product. */
    PRODUCT("product"),

    /** One stream a product's stock. */
    STOCK("stock"),

    /** One stream a product's price. */
    PRICE("price");

    private final String word;

    StreamType(String word) {
        this.word = word;
    }

    /**
     * The kind of stream that an event belongs to.
     * @param event any event
     * @return its stream's kind
     */
    public static StreamType of(CatalogEvent event) {
        return switch (event) {
            case CategoryEvent _ -> CATEGORY;
            case ProductEvent _ -> PRODUCT;
            case StockEvent _ -> STOCK;
            case PriceEvent _ -> PRICE;
        };
    }

    /**
     * The stream that an event belongs to, within its kind.
     * @param event any event
     * @return its stream's id
     */
    public static String idOf(CatalogEvent event) {
        return switch (event) {
            case CategoryEvent category -> {
                var id = category.id();
                yield (id != null) ? id.value() : CategoryChildrenOrdered.ROOTS;
            }
            case ProductEvent product -> product.id().value();
            case StockLevelSet stock -> stock.product().value();
            case PriceSet price -> price.product().value();
        };
    }

    /**
     * The word for it in the journal and in URLs.
     * @return such as {@code category}
     */
    public String word() {
        return this.word;
    }

}
