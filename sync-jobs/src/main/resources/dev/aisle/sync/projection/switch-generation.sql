-- Readers use this generation from this commit on, if it is at least as far as the one that they
-- use now. Caches are told where the two differed when they were compared, and what was projected
-- here since: they forget that and go on. Where there is too much to tell, or something couldn't be
-- projected, the number of the switch doesn't follow what caches know, and they begin anew.
WITH ready AS (
    UPDATE {g}.checkpoint AS built
       SET change = greatest(built.change, read.change) + 1
      FROM {active}.checkpoint AS read
     WHERE built.position         >= read.position
       AND built.time             >= read.time
       AND built.settled_position >= read.settled_position
       AND built.settled_time     >= read.settled_time
    RETURNING built.epoch, built.position, built.time, built.change, read.change AS previous
), difference AS (
    SELECT kind, key
      FROM sync.generation_difference
     WHERE generation = :generation
), told AS (
    INSERT INTO read.changes (seq, previous, generation, epoch, position, time,
                              products, listings, counts, categories, product_slugs, tree)
    SELECT change, previous, :generation, epoch, position, time,
           array(SELECT key FROM difference WHERE kind = 'product'),
           array(SELECT key FROM difference WHERE kind = 'listing'),
           array(SELECT key FROM difference WHERE kind = 'listing'
                 UNION
                 SELECT category.parent_id
                   FROM difference
                   JOIN {g}.category ON category.id = difference.key
                  WHERE difference.kind = 'listing'
                    AND category.parent_id IS NOT NULL),
           array(SELECT key FROM difference WHERE kind = 'category'),
           array(SELECT key FROM difference WHERE kind = 'slug'),
           EXISTS (SELECT FROM difference WHERE kind IN ('category', 'tree'))
      FROM ready
     WHERE EXISTS (SELECT FROM difference WHERE kind = 'compared')
       AND (SELECT count(*) FROM difference) <= :most
       AND NOT EXISTS (SELECT
                         FROM read.dead_letter
                        WHERE generation IN (:generation, (SELECT generation FROM read.pointer)))
    RETURNING pg_notify('aisle_read', '')
), noted AS (
    UPDATE read.generation
       SET phase    = 'ready',
           ready_at = coalesce(ready_at, clock_timestamp()),
           left_at  = CASE generation WHEN :generation THEN NULL ELSE clock_timestamp() END
     WHERE generation IN (:generation, (SELECT generation FROM read.pointer))
       AND EXISTS (SELECT FROM ready)
)
UPDATE read.pointer
   SET generation = :generation, epoch = ready.epoch
  FROM ready
