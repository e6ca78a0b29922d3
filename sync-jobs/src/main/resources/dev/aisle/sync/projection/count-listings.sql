-- Counts once what the increment maintains by differences.
WITH counted AS (
    SELECT category_id, count(*) AS products
      FROM {g}.listing
     GROUP BY category_id
), fresh AS (
    SELECT category.id, coalesce(counted.products, 0) AS products,
           (read.parent_id, read.position, read.slug, read.name, read.description, read.image_url,
            read.path, read.visible, read.product_count)
           IS NOT DISTINCT FROM
           (category.parent_id, category.position, category.slug, category.name, category.description,
            category.image_url, category.path, category.visible, coalesce(counted.products, 0)) AS same,
           read.version, read.changed_at
      FROM {g}.category
      LEFT JOIN counted ON counted.category_id = category.id
      LEFT JOIN {active}.category AS read ON read.id = category.id
)
UPDATE {g}.category
   SET product_count = fresh.products,
       version       = CASE WHEN fresh.same THEN fresh.version    ELSE category.version END,
       changed_at    = CASE WHEN fresh.same THEN fresh.changed_at ELSE category.changed_at END
  FROM fresh
 WHERE category.id = fresh.id
