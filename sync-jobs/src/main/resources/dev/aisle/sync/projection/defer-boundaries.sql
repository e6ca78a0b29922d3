-- More windows open or close at once than one transaction should take.
INSERT INTO sync.dirty AS dirty (generation, kind, key, position)
SELECT DISTINCT :generation, 'product', key, :position
  FROM command.published_boundary
 WHERE at >  :from
   AND at <= :until
   AND kind = 'product'
    ON CONFLICT (generation, kind, key) DO UPDATE
   SET position = least(dirty.position, excluded.position)
