-- The products that shoppers may see at :time, sold out or not: active, in a visible leaf.
-- Increment, rebuild and reconciliation come here, and say where their categories stand and, by
-- {which …}, which ids they ask for: of stock and prices too, so that a range is read in one go.
-- {further} is a condition on products p alone.
SELECT view.*,
       hash_record_extended(ROW(view.id, view.slug, view.name, view.brand, view.price, view.sale_price, view.available,
                                view.images, view.description, view.sku, view.gtin, view.mpn, view.attributes::text,
                                view.leaves, view.listed, view.listed_positions, view.created_at), 0) AS hash
  FROM (SELECT p.id, p.slug, p.name, p.brand,
               r.price,
               CASE WHEN coalesce(r.sale_price_from <= :time, true) AND coalesce(:time < r.sale_price_until, true)
                    THEN r.sale_price END AS sale_price,
               sellable.now AS available,
               p.images, p.description, p.sku, p.gtin, p.mpn, p.attributes,
               place.leaves,
               CASE WHEN sellable.now THEN place.categories ELSE '{}' END AS listed,
               CASE WHEN sellable.now THEN place.positions  ELSE '{}' END AS listed_positions,
               p.created_at
          FROM command.published_product p
          LEFT JOIN command.published_stock s ON s.product_id = p.id AND {which s.product_id}
          LEFT JOIN command.published_price r ON r.product_id = p.id AND {which r.product_id}
         CROSS JOIN LATERAL (
               SELECT r.price IS NOT NULL
                  AND coalesce(s.in_stock, false)
                  AND coalesce(p.sale_from <= :time, true) AND coalesce(:time < p.sale_until, true) AS now
               ) AS sellable
         CROSS JOIN LATERAL (
               SELECT array_agg(above.id       ORDER BY above.id)                           AS categories,
                      array_agg(above.position ORDER BY above.id)                           AS positions,
                      array_agg(above.id       ORDER BY above.id) FILTER (WHERE above.leaf) AS leaves
                 FROM (SELECT step.id, min(place.position) AS position, bool_or(step.id = leaf.id) AS leaf
                         FROM command.published_placement place
                         JOIN {category} leaf ON leaf.id = place.category_id AND leaf.visible
                        CROSS JOIN unnest(leaf.path) AS step (id)
                        WHERE place.product_id = p.id
                        GROUP BY step.id) AS above
               ) AS place
         WHERE {which p.id}
           AND {further}
           AND p.status = 'active'
           AND place.leaves IS NOT NULL) AS view
