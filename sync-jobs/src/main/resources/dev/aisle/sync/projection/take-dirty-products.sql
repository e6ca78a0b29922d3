WITH oldest AS (
    SELECT key
      FROM sync.dirty
     WHERE generation = :generation
       AND kind = 'product'
     ORDER BY position, key
     LIMIT :limit
)
DELETE FROM sync.dirty
 USING oldest
 WHERE dirty.generation = :generation
   AND dirty.kind = 'product'
   AND dirty.key = oldest.key
RETURNING dirty.key
