package dev.aisle.command.journal;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.ProductEvent;
import dev.aisle.kernel.StockEvent;

/** The names of events in the journal. They outlive any class: a name never changes and is never used again. */
enum EventType {

    CATEGORY_CREATED("category-created", CategoryEvent.CategoryCreated.class),

    CATEGORY_RENAMED("category-renamed", CategoryEvent.CategoryRenamed.class),

    CATEGORY_SLUG_CHANGED("category-slug-changed", CategoryEvent.CategorySlugChanged.class),

    CATEGORY_DESCRIBED("category-described", CategoryEvent.CategoryDescribed.class),

    CATEGORY_MOVED("category-moved", CategoryEvent.CategoryMoved.class),

    CATEGORY_CHILDREN_ORDERED("category-children-ordered", CategoryEvent.CategoryChildrenOrdered.class),

    CATEGORY_HIDDEN("category-hidden", CategoryEvent.CategoryHidden.class),

    CATEGORY_SHOWN("category-shown", CategoryEvent.CategoryShown.class),

    CATEGORY_DISPLAY_WINDOW_CHANGED("category-display-window-changed",
            CategoryEvent.CategoryDisplayWindowChanged.class),

    CATEGORY_DELETED("category-deleted", CategoryEvent.CategoryDeleted.class),

    PRODUCT_CREATED("product-created", ProductEvent.ProductCreated.class),

    PRODUCT_DETAILS_CHANGED("product-details-changed", ProductEvent.ProductDetailsChanged.class),

    PRODUCT_SLUG_CHANGED("product-slug-changed", ProductEvent.ProductSlugChanged.class),

    PRODUCT_STATUS_CHANGED("product-status-changed", ProductEvent.ProductStatusChanged.class),

    PRODUCT_SALE_WINDOW_CHANGED("product-sale-window-changed", ProductEvent.ProductSaleWindowChanged.class),

    PRODUCT_PLACED("product-placed", ProductEvent.ProductPlaced.class),

    PRODUCT_DELETED("product-deleted", ProductEvent.ProductDeleted.class),

    STOCK_LEVEL_SET("stock-level-set", StockEvent.StockLevelSet.class),

    PRICE_SET("price-set", PriceEvent.PriceSet.class);

    private static final Map<String, EventType> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toMap(EventType::word, Function.identity()));

    private static final Map<Class<?>, EventType> BY_EVENT = Arrays.stream(values())
            .collect(Collectors.toMap(EventType::event, Function.identity()));

    private final String word;

    private final Class<? extends CatalogEvent> event;

    EventType(String word, Class<? extends CatalogEvent> event) {
        this.word = word;
        this.event = event;
    }

    static EventType of(CatalogEvent event) {
        var type = BY_EVENT.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " has no name in the journal");
        }
        return type;
    }

    static EventType named(String word) {
        var type = BY_NAME.get(word);
        if (type == null) {
            throw new InvalidValueException("'%s' is not an event".formatted(word));
        }
        return type;
    }

    String word() {
        return this.word;
    }

    Class<? extends CatalogEvent> event() {
        return this.event;
    }

    /** Raised when the payload changes its shape; {@link EventCodec} then reads all shapes there ever were. */
    short schemaVersion() {
        return 1;
    }

}
