-- A row whose hash is right says what the projection once made: it was left behind. One whose
-- hash is wrong was never made by it.
INSERT INTO sync.reconciliation_finding AS finding (reconciliation, kind, key, class, cause, round)
SELECT :reconciliation, 'product', id, class,
       CASE class
            WHEN 'corrupt' THEN 'row changed outside Aisle'
            WHEN 'stale'   THEN 'event or window not projected'
            WHEN 'surplus' THEN CASE WHEN intact THEN 'event or window not projected' ELSE 'row added outside Aisle' END
            WHEN 'missing' THEN CASE WHEN listed THEN 'row deleted outside Aisle' ELSE 'event or window not projected' END
       END,
       :round
  FROM (SELECT coalesce(fresh.id, stored.id) AS id, stored.content = stored.hash AS intact,
               CASE WHEN stored.id IS NULL THEN 'missing'
                    WHEN fresh.id  IS NULL THEN 'surplus'
                    WHEN stored.content = stored.hash AND stored.version <= :change THEN 'stale'
                    ELSE 'corrupt' END AS class,
               stored.id IS NULL
               AND EXISTS (SELECT
                             FROM unnest(fresh.listed, fresh.listed_positions) AS listed (category_id, position)
                             JOIN {g}.listing ON listing.category_id = listed.category_id
                                             AND listing.position    = listed.position
                                             AND listing.product_id  = fresh.id) AS listed
          FROM pg_temp.expected_product fresh
          FULL JOIN (SELECT p.id, p.hash, p.version, hash_record_extended(ROW({content}), 0) AS content
                       FROM {g}.product p
                      WHERE {compared:p.id}
                     OFFSET 0) AS stored ON stored.id = fresh.id
         WHERE fresh.id IS NULL
            OR stored.id IS NULL
            OR stored.content <> fresh.hash
            OR stored.hash <> fresh.hash
            OR stored.version > :change) AS difference
 LIMIT :limit
    ON CONFLICT (reconciliation, kind, key, category, position) DO UPDATE
   SET class = excluded.class, state = 'suspect', round = excluded.round
