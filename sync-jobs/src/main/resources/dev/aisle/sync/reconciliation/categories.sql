SELECT coalesce(fresh.id, stored.id) AS key, NULL::text AS category,
       CASE WHEN fresh.id  IS NOT NULL THEN {category:fresh, 0} END AS fresh_digest,
       CASE WHEN stored.id IS NOT NULL THEN {category:stored, CASE WHEN stored.version <= :change THEN 0 ELSE 1 END} END AS stored_digest,
       coalesce(fresh.path, '{}') || coalesce(stored.path, '{}') AS streams, stored.changed_at
  FROM pg_temp.expected_category fresh
  FULL JOIN {g}.category stored ON stored.id = fresh.id
 WHERE NOT EXISTS (SELECT FROM pg_temp.left_out_category moving WHERE moving.id = coalesce(fresh.id, stored.id))
