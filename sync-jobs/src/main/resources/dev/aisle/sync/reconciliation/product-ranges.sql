-- The last product id of every :size products.
SELECT id
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS number
          FROM {products}) AS product
 WHERE number % :size = 0
 ORDER BY id
