WITH pair AS MATERIALIZED (
    SELECT key.slug, fresh.product_id AS fresh, stored.product_id AS stored,
           EXISTS (SELECT
                     FROM command.published_journal event
                    WHERE event.position > :position
                      AND event.stream_id IN (fresh.product_id, stored.product_id)
                      AND event.stream_type = 'product') AS busy
      FROM unnest(:ids, :categories) AS key (slug, parent)
      LEFT JOIN command.published_product_old_slug fresh ON fresh.slug = key.slug
      LEFT JOIN {g}.product_old_slug stored ON stored.slug = key.slug
), wrong AS MATERIALIZED (
    SELECT slug, fresh, stored
      FROM pair
     WHERE NOT busy
       AND fresh IS DISTINCT FROM stored
), gone AS (
    DELETE FROM {g}.product_old_slug
     USING wrong
     WHERE product_old_slug.slug = wrong.slug
       AND wrong.fresh IS NULL
), put AS (
    INSERT INTO {g}.product_old_slug (slug, product_id)
    SELECT slug, fresh
      FROM wrong
     WHERE fresh IS NOT NULL
        ON CONFLICT (slug) DO UPDATE
       SET product_id = excluded.product_id
)
SELECT array(SELECT slug || '/' FROM pair WHERE busy) AS busy,
       array(SELECT slug FROM wrong)           AS slugs,
       array(SELECT ''   FROM wrong)           AS parents,
       '{}'::text[]                            AS categories
