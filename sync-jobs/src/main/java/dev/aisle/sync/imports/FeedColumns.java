package dev.aisle.sync.imports;

import java.util.Set;

/** The attributes of a Merchant Center feed that mean something here. */
final class FeedColumns {

    static final String TITLE = "title";

    static final String DESCRIPTION = "description";

    static final String BRAND = "brand";

    static final String GTIN = "gtin";

    static final String MPN = "mpn";

    static final String IMAGE = "image_link";

    static final String MORE_IMAGES = "additional_image_link";

    static final String AVAILABILITY = "availability";

    static final String QUANTITY = "quantity";

    static final String PRICE = "price";

    static final String SALE_PRICE = "sale_price";

    static final String SALE_DATES = "sale_price_effective_date";

    static final String EXPIRES = "expiration_date";

    static final String TYPE = "product_type";

    static final String DETAIL = "product_detail";

    /** Those without which the product is as good: a value that is refused is left out. */
    static final Set<String> OPTIONAL = Set.of(DESCRIPTION, BRAND, GTIN, MPN, IMAGE, MORE_IMAGES, DETAIL);

    private FeedColumns() {}

}
