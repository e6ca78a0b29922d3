SELECT {segment:id} AS segment, count(*) AS products
  FROM pg_temp.left_out_product
 WHERE {asked:id}
 GROUP BY segment
