-- The listings, said slowly and from the write model alone.
WITH RECURSIVE shown (id, path) AS (
    SELECT id, ARRAY[id]
      FROM command.category
     WHERE parent_id IS NULL AND NOT hidden
       AND (display_from IS NULL OR display_from <= :time) AND (display_until IS NULL OR display_until > :time)
    UNION ALL
    SELECT child.id, shown.path || child.id
      FROM shown
      JOIN command.category child ON child.parent_id = shown.id
     WHERE NOT child.hidden
       AND (child.display_from IS NULL OR child.display_from <= :time)
       AND (child.display_until IS NULL OR child.display_until > :time)
)
SELECT step.category, product.id, min(placement.position),
       min(CASE WHEN sale_amount IS NOT NULL
                 AND (price.sale_from IS NULL OR price.sale_from <= :time)
                 AND (price.sale_until IS NULL OR price.sale_until > :time)
                THEN sale_amount ELSE amount END),
       product.created_at
  FROM command.product
  JOIN command.placement ON placement.product_id = product.id
  JOIN shown             ON shown.id = placement.category_id
  JOIN command.stock     ON stock.product_id = product.id AND (stock.quantity > 0 OR stock.available)
  JOIN command.price     ON price.product_id = product.id AND price.amount IS NOT NULL
 CROSS JOIN unnest(shown.path) AS step (category)
 WHERE product.status = 'active'
   AND (product.sale_from IS NULL OR product.sale_from <= :time)
   AND (product.sale_until IS NULL OR product.sale_until > :time)
 GROUP BY step.category, product.id
