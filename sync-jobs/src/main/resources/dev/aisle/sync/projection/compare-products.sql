-- Notes the products, and the slugs of products, in which this generation differs from the one that
-- readers use. What only one of them knows yet is noted too, which does no harm.
WITH product AS (
    SELECT coalesce(read.id, built.id) AS id, read.slug AS old_slug, built.slug AS new_slug
      FROM {active}.product read
      FULL JOIN {g}.product built ON built.id = read.id
     WHERE (read.hash, read.slug, read.name, read.brand, read.price, read.sale_price, read.available, read.images,
            read.description, read.sku, read.gtin, read.mpn, read.attributes::text, read.leaves, read.created_at)
           IS DISTINCT FROM
           (built.hash, built.slug, built.name, built.brand, built.price, built.sale_price, built.available, built.images,
            built.description, built.sku, built.gtin, built.mpn, built.attributes::text, built.leaves, built.created_at)
), slug AS (
    SELECT old_slug AS slug FROM product WHERE old_slug IS DISTINCT FROM new_slug AND old_slug IS NOT NULL
    UNION
    SELECT new_slug FROM product WHERE old_slug IS DISTINCT FROM new_slug AND new_slug IS NOT NULL
    UNION
    SELECT slug
      FROM {active}.product_old_slug read
      FULL JOIN {g}.product_old_slug built USING (slug)
     WHERE read.product_id IS DISTINCT FROM built.product_id
)
INSERT INTO sync.generation_difference (generation, kind, key)
SELECT :generation, kind, key
  FROM (SELECT 'product' AS kind, id AS key FROM product
        UNION ALL
        SELECT 'slug', slug FROM slug) AS difference
 LIMIT :most + 1
ON CONFLICT DO NOTHING
