SELECT category.id
  FROM {g}.category
 WHERE category.id = ANY (:ids)
   AND category.product_count <> (SELECT count(*) FROM {g}.listing WHERE listing.category_id = category.id)
