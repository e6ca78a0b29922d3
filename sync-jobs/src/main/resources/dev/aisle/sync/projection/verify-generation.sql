-- Whether a generation adds up: its listings against its products, row by row in a checksum, and
-- its counts against its listings.
WITH by_category AS MATERIALIZED (
    SELECT category_id, count(*) AS rows,
           bit_xor(hash_record_extended((category_id, product_id, position, price, created_at), 0)) AS sum
      FROM {g}.listing
     GROUP BY category_id
), listed AS (
    SELECT coalesce(sum(rows), 0)::bigint AS rows, bit_xor(sum) AS sum
      FROM by_category
), due AS (
    SELECT count(*) AS rows,
           bit_xor(hash_record_extended((listed.category_id, product.id, listed.position,
                                         coalesce(product.sale_price, product.price), product.created_at), 0)) AS sum
      FROM {g}.product
     CROSS JOIN unnest(product.listed, product.listed_positions) AS listed (category_id, position)
), miscounted AS (
    SELECT count(*) AS categories
      FROM {g}.category
      LEFT JOIN by_category ON by_category.category_id = category.id
     WHERE category.product_count <> coalesce(by_category.rows, 0)
)
SELECT (SELECT count(*) FROM {g}.product)                                 AS products,
       (SELECT count(*) FROM {active}.product)                            AS active_products,
       listed.rows                                                        AS listing_rows,
       (listed.rows, listed.sum) IS NOT DISTINCT FROM (due.rows, due.sum) AS sums_agree,
       miscounted.categories                                              AS miscounted
  FROM listed
 CROSS JOIN due
 CROSS JOIN miscounted
