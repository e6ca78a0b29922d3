-- Recomputes the products :ids and writes what differs: their rows, the listing rows that
-- come, go or sort elsewhere, and with those the counts of their categories.
WITH change AS MATERIALIZED (
    SELECT key.id, fresh.slug, fresh.name, fresh.brand, fresh.price, fresh.sale_price, fresh.available, fresh.images,
           fresh.description, fresh.sku, fresh.gtin, fresh.mpn, fresh.attributes, fresh.leaves, fresh.listed,
           fresh.listed_positions, fresh.created_at, fresh.hash,
           coalesce(fresh.sale_price, fresh.price)   AS sort_price,
           coalesce(stored.sale_price, stored.price) AS stored_sort_price,
           stored.slug                               AS stored_slug,
           stored.created_at                         AS stored_created_at,
           stored.listed                             AS stored_listed,
           stored.listed_positions                   AS stored_positions
      FROM unnest(:ids) AS key (id)
      LEFT JOIN LATERAL ({product-view}) AS fresh ON true
      LEFT JOIN {g}.product AS stored ON stored.id = key.id
     WHERE fresh.hash IS DISTINCT FROM stored.hash
), gone AS (
    DELETE FROM {g}.product
     USING change
     WHERE product.id = change.id
       AND change.hash IS NULL
), kept AS (
    INSERT INTO {g}.product (id, slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
                             attributes, leaves, listed, listed_positions, created_at, hash, version, changed_at)
    SELECT id, slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
           attributes, leaves, listed, listed_positions, created_at, hash, :change, :time
      FROM change
     WHERE hash IS NOT NULL
        ON CONFLICT (id) DO UPDATE
       SET (slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
            attributes, leaves, listed, listed_positions, created_at, hash, version, changed_at)
         = (excluded.slug, excluded.name, excluded.brand, excluded.price, excluded.sale_price, excluded.available,
            excluded.images, excluded.description, excluded.sku, excluded.gtin, excluded.mpn,
            excluded.attributes, excluded.leaves, excluded.listed, excluded.listed_positions, excluded.created_at,
            excluded.hash, excluded.version, excluded.changed_at)
), delta AS MATERIALIZED (
    SELECT change.id AS product_id, category_id, listing.stored_position, listing.position,
           change.sort_price, change.stored_sort_price, change.created_at, change.stored_created_at
      FROM change
     CROSS JOIN LATERAL (
           SELECT category_id, stored.position AS stored_position, fresh.position
             FROM unnest(change.stored_listed, change.stored_positions) AS stored (category_id, position)
             FULL JOIN unnest(change.listed, change.listed_positions)   AS fresh  (category_id, position)
            USING (category_id)) AS listing
     WHERE listing.stored_position IS DISTINCT FROM listing.position
        OR change.stored_sort_price <> change.sort_price
        OR change.stored_created_at <> change.created_at
), listing_gone AS (
    DELETE FROM {g}.listing
     USING delta
     WHERE listing.category_id = delta.category_id
       AND listing.position    = delta.stored_position
       AND listing.product_id  = delta.product_id
       AND delta.position IS NULL
), listing_moved AS (
    UPDATE {g}.listing
       SET position = delta.position, price = delta.sort_price, created_at = delta.created_at
      FROM delta
     WHERE listing.category_id = delta.category_id
       AND listing.position    = delta.stored_position
       AND listing.product_id  = delta.product_id
       AND delta.position IS NOT NULL
), listing_new AS (
    INSERT INTO {g}.listing (category_id, product_id, position, price, created_at)
    SELECT category_id, product_id, position, sort_price, created_at
      FROM delta
     WHERE stored_position IS NULL
), touched AS (
    -- Where a few rows of a listing were and are, so that caches keep what lies elsewhere in it
    SELECT category_id,
           CASE WHEN count(*) <= 16 THEN concat_ws('|',
                coalesce(string_agg(concat_ws(',', stored_position, position), ',')
                         FILTER (WHERE stored_position IS DISTINCT FROM position), ''),
                coalesce(string_agg(concat_ws(',', stored_sort_price, sort_price), ',')
                         FILTER (WHERE (stored_position IS NULL, stored_sort_price)
                                       IS DISTINCT FROM (position IS NULL, sort_price)), ''),
                coalesce(string_agg(concat_ws(',', (extract(epoch FROM stored_created_at) * 1000000)::bigint,
                                                   (extract(epoch FROM created_at)        * 1000000)::bigint), ',')
                         FILTER (WHERE (stored_position IS NULL, stored_created_at)
                                       IS DISTINCT FROM (position IS NULL, created_at)), '')) END AS keys
      FROM delta
     GROUP BY category_id
), more AS MATERIALIZED (
    SELECT category_id,
           count(*) FILTER (WHERE stored_position IS NULL) - count(*) FILTER (WHERE position IS NULL) AS products
      FROM delta
     GROUP BY category_id
    HAVING count(*) FILTER (WHERE stored_position IS NULL) <> count(*) FILTER (WHERE position IS NULL)
), counted AS (
    UPDATE {g}.category
       SET product_count = product_count + more.products, version = :change, changed_at = :time
      FROM more
     WHERE category.id = more.category_id
       -- an array is looked up, where a join may read all categories
       AND category.id = ANY (array(SELECT category_id FROM more))
    RETURNING category.id, category.parent_id, product_count = 0 OR product_count = more.products AS displayability
)
SELECT array(SELECT id FROM change)                            AS products,
       array(SELECT category_id FROM touched ORDER BY category_id) AS listings,
       array(SELECT keys        FROM touched ORDER BY category_id) AS touched,
       array(SELECT slug        FROM change WHERE slug        IS DISTINCT FROM stored_slug AND slug        IS NOT NULL
             UNION
             SELECT stored_slug FROM change WHERE stored_slug IS DISTINCT FROM slug        AND stored_slug IS NOT NULL)
                                                               AS slugs,
       array(SELECT id FROM counted WHERE displayability)      AS categories,
       array(SELECT id FROM counted
             UNION
             SELECT parent_id FROM counted WHERE parent_id IS NOT NULL)
                                                               AS counts
