SELECT coalesce(fresh.slug, stored.slug) AS key, NULL::text AS category,
       hashtextextended(fresh.product_id, 0)  AS fresh_digest,
       hashtextextended(stored.product_id, 0) AS stored_digest,
       '{}'::text[] AS streams, NULL::timestamptz AS changed_at
  FROM command.published_product_old_slug fresh
  FULL JOIN {g}.product_old_slug stored ON stored.slug = fresh.slug
 WHERE NOT EXISTS (SELECT FROM pg_temp.left_out_product moving WHERE moving.id = fresh.product_id)
   AND NOT EXISTS (SELECT FROM pg_temp.left_out_product moving WHERE moving.id = stored.product_id)
