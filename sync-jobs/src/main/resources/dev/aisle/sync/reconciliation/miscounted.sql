-- Those of :ids whose count isn't that of their listing's rows.
SELECT category.id, listing.rows - category.product_count AS missing
  FROM {g}.category
 CROSS JOIN LATERAL (SELECT count(*) AS rows FROM {g}.listing WHERE listing.category_id = category.id) AS listing
 WHERE category.id = ANY (:ids)
   AND category.product_count <> listing.rows
