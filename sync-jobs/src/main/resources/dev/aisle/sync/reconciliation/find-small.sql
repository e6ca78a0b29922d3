-- Rows of small tables have no hash; one that was written after all that could have changed it is not the projector's.
INSERT INTO sync.reconciliation_finding AS finding (reconciliation, kind, key, category, class, cause, round)
SELECT :reconciliation, :kind, key, coalesce(category, ''), class,
       CASE class
            WHEN 'missing' THEN 'row deleted outside Aisle, or event not projected'
            WHEN 'surplus' THEN 'row added outside Aisle, or event not projected'
            WHEN 'stale'   THEN 'event or window not projected'
            ELSE 'row changed outside Aisle'
       END,
       :round
  FROM (SELECT pair.key, pair.category,
               CASE WHEN pair.stored_digest IS NULL THEN 'missing'
                    WHEN pair.fresh_digest  IS NULL THEN 'surplus'
                    WHEN greatest((SELECT max(recorded_at)
                                     FROM command.published_journal
                                    WHERE stream_type = 'category'
                                      AND stream_id = ANY (pair.streams)
                                      AND position <= :position),
                                  (SELECT max(at)
                                     FROM command.published_boundary
                                    WHERE kind = 'category'
                                      AND key = ANY (pair.streams)
                                      AND at <= :time)) > pair.changed_at THEN 'stale'
                    ELSE 'corrupt' END AS class
          FROM ({small}) AS pair
         WHERE pair.fresh_digest IS DISTINCT FROM pair.stored_digest) AS difference
 LIMIT :limit
    ON CONFLICT (reconciliation, kind, key, category, position) DO UPDATE
   SET class = excluded.class, state = 'suspect', round = excluded.round
