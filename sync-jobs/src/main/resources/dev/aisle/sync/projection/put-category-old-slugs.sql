INSERT INTO {g}.category_old_slug (parent_id, slug, category_id)
SELECT old.parent_id, old.slug, old.category_id
  FROM command.published_category_old_slug old
 WHERE old.category_id = ANY (:ids)
   AND NOT EXISTS (SELECT
                     FROM {g}.category_old_slug stored
                    WHERE stored.slug = old.slug
                      AND stored.parent_id IS NOT DISTINCT FROM old.parent_id)
RETURNING category_id
