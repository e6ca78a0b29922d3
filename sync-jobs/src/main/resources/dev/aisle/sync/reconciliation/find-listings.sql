-- Listing rows against those that the products should have. What the stored product itself
-- says was left behind with it; else somebody else was here.
INSERT INTO sync.reconciliation_finding AS finding (reconciliation, kind, key, category, position, class, cause, round)
SELECT :reconciliation, 'listing', difference.product_id, difference.category_id, difference.position,
       CASE difference.class WHEN 'other' THEN CASE WHEN says.so THEN 'stale' ELSE 'corrupt' END
                             ELSE difference.class END,
       CASE difference.class
            WHEN 'missing' THEN CASE WHEN says.listed THEN 'row deleted outside Aisle' ELSE 'event or window not projected' END
            WHEN 'surplus' THEN CASE WHEN says.so THEN 'event or window not projected' ELSE 'row added outside Aisle' END
            ELSE                CASE WHEN says.so THEN 'event or window not projected' ELSE 'row changed outside Aisle' END
       END,
       :round
  FROM (SELECT coalesce(stored.product_id, fresh.product_id) AS product_id,
               coalesce(stored.category_id, fresh.category_id) AS category_id,
               coalesce(stored.position, fresh.position) AS position,
               stored.price, stored.created_at,
               CASE WHEN stored.product_id IS NULL THEN 'missing'
                    WHEN fresh.product_id  IS NULL THEN 'surplus'
                    -- beside the row that should be there
                    WHEN stored.position <> fresh.position
                     AND EXISTS (SELECT
                                   FROM {g}.listing twin
                                  WHERE twin.category_id = fresh.category_id
                                    AND twin.position    = fresh.position
                                    AND twin.product_id  = fresh.product_id) THEN 'surplus'
                    ELSE 'other' END AS class
          FROM (SELECT p.id AS product_id, listed.category_id, listed.position, coalesce(p.sale_price, p.price) AS price,
                       p.created_at
                  FROM pg_temp.expected_product p
                 CROSS JOIN unnest(p.listed, p.listed_positions) AS listed (category_id, position)) AS fresh
          FULL JOIN (SELECT l.product_id, l.category_id, l.position, l.price, l.created_at
                       FROM {g}.listing l
                      WHERE {compared:l.product_id}) AS stored
            ON stored.product_id = fresh.product_id AND stored.category_id = fresh.category_id
         WHERE fresh.product_id IS NULL
            OR stored.product_id IS NULL
            OR (stored.position, stored.price, stored.created_at)
               IS DISTINCT FROM (fresh.position, fresh.price, fresh.created_at)) AS difference
  LEFT JOIN LATERAL (
       SELECT true AS listed,
              own.position IS NOT DISTINCT FROM difference.position
              AND coalesce(p.sale_price, p.price) IS NOT DISTINCT FROM difference.price
              AND p.created_at = difference.created_at AS so
         FROM {g}.product p
        CROSS JOIN unnest(p.listed, p.listed_positions) AS own (category_id, position)
        WHERE p.id = difference.product_id
          AND own.category_id = difference.category_id
        LIMIT 1) AS says ON true
 LIMIT :limit
    ON CONFLICT (reconciliation, kind, key, category, position) DO UPDATE
   SET class = excluded.class, state = 'suspect', round = excluded.round
