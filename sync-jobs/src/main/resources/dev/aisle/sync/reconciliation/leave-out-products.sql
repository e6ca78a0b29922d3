INSERT INTO pg_temp.left_out_product (id)
SELECT stream_id
  FROM command.published_journal
 WHERE position > :position
   AND stream_type <> 'category'
UNION
SELECT key
  FROM sync.dirty
 WHERE generation = :generation
   AND kind = 'product'
UNION
SELECT key
  FROM read.dead_letter
 WHERE generation = :generation
   AND kind = 'product'
UNION
SELECT place.product_id
  FROM sync.dirty leaf
  JOIN command.published_placement place ON place.category_id = leaf.key AND place.product_id > leaf.after
 WHERE leaf.generation = :generation
   AND leaf.kind = 'leaf'
UNION
SELECT place.product_id
  FROM pg_temp.left_out_category category
  JOIN command.published_placement place ON place.category_id = category.id
