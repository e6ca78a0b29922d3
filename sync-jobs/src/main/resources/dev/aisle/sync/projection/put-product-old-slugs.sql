INSERT INTO {g}.product_old_slug AS stored (slug, product_id)
SELECT slug, product_id
  FROM command.published_product_old_slug
 WHERE product_id = ANY (:ids)
    ON CONFLICT (slug) DO UPDATE
   SET product_id = excluded.product_id
 WHERE stored.product_id <> excluded.product_id
RETURNING stored.slug
