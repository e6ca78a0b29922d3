WITH pair AS MATERIALIZED (
    SELECT key.slug, key.parent, fresh.category_id AS fresh, stored.owners,
           EXISTS (SELECT
                     FROM command.published_journal event
                    WHERE event.position > :position
                      AND event.stream_id = ANY (ARRAY[fresh.category_id, nullif(key.parent, '')] || stored.owners)
                      AND event.stream_type = 'category') AS busy
      FROM unnest(:ids, :categories) AS key (slug, parent)
      LEFT JOIN command.published_category_old_slug fresh
        ON fresh.slug = key.slug AND fresh.parent_id IS NOT DISTINCT FROM nullif(key.parent, '')
      LEFT JOIN LATERAL (
           SELECT array_agg(old.category_id) AS owners
             FROM {g}.category_old_slug old
            WHERE old.slug = key.slug
              AND old.parent_id IS NOT DISTINCT FROM nullif(key.parent, '')) AS stored ON true
), wrong AS MATERIALIZED (
    SELECT slug, parent, fresh, owners
      FROM pair
     WHERE NOT busy
       AND ARRAY[fresh] IS DISTINCT FROM coalesce(owners, ARRAY[NULL::text])
), gone AS (
    DELETE FROM {g}.category_old_slug old
     USING wrong
     WHERE old.slug = wrong.slug
       AND old.parent_id IS NOT DISTINCT FROM nullif(wrong.parent, '')
), put AS (
    INSERT INTO {g}.category_old_slug (parent_id, slug, category_id)
    SELECT nullif(parent, ''), slug, fresh
      FROM wrong
     WHERE fresh IS NOT NULL
)
SELECT array(SELECT slug || '/' || parent FROM pair WHERE busy) AS busy,
       array(SELECT slug   FROM wrong ORDER BY slug, parent) AS slugs,
       array(SELECT parent FROM wrong ORDER BY slug, parent) AS parents,
       array(SELECT fresh FROM wrong WHERE fresh IS NOT NULL
             UNION
             SELECT unnest(owners) FROM wrong) AS categories
