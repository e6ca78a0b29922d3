-- Tells caches what changed in what readers see. What changes elsewhere is noted for the day that
-- readers are switched over, if it has been compared for that already.
WITH told AS (
    INSERT INTO read.changes (seq, previous, generation, epoch, position, time,
                              products, listings, touched, counts, categories, product_slugs, tree)
    SELECT :change, :change - 1, pointer.generation, pointer.epoch, :position, :time,
           :products, :listings, :touched, :counts, :categories, :slugs, :tree
      FROM read.pointer
     WHERE pointer.generation = :generation
    RETURNING pg_notify('aisle_read', '')
), noted AS (
    INSERT INTO sync.generation_difference (generation, kind, key)
    SELECT :generation, changed.kind, changed.key
      FROM sync.generation_difference compared
     CROSS JOIN LATERAL (
           SELECT 'product' AS kind, key FROM unnest(:products) AS key
           UNION ALL
           SELECT 'listing', key FROM unnest(:listings) AS key
           UNION ALL
           SELECT 'category', key FROM unnest(:categories) AS key
           UNION ALL
           SELECT 'slug', key FROM unnest(:slugs) AS key
           UNION ALL
           SELECT 'tree', '' WHERE :tree) AS changed
     WHERE compared.generation = :generation
       AND compared.kind       = 'compared'
    ON CONFLICT DO NOTHING
)
SELECT FROM told
