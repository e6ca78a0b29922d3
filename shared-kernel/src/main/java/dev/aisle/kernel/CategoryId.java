package dev.aisle.kernel;

/**
 * Identifies a category for good: a letter or digit, then {@code [A-Za-z0-9._~:-]}, at most
 * 120 characters. Ordered by code point, as PostgreSQL's collation {@code "C"} orders it.
 *
 * @param value the id as clients write it
 */
public record CategoryId(String value) implements Comparable<CategoryId> {

    /**
     * @throws InvalidValueException if the value has another shape
     */
    public CategoryId {
        Identifiers.require("category", value);
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
    public int compareTo(CategoryId other) {
        return this.value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return this.value;
    }

}
