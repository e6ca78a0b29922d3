package dev.aisle.kernel;

/**
 * Identifies a product for good: a letter or digit, then {@code [A-Za-z0-9._~:-]}, at most
 * 120 characters. Ordered by code point, as PostgreSQL's collation {@code "C"} orders it.
 *
 * @param value the id as clients write it
 */
public record ProductId(String value) implements Comparable<ProductId> {

    /**
     * @throws InvalidValueException if the value has another shape
     */
    public ProductId {
        Identifiers.require("product", value);
    }

    /**
     * Tells whether the text could be an id, without throwing.
     * @param value any text
     * @return whether it has an id's shape
     */
    public static boolean isValid(String value) {
        return Identifiers.isValid(value);
    }

    @Override
    public int compareTo(ProductId other) {
        return this.value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return this.value;
    }

}
