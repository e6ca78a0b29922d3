package dev.aisle.kernel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What describes a product to shoppers and to other systems.
 *
 * @param name its name
 * @param brand its brand, or null
 * @param description a longer text, or null
 * @param sku the merchant's own number, or null
 * @param gtin the trade item number (8, 12, 13 or 14 digits), or null
 * @param mpn the maker's number, or null
 * @param images URLs of pictures, the main one first
 * @param attributes further facts, in the order in which they are shown, each name once
 */
public record ProductDetails(String name, @Nullable String brand, @Nullable String description, @Nullable String sku,
        @Nullable String gtin, @Nullable String mpn, List<String> images, List<Attribute> attributes) {

    /** Copies the lists. */
    public ProductDetails {
        images = List.copyOf(images);
        attributes = List.copyOf(attributes);
    }

    /**
     * A further fact about a product.
     *
     * @param name what it is, such as {@code color}
     * @param value its value
     */
    public record Attribute(String name, String value) {

    }

}
