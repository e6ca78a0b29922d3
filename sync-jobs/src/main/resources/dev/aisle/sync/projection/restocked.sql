-- Of products whose stock was set, those that it may make available or take away: what can't
-- be sold stays so while it has no stock, and what is sold stays so while it has.
SELECT stored.id AS key
  FROM unnest(:ids) AS key (id)
  JOIN {g}.product AS stored            ON stored.id = key.id
  JOIN command.published_stock AS stock ON stock.product_id = key.id
 WHERE stock.in_stock <> stored.available
