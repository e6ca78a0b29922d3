-- The next :limit products of the oldest dirty leaves; a leaf that has none left comes with null.
SELECT leaf.key AS leaf, place.product_id AS product, coalesce(place.product_id, leaf.after) AS after
  FROM sync.dirty leaf
  LEFT JOIN LATERAL (
       SELECT product_id
         FROM command.published_placement
        WHERE category_id = leaf.key
          AND product_id  > leaf.after
        ORDER BY product_id
        LIMIT :limit) AS place ON true
 WHERE leaf.generation = :generation
   AND leaf.kind = 'leaf'
 ORDER BY leaf.position, leaf.key, place.product_id
 LIMIT :limit
