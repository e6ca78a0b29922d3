-- Notes how far each of the leaves has come; one that has nothing left is clean.
WITH way (leaf, after) AS (
    SELECT * FROM unnest(:leaves, :afters)
), done AS (
    DELETE FROM sync.dirty
     USING way
     WHERE generation = :generation
       AND kind = 'leaf'
       AND key = way.leaf
       AND NOT EXISTS (SELECT FROM command.published_placement WHERE category_id = way.leaf AND product_id > way.after)
    RETURNING key
)
UPDATE sync.dirty
   SET after = way.after
  FROM way
 WHERE generation = :generation
   AND kind = 'leaf'
   AND key = way.leaf
   AND key NOT IN (SELECT key FROM done)
