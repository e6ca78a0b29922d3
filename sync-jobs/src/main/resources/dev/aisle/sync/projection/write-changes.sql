INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories, product_slugs, tree)
SELECT :change, :change - 1, pointer.generation, pointer.epoch, :position, :time,
       :products, :listings, :categories, :slugs, :tree
  FROM read.pointer
 WHERE pointer.generation = :generation
RETURNING pg_notify('aisle_read', '')
