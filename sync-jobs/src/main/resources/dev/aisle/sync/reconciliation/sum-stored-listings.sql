SELECT {segment:l.product_id} AS segment, 0 AS products, 0 AS digest, count(*) AS rows,
       bit_xor({listing:l.category_id, l.product_id, l.position, l.price, l.created_at}) AS row_digest
  FROM {g}.listing l
 WHERE l.ctid >= :from::tid
   AND l.ctid <  :until::tid
   AND {compared:l.product_id}
 GROUP BY segment
