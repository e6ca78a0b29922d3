-- Looks at the products :ids again and recomputes those that differ, whatever their hash and
-- listed columns say, for these may be what is wrong. Listing rows are known by their keys: those
-- that should be there, those that the product says it has, those that the comparison found, and
-- those that somebody met. Products on their way are left alone.
WITH busy AS MATERIALIZED (
    SELECT key.id
      FROM unnest(:ids) AS key (id)
     -- A few events are read once for all products: one product's own, which lie all over the journal, cost as much as
     -- several hundred that follow each other. Where there are many, that would hold up the projector who has to read
     -- them, too; so each product's own are read.
     WHERE CASE WHEN (SELECT max(event.position) FROM command.published_journal event) - :position
                       < 50 * cardinality(:ids)
                THEN key.id IN (SELECT event.stream_id
                                  FROM command.published_journal event
                                 WHERE event.position > :position
                                   AND event.stream_type <> 'category')
                ELSE EXISTS (SELECT
                               FROM command.published_journal event
                              WHERE event.position > :position
                                AND event.stream_id = key.id
                                AND event.stream_type <> 'category')
           END
        OR EXISTS (SELECT
                     FROM sync.dirty
                    WHERE dirty.generation = :generation
                      AND dirty.kind = 'product'
                      AND dirty.key = key.id)
        OR (NOT :dead_too
            AND EXISTS (SELECT
                          FROM read.dead_letter
                         WHERE dead_letter.generation = :generation
                           AND dead_letter.kind = 'product'
                           AND dead_letter.key = key.id))
        OR EXISTS (SELECT
                     FROM command.published_placement place
                     JOIN sync.dirty leaf ON leaf.generation = :generation AND leaf.kind = 'leaf'
                                         AND leaf.key = place.category_id AND leaf.after < key.id
                    WHERE place.product_id = key.id)
), key AS MATERIALIZED (
    SELECT asked.id
      FROM unnest(:ids) AS asked (id)
     WHERE NOT EXISTS (SELECT FROM busy WHERE busy.id = asked.id)
), fresh AS MATERIALIZED (
    SELECT view.*
      FROM key
     CROSS JOIN LATERAL ({product-view}) AS view
), stored AS MATERIALIZED (
    SELECT p.id, p.slug, p.hash, p.version, p.listed, p.listed_positions, hash_record_extended(ROW({content}), 0) AS content
      FROM key
      JOIN {g}.product p ON p.id = key.id
), wrong AS MATERIALIZED (
    SELECT key.id, fresh.id IS NULL AS gone, stored.id IS NULL AS missing, fresh.slug, stored.slug AS stored_slug
      FROM key
      LEFT JOIN fresh  ON fresh.id  = key.id
      LEFT JOIN stored ON stored.id = key.id
     WHERE (fresh.id IS NULL) <> (stored.id IS NULL)
        OR stored.content <> fresh.hash
        OR stored.hash <> fresh.hash
        OR stored.version >= :change
), gone AS (
    DELETE FROM {g}.product
     USING wrong
     WHERE product.id = wrong.id
       AND wrong.gone
), kept AS (
    INSERT INTO {g}.product (id, slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
                             attributes, leaves, listed, listed_positions, created_at, hash, version, changed_at)
    SELECT fresh.id, fresh.slug, fresh.name, fresh.brand, fresh.price, fresh.sale_price, fresh.available, fresh.images,
           fresh.description, fresh.sku, fresh.gtin, fresh.mpn, fresh.attributes, fresh.leaves, fresh.listed,
           fresh.listed_positions, fresh.created_at, fresh.hash, :change, :now
      FROM fresh
      JOIN wrong ON wrong.id = fresh.id
        ON CONFLICT (id) DO UPDATE
       SET (slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
            attributes, leaves, listed, listed_positions, created_at, hash, version, changed_at)
         = (excluded.slug, excluded.name, excluded.brand, excluded.price, excluded.sale_price, excluded.available,
            excluded.images, excluded.description, excluded.sku, excluded.gtin, excluded.mpn,
            excluded.attributes, excluded.leaves, excluded.listed, excluded.listed_positions, excluded.created_at,
            excluded.hash, excluded.version, excluded.changed_at)
), wanted AS MATERIALIZED (
    SELECT listed.category_id, listed.position, fresh.id AS product_id,
           coalesce(fresh.sale_price, fresh.price) AS price, fresh.created_at
      FROM fresh
     CROSS JOIN unnest(fresh.listed, fresh.listed_positions) AS listed (category_id, position)
), met AS MATERIALIZED (
    SELECT seen.category_id, seen.product_id, seen.sort, seen.sort_key
      FROM key
      JOIN unnest(:row_categories, :row_products, :row_orders, :row_keys) AS seen (category_id, product_id, sort, sort_key)
        ON seen.product_id = key.id
), place AS MATERIALIZED (
    -- Each place once. Joining "wanted" for what should be there would be a nested loop over both: the planner
    -- expects a row of each.
    SELECT category_id, position, product_id, bool_or(wanted) AS wanted
      FROM (SELECT category_id, position, product_id, true
              FROM wanted
             UNION ALL
            SELECT listed.category_id, listed.position, stored.id, false
              FROM stored
             CROSS JOIN unnest(stored.listed, stored.listed_positions) AS listed (category_id, position)
             UNION ALL
            SELECT finding.category, finding.position, finding.key, false
              FROM key
              JOIN sync.reconciliation_finding finding ON finding.reconciliation = :reconciliation
                                                      AND finding.kind = 'listing'
                                                      AND finding.key = key.id
             UNION ALL
            SELECT listing.category_id, listing.position, listing.product_id, false
              FROM met
              JOIN {g}.listing ON listing.category_id = met.category_id
                              AND listing.product_id  = met.product_id
                              AND listing.position    = met.sort_key
             WHERE met.sort = 'POSITION'
             UNION ALL
            SELECT listing.category_id, listing.position, listing.product_id, false
              FROM met
              JOIN {g}.listing ON listing.category_id = met.category_id
                              AND listing.product_id  = met.product_id
                              AND listing.price       = met.sort_key
             WHERE met.sort = 'PRICE'
             UNION ALL
            SELECT listing.category_id, listing.position, listing.product_id, false
              FROM met
              JOIN {g}.listing ON listing.category_id = met.category_id
                              AND listing.product_id  = met.product_id
                              AND listing.created_at  = timestamptz 'epoch' + met.sort_key * interval '1 microsecond'
             WHERE met.sort = 'CREATED') AS known (category_id, position, product_id, wanted)
     GROUP BY category_id, position, product_id
), present AS MATERIALIZED (
    SELECT listing.category_id, listing.position, listing.product_id, place.wanted
      FROM place
      JOIN {g}.listing ON listing.category_id = place.category_id
                      AND listing.position    = place.position
                      AND listing.product_id  = place.product_id
), listing_gone AS (
    DELETE FROM {g}.listing
     USING present
     WHERE listing.category_id = present.category_id
       AND listing.position    = present.position
       AND listing.product_id  = present.product_id
       AND NOT present.wanted
    RETURNING listing.category_id, listing.product_id
), listing_put_right AS (
    UPDATE {g}.listing
       SET price = wanted.price, created_at = wanted.created_at
      FROM wanted
     WHERE listing.category_id = wanted.category_id
       AND listing.position    = wanted.position
       AND listing.product_id  = wanted.product_id
       AND (listing.price, listing.created_at) IS DISTINCT FROM (wanted.price, wanted.created_at)
    RETURNING listing.category_id, listing.product_id
), listing_new AS (
    INSERT INTO {g}.listing (category_id, product_id, position, price, created_at)
    SELECT wanted.category_id, wanted.product_id, wanted.position, wanted.price, wanted.created_at
      FROM wanted
     WHERE NOT EXISTS (SELECT
                         FROM present
                        WHERE present.category_id = wanted.category_id
                          AND present.position    = wanted.position
                          AND present.product_id  = wanted.product_id)
    RETURNING category_id, product_id
), moved AS MATERIALIZED (
    SELECT category_id, product_id FROM listing_gone
    UNION
    SELECT category_id, product_id FROM listing_put_right
    UNION
    SELECT category_id, product_id FROM listing_new
)
SELECT array(SELECT id FROM busy)                                            AS busy,
       array(SELECT id FROM wrong)                                           AS products,
       array(SELECT slug        FROM wrong WHERE slug        IS DISTINCT FROM stored_slug AND slug        IS NOT NULL
             UNION
             SELECT stored_slug FROM wrong WHERE stored_slug IS DISTINCT FROM slug        AND stored_slug IS NOT NULL)
                                                                             AS slugs,
       -- a page that was made while the product was missing lacks it, whether or not its listing row was there
       array(SELECT category_id FROM moved
             UNION
             SELECT wanted.category_id FROM wanted JOIN wrong ON wrong.id = wanted.product_id AND wrong.missing)
                                                                             AS listings,
       array(SELECT category_id FROM moved ORDER BY category_id, product_id) AS moved_categories,
       array(SELECT product_id  FROM moved ORDER BY category_id, product_id) AS moved_products
