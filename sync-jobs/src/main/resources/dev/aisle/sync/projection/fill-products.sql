-- Fills a generation that nobody reads yet with the products of one range of ids. What is
-- as it is in the generation that readers use keeps its version there.
WITH fresh AS MATERIALIZED (
    {product-view}
), product AS (
    INSERT INTO {g}.product (id, slug, name, brand, price, sale_price, available, images, description, sku, gtin, mpn,
                             attributes, leaves, listed, listed_positions, created_at, hash, version, changed_at)
    SELECT fresh.id, fresh.slug, fresh.name, fresh.brand, fresh.price, fresh.sale_price, fresh.available, fresh.images,
           fresh.description, fresh.sku, fresh.gtin, fresh.mpn, fresh.attributes, fresh.leaves, fresh.listed,
           fresh.listed_positions, fresh.created_at, fresh.hash,
           CASE WHEN read.hash = fresh.hash THEN read.version    ELSE :change END,
           CASE WHEN read.hash = fresh.hash THEN read.changed_at ELSE :time   END
      FROM fresh
      LEFT JOIN {active}.product AS read ON read.id = fresh.id
)
INSERT INTO {g}.listing (category_id, product_id, position, price, created_at)
SELECT listed.category_id, fresh.id, listed.position, coalesce(fresh.sale_price, fresh.price), fresh.created_at
  FROM fresh
 CROSS JOIN unnest(fresh.listed, fresh.listed_positions) AS listed (category_id, position)
