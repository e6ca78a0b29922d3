-- Notes the categories and listings in which this generation differs from the one that readers use.
WITH category AS (
    SELECT coalesce(read.id, built.id) AS id
      FROM {active}.category read
      FULL JOIN {g}.category built ON built.id = read.id
     WHERE (read.parent_id, read.position, read.slug, read.name, read.description, read.image_url, read.path,
            read.visible, read.product_count)
           IS DISTINCT FROM
           (built.parent_id, built.position, built.slug, built.name, built.description, built.image_url, built.path,
            built.visible, built.product_count)
    UNION
    SELECT category_id
      FROM ((SELECT parent_id, slug, category_id FROM {active}.category_old_slug
             EXCEPT
             SELECT parent_id, slug, category_id FROM {g}.category_old_slug)
            UNION
            (SELECT parent_id, slug, category_id FROM {g}.category_old_slug
             EXCEPT
             SELECT parent_id, slug, category_id FROM {active}.category_old_slug)) AS old_slug
), listing AS (
    SELECT category_id
      FROM (SELECT category_id, count(*) AS rows,
                   bit_xor(hash_record_extended((product_id, position, price, created_at), 0)) AS sum
              FROM {active}.listing GROUP BY category_id) AS read
      FULL JOIN (SELECT category_id, count(*) AS rows,
                        bit_xor(hash_record_extended((product_id, position, price, created_at), 0)) AS sum
                   FROM {g}.listing GROUP BY category_id) AS built USING (category_id)
     WHERE (read.rows, read.sum) IS DISTINCT FROM (built.rows, built.sum)
)
INSERT INTO sync.generation_difference (generation, kind, key)
SELECT :generation, kind, key
  FROM (SELECT 'category' AS kind, id AS key FROM category
        UNION ALL
        SELECT 'listing', category_id FROM listing) AS difference
 LIMIT :most + 1
ON CONFLICT DO NOTHING
