WITH category AS (
    INSERT INTO {g}.category_old_slug (parent_id, slug, category_id)
    SELECT parent_id, slug, category_id FROM command.published_category_old_slug
)
INSERT INTO {g}.product_old_slug (slug, product_id)
SELECT slug, product_id FROM command.published_product_old_slug
