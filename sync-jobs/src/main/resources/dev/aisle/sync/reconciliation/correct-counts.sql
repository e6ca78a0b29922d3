UPDATE {g}.category
   SET product_count = product_count + wrong.missing, version = :change, changed_at = :now
  FROM unnest(:ids, :missing) AS wrong (id, missing)
 WHERE category.id = wrong.id
RETURNING category.id, product_count = 0 OR product_count = wrong.missing AS displayability
