DELETE FROM {g}.product_old_slug stored
 WHERE stored.product_id = ANY (:ids)
   AND NOT EXISTS (SELECT
                     FROM command.published_product_old_slug old
                    WHERE old.product_id = stored.product_id
                      AND old.slug       = stored.slug)
RETURNING stored.slug
