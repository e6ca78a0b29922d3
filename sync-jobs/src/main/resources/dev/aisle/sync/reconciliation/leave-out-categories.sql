-- What is on its way in this snapshot: categories with events past the checkpoint, those that
-- were set aside, their children, whose order may change, and all below, as the tree is and as it was.
INSERT INTO pg_temp.left_out_category (id)
WITH RECURSIVE touched AS MATERIALIZED (
    SELECT stream_id AS id
      FROM command.published_journal
     WHERE position > :position
       AND stream_type = 'category'
    UNION
    SELECT key
      FROM read.dead_letter
     WHERE generation = :generation
       AND kind = 'category'
), edge AS MATERIALIZED (
    SELECT id, parent_id FROM pg_temp.expected_category
    UNION
    SELECT id, parent_id FROM {g}.category
), below (id) AS (
    (SELECT id FROM touched WHERE id <> :roots
     UNION
     SELECT edge.id FROM edge WHERE edge.parent_id IS NULL AND EXISTS (SELECT FROM touched WHERE id = :roots))
    UNION
    SELECT edge.id
      FROM below
      JOIN edge ON edge.parent_id = below.id
)
SELECT id FROM below
