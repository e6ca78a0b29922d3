-- Recomputes the categories :ids and their children (and the roots where :roots), and, of
-- those that stand elsewhere or have become visible or hidden, everything below. Where
-- that touches what is listed, the leaves become dirty: one row a leaf, whatever it holds.
WITH RECURSIVE category AS NOT MATERIALIZED (
    SELECT c.*,
           NOT c.hidden
           AND coalesce(c.display_from <= :time, true) AND coalesce(:time < c.display_until, true) AS shown
      FROM command.published_category c
), asked AS (
    SELECT id FROM category WHERE id        = ANY (:ids)
    UNION
    SELECT id FROM category WHERE {children}
    UNION
    SELECT id FROM category WHERE :roots AND parent_id IS NULL
), climb (id, up, path, visible) AS (
    SELECT c.id, c.parent_id, ARRAY[c.id], c.shown
      FROM asked
      JOIN category c ON c.id = asked.id
    UNION ALL
    SELECT climb.id, c.parent_id, c.id || climb.path, climb.visible AND c.shown
      FROM climb
      JOIN category c ON c.id = climb.up
), below (id, path, visible) AS (
    SELECT top.id, top.path, top.visible
      FROM climb top
      LEFT JOIN {g}.category stored ON stored.id = top.id
     WHERE top.up IS NULL
       AND {below}
       AND (stored.path, stored.visible) IS DISTINCT FROM (top.path, top.visible)
    UNION
    SELECT c.id, below.path || c.id, below.visible AND c.shown
      FROM below
      JOIN category c ON c.parent_id = below.id
), place AS (
    SELECT id, path, visible FROM climb WHERE up IS NULL
    UNION
    SELECT id, path, visible FROM below
), change AS MATERIALIZED (
    SELECT c.id, c.parent_id, c.position, c.slug, c.name, c.description, c.image_url, place.path, place.visible,
           stored.path    AS stored_path,
           stored.visible AS stored_visible
      FROM place
      JOIN category c ON c.id = place.id
      LEFT JOIN {g}.category stored ON stored.id = place.id
     WHERE (c.parent_id, c.position, c.slug, c.name, c.description, c.image_url, place.path, place.visible)
           IS DISTINCT FROM
           (stored.parent_id, stored.position, stored.slug, stored.name, stored.description, stored.image_url,
            stored.path, stored.visible)
), gone AS (
    DELETE FROM {g}.category stored
     WHERE stored.id = ANY (:ids)
       AND NOT EXISTS (SELECT FROM category c WHERE c.id = stored.id)
    RETURNING stored.id
), kept AS (
    INSERT INTO {g}.category (id, parent_id, position, slug, name, description, image_url, path, visible,
                              product_count, version, changed_at)
    SELECT id, parent_id, position, slug, name, description, image_url, path, visible,
           -- an id made again may find rows of its former life, which are yet to be taken away
           CASE WHEN stored_path IS NULL
                THEN (SELECT count(*) FROM {g}.listing WHERE listing.category_id = change.id)
                ELSE 0 END,
           :change, :time
      FROM change
        ON CONFLICT (id) DO UPDATE
       SET (parent_id, position, slug, name, description, image_url, path, visible, version, changed_at)
         = (excluded.parent_id, excluded.position, excluded.slug, excluded.name, excluded.description,
            excluded.image_url, excluded.path, excluded.visible, excluded.version, excluded.changed_at)
), leaf AS (
    -- What is placed in a category that was not stored yet came after it, and has events of its own
    INSERT INTO sync.dirty AS dirty (generation, kind, key, position)
    SELECT :generation, 'leaf', id, :position
      FROM change
     WHERE stored_path IS NOT NULL
       AND (visible OR stored_visible)
       AND (path, visible) IS DISTINCT FROM (stored_path, stored_visible)
       AND EXISTS (SELECT FROM command.published_placement place WHERE place.category_id = change.id)
        ON CONFLICT (generation, kind, key) DO UPDATE
       SET position = least(dirty.position, excluded.position), after = ''
    RETURNING key
)
SELECT array(SELECT id FROM change UNION ALL SELECT id FROM gone) AS categories,
       exists(SELECT FROM leaf)                                   AS leaves
