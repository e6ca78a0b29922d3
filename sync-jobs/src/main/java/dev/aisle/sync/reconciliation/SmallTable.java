package dev.aisle.sync.reconciliation;

/** Tables that are compared whole, row by row: there are few rows, or they are small. */
enum SmallTable {

    CATEGORIES("category", "categories"),

    CATEGORY_SLUGS("category_slug", "category-slugs"),

    PRODUCT_SLUGS("product_slug", "product-slugs");

    private final String kind;

    private final String resource;

    SmallTable(String kind, String resource) {
        this.kind = kind;
        this.resource = resource;
    }

    /** What a finding in it is called. */
    String kind() {
        return this.kind;
    }

    String resource() {
        return this.resource;
    }

}
