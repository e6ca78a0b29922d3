-- Takes away where categories stood before, as far as the categories :ids have to do with it:
-- as what stood there, as its parent, or as what took the place over.
WITH scope AS (
    SELECT stored.ctid AS row
      FROM {g}.category_old_slug stored
     WHERE stored.category_id = ANY (:ids)
    UNION
    SELECT stored.ctid
      FROM {g}.category_old_slug stored
     WHERE stored.parent_id = ANY (:ids)
    UNION
    SELECT stored.ctid
      FROM command.published_category_old_slug taken
      JOIN {g}.category_old_slug stored ON stored.slug = taken.slug AND stored.parent_id IS NOT DISTINCT FROM taken.parent_id
     WHERE taken.category_id = ANY (:ids)
)
DELETE FROM {g}.category_old_slug stored
 USING scope
 WHERE stored.ctid = scope.row
   AND NOT EXISTS (SELECT
                     FROM command.published_category_old_slug old
                    WHERE old.category_id = stored.category_id
                      AND old.slug        = stored.slug
                      AND old.parent_id IS NOT DISTINCT FROM stored.parent_id)
RETURNING stored.category_id
