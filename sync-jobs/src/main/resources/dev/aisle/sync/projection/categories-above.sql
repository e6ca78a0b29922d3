-- The categories right above those.
SELECT DISTINCT parent_id
  FROM {g}.category
 WHERE id = ANY (:ids)
   AND parent_id IS NOT NULL
