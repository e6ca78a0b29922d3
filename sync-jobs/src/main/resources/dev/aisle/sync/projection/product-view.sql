-- The products that shoppers may see at :time, sold out or not: active, in a visible leaf.
-- Increment, rebuild and reconciliation come here, and say which products p they ask for and
-- where their categories stand.
SELECT view.*,
       md5(view::text)::uuid AS hash
  FROM (SELECT p.id, p.slug, p.name, p.brand,
               p.price,
               CASE WHEN coalesce(p.sale_price_from <= :time, true) AND coalesce(:time < p.sale_price_until, true)
                    THEN p.sale_price END AS sale_price,
               sellable.now AS available,
               p.images, p.description, p.sku, p.gtin, p.mpn, p.attributes,
               place.leaves,
               CASE WHEN sellable.now THEN place.categories ELSE '{}' END AS listed,
               CASE WHEN sellable.now THEN place.positions  ELSE '{}' END AS listed_positions,
               p.created_at
          FROM command.published_product p
         CROSS JOIN LATERAL (
               SELECT p.price IS NOT NULL
                  AND p.in_stock
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
         WHERE {which}
           AND p.status = 'active'
           AND place.leaves IS NOT NULL) AS view
