-- Everything below the categories :ids, and the roots where :roots.
WITH RECURSIVE below (id) AS (
    SELECT id FROM command.published_category WHERE parent_id = ANY (:ids)
    UNION
    SELECT child.id FROM below JOIN command.published_category child ON child.parent_id = below.id
)
SELECT id FROM below
 UNION ALL
SELECT id FROM command.published_category WHERE :roots AND parent_id IS NULL
