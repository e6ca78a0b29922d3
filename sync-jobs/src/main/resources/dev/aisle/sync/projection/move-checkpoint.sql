-- Settled is what lies below everything dirty; its time moves on only when nothing is, and no event
-- that this transaction saw is left for the next one.
UPDATE {g}.checkpoint
   SET position = :position, time = :time, change = :change, ahead = :ahead,
       settled_position = greatest(settled_position, coalesce(least(:position, dirty.position - 1), :position)),
       settled_time     = CASE WHEN dirty.position IS NULL AND NOT :more THEN :time ELSE settled_time END
  FROM (SELECT least((SELECT min(position) FROM sync.dirty WHERE generation = :generation AND kind = 'product'),
                     (SELECT min(position) FROM sync.dirty WHERE generation = :generation AND kind = 'leaf')) AS position
       ) AS dirty
RETURNING settled_position, dirty.position IS NOT NULL AS backlog
