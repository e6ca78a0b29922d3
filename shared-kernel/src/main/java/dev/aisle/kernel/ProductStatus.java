package dev.aisle.kernel;

/** Where a product stands in its life. Only an active one can be sold or shown. */
public enum ProductStatus {

    /** Being prepared. */
    DRAFT,

    /** In the assortment. */
    ACTIVE,

    /** Out of the assortment. */
    DISCONTINUED

}
