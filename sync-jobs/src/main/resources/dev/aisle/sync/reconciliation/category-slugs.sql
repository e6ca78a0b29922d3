SELECT coalesce(fresh.slug, stored.slug) AS key, coalesce(fresh.parent_id, stored.parent_id) AS category,
       CASE WHEN fresh.slug  IS NOT NULL THEN hashtextextended(fresh.category_id, 0) END AS fresh_digest,
       CASE WHEN stored.slug IS NOT NULL THEN stored.digest END                          AS stored_digest,
       '{}'::text[] AS streams, NULL::timestamptz AS changed_at
  FROM command.published_category_old_slug fresh
  FULL JOIN (SELECT parent_id, slug, array_agg(category_id) AS owners,
                    CASE count(*) WHEN 1 THEN hashtextextended(min(category_id), 0) ELSE count(*) END AS digest
               FROM {g}.category_old_slug
              GROUP BY parent_id, slug) AS stored
    ON stored.slug = fresh.slug AND coalesce(stored.parent_id, '') = coalesce(fresh.parent_id, '')
 WHERE NOT EXISTS (SELECT
                     FROM pg_temp.left_out_category moving
                    WHERE moving.id IN (fresh.category_id, fresh.parent_id, stored.parent_id)
                       OR moving.id = ANY (stored.owners))
