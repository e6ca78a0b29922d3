-- The products of some segments: to ask for each of them costs less than to go through all for them.
INSERT INTO pg_temp.looked_at_product (id)
SELECT p.id
  FROM command.published_product p
 WHERE {compared:p.id}
