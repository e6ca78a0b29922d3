-- Which of the categories :ids differ from what they should be, and which are on their way.
WITH RECURSIVE climb (id, up, path, visible) AS (
    SELECT c.id, c.parent_id, ARRAY[c.id],
           NOT c.hidden
           AND coalesce(c.display_from <= :time, true) AND coalesce(:time < c.display_until, true)
      FROM command.published_category c
     WHERE c.id = ANY (:ids)
    UNION ALL
    SELECT climb.id, c.parent_id, c.id || climb.path,
           climb.visible AND NOT c.hidden
           AND coalesce(c.display_from <= :time, true) AND coalesce(:time < c.display_until, true)
      FROM climb
      JOIN command.published_category c ON c.id = climb.up
), touched AS MATERIALIZED (
    SELECT DISTINCT stream_id AS id
      FROM command.published_journal
     WHERE position > :position
       AND stream_type = 'category'
    UNION
    SELECT key
      FROM read.dead_letter
     WHERE generation = :generation
       AND kind = 'category'
), pair AS (
    SELECT key.id, stored.version,
           ARRAY[key.id, stored.parent_id] || climb.path || stored.path           AS streams,
           coalesce(stored.parent_id, c.parent_id) IS NULL                       AS root,
           (c.id, c.parent_id, c.position, c.slug, c.name, c.description, c.image_url, climb.path, climb.visible)
           IS DISTINCT FROM
           (stored.id, stored.parent_id, stored.position, stored.slug, stored.name, stored.description,
            stored.image_url, stored.path, stored.visible)                       AS differs
      FROM unnest(:ids) AS key (id)
      LEFT JOIN climb ON climb.id = key.id AND climb.up IS NULL
      LEFT JOIN command.published_category c ON c.id = key.id
      LEFT JOIN {g}.category stored ON stored.id = key.id
)
SELECT id, differs OR coalesce(version >= :change, false) AS wrong,
       EXISTS (SELECT
                 FROM touched
                WHERE touched.id = ANY (pair.streams)
                   OR (pair.root AND touched.id = :roots)) AS busy
  FROM pair
