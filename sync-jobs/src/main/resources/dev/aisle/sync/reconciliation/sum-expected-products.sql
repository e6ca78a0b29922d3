-- A checksum of what each segment of products should be, and of the listing rows that they should have.
SELECT product.segment, count(*) AS products, bit_xor(product.digest) AS digest,
       sum(product.listed) AS rows, bit_xor(product.row_digest) AS row_digest
  FROM (SELECT {segment:fresh.id}                 AS segment,
               hashint8extended(fresh.hash, 0)    AS digest,
               cardinality(fresh.listed)          AS listed,
               coalesce((SELECT bit_xor({listing:listed.category_id, fresh.id, listed.position, fresh.sort_price, fresh.created_at})
                           FROM unnest(fresh.listed, fresh.listed_positions) AS listed (category_id, position)), 0)
                                                  AS row_digest
          FROM (SELECT view.*, coalesce(view.sale_price, view.price) AS sort_price
                  FROM ({expected-product}) AS view
                OFFSET 0) AS fresh) AS product
 GROUP BY product.segment
