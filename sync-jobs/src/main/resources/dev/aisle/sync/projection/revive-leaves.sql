-- While a category could not be stored, what was placed in it could not be listed: its leaves
-- are looked through once it is there.
WITH RECURSIVE below (id) AS (
    SELECT id FROM command.published_category WHERE id = ANY (:ids)
    UNION
    SELECT child.id FROM below JOIN command.published_category child ON child.parent_id = below.id
)
INSERT INTO sync.dirty AS dirty (generation, kind, key, position)
SELECT :generation, 'leaf', id, :position
  FROM below
 WHERE EXISTS (SELECT FROM command.published_placement place WHERE place.category_id = below.id)
    ON CONFLICT (generation, kind, key) DO UPDATE
   SET position = least(dirty.position, excluded.position), after = ''
