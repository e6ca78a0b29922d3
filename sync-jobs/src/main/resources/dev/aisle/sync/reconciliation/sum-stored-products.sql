-- The same of the rows that are stored: by all they hold, and that their hash is right and their version possible.
SELECT product.segment, count(*) AS products,
       bit_xor(hashint8extended(product.content,
               CASE WHEN product.content = product.hash AND product.version <= :change THEN 0 ELSE 1 END)) AS digest,
       0 AS rows, 0 AS row_digest
  FROM (SELECT {segment:p.id} AS segment, p.hash, p.version, hash_record_extended(ROW({content}), 0) AS content
          FROM {g}.product p
         WHERE p.ctid >= :from::tid
           AND p.ctid <  :until::tid
           AND {compared:p.id}
        OFFSET 0) AS product
 GROUP BY product.segment
