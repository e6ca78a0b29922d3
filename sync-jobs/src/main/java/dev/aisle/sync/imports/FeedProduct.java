package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a feed says of a product, read and checked; what a column doesn't say is
 * null or empty.
 *
 * @param sku the feed's id, where it couldn't be the product's
 * @param title the name
 * @param description the description
 * @param brand the brand
 * @param gtin the trade item number
 * @param mpn the maker's number
 * @param image the main picture's URL
 * @param moreImages the other pictures' URLs
 * @param attributes further facts: name, value, name, value, …
 * @param available whether it can be had
 * @param quantity how many there are, where that is counted
 * @param price the regular price in minor units
 * @param salePrice the reduced price in minor units
 * @param saleFrom when the reduced price begins
 * @param saleUntil when it ends
 * @param expires when it can't be sold any more
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FeedProduct(@Nullable String sku, @Nullable String title, @Nullable String description, @Nullable String brand,
        @Nullable String gtin, @Nullable String mpn, @Nullable String image, @Nullable List<String> moreImages,
        @Nullable List<String> attributes, @Nullable Boolean available, @Nullable Integer quantity,
        @Nullable Long price, @Nullable Long salePrice, @Nullable Instant saleFrom, @Nullable Instant saleUntil,
        @Nullable Instant expires) {

    /** Reads what wasn't written because it was empty. */
    FeedProduct {
        moreImages = (moreImages == null) ? List.of() : List.copyOf(moreImages);
        attributes = (attributes == null) ? List.of() : List.copyOf(attributes);
    }

}
