-- Nobody projects meanwhile, so that rows and counts stand still.
UPDATE {g}.category
   SET product_count = counted.rows, version = :change, changed_at = :now
  FROM (SELECT before.id, before.product_count,
               (SELECT count(*) FROM {g}.listing WHERE listing.category_id = before.id) AS rows
          FROM {g}.category before
         WHERE before.id = ANY (:ids)) AS counted
 WHERE category.id = counted.id
   AND category.product_count <> counted.rows
RETURNING category.id, (counted.product_count = 0) <> (counted.rows = 0) AS displayability
