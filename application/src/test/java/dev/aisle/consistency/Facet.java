package dev.aisle.consistency;

/**
 * Something that is written again and again, by one writer, each time with the next version in its content.
 *
 * @param kind what of the thing
 * @param id the thing's id
 */
record Facet(Kind kind, String id) {

    enum Kind {

        /** A product's name, brand and description, which are always written together. */
        NAME,

        /** A product's price: as many dollars as its version. */
        PRICE,

        /** A product's stock. Odd versions are in stock: more than that can't be seen. */
        STOCK,

        /** A category's name. */
        CATEGORY
    }
}
