package dev.aisle.sync.projection;

/** What the projection makes of products, as SQL for those who compare the read model with it. */
public final class ProductView {

    private ProductView() {}

    /**
     * All that is stored of a product row {@code p} but its hash and version: as the projection makes it, so that
     * {@code hash_record_extended} of a row of these is the hash.
     */
    public static final String CONTENT = """
            p.id, p.slug, p.name, p.brand, p.price, p.sale_price, p.available, p.images, p.description, p.sku, p.gtin,
            p.mpn, p.attributes::text, p.leaves, p.listed, p.listed_positions, p.created_at""";

    /**
     * The query that the projection itself runs; it takes the parameter {@code time}.
     * @param categories the table from which to take the categories' paths and visibility
     * @param which a condition on a product's id, for which {@code %s} stands: one that an index can serve
     * @param further another one, on products {@code p}
     * @return the text of a query
     */
    public static String of(String categories, String which, String further) {
        return ProjectionSql.productView(which).replace("{category}", categories).replace("{further}", further);
    }

}
