-- What the projection makes of the whole tree. Not taken from the stored one, which may be wrong.
INSERT INTO pg_temp.expected_category (id, parent_id, position, slug, name, description, image_url, path, visible)
WITH RECURSIVE category AS NOT MATERIALIZED (
    SELECT c.*,
           NOT c.hidden
           AND coalesce(c.display_from <= :time, true) AND coalesce(:time < c.display_until, true) AS shown
      FROM command.published_category c
), tree AS (
    SELECT c.id, c.parent_id, c.position, c.slug, c.name, c.description, c.image_url,
           ARRAY[c.id] AS path, c.shown AS visible
      FROM category c
     WHERE c.parent_id IS NULL
    UNION ALL
    SELECT c.id, c.parent_id, c.position, c.slug, c.name, c.description, c.image_url,
           tree.path || c.id, tree.visible AND c.shown
      FROM tree
      JOIN category c ON c.parent_id = tree.id
)
SELECT id, parent_id, position, slug, name, description, image_url, path, visible
  FROM tree
