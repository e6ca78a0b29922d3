-- Increments move count and rows alike, so that their difference stays what it is while edits go on.
SELECT category.id, coalesce(listing.rows, 0) - category.product_count AS missing
  FROM {g}.category
  LEFT JOIN (SELECT category_id, count(*) AS rows FROM {g}.listing GROUP BY category_id) AS listing
    ON listing.category_id = category.id
 WHERE category.product_count <> coalesce(listing.rows, 0)
