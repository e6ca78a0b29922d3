-- What other modules may know of the write model. sync reads these views and nothing else.

CREATE VIEW command.published_catalog AS
SELECT epoch, currency FROM command.catalog;

CREATE VIEW command.published_category AS
SELECT id, version, parent_id, position, slug, name, description, image_url, hidden, display_from, display_until
  FROM command.category;

CREATE VIEW command.published_category_old_slug AS
SELECT parent_id, slug, category_id FROM command.category_old_slug;

CREATE VIEW command.published_product AS
SELECT p.id, p.version, p.slug, p.status, p.name, p.brand, p.description, p.sku, p.gtin, p.mpn, p.images, p.attributes,
       p.sale_from, p.sale_until, p.created_at,
       coalesce(s.quantity > 0, s.available, false) AS in_stock,
       r.amount AS price, r.sale_amount AS sale_price, r.sale_from AS sale_price_from, r.sale_until AS sale_price_until
  FROM command.product p
  LEFT JOIN command.stock s ON s.product_id = p.id
  LEFT JOIN command.price r ON r.product_id = p.id;

CREATE VIEW command.published_stock AS
SELECT product_id, coalesce(quantity > 0, available, false) AS in_stock FROM command.stock;

CREATE VIEW command.published_price AS
SELECT product_id, amount AS price, sale_amount AS sale_price, sale_from AS sale_price_from, sale_until AS sale_price_until
  FROM command.price;

CREATE VIEW command.published_product_old_slug AS
SELECT slug, product_id FROM command.product_old_slug;

CREATE VIEW command.published_placement AS
SELECT category_id, product_id, position FROM command.placement;

-- Every instant at which a window opens or closes, each branch on an index of its own.
CREATE VIEW command.published_boundary AS
SELECT 'category' AS kind, id AS key, display_from  AS at FROM command.category WHERE display_from  IS NOT NULL
UNION ALL
SELECT 'category', id,         display_until FROM command.category WHERE display_until IS NOT NULL
UNION ALL
SELECT 'product',  id,         sale_from     FROM command.product  WHERE sale_from     IS NOT NULL
UNION ALL
SELECT 'product',  id,         sale_until    FROM command.product  WHERE sale_until    IS NOT NULL
UNION ALL
SELECT 'product',  product_id, sale_from     FROM command.price    WHERE sale_from     IS NOT NULL
UNION ALL
SELECT 'product',  product_id, sale_until    FROM command.price    WHERE sale_until    IS NOT NULL;

CREATE VIEW command.published_journal AS
SELECT position, stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id, recorded_at
  FROM command.journal;
