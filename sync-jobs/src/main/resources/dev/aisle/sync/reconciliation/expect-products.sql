INSERT INTO pg_temp.expected_product (id, hash, price, sale_price, listed, listed_positions, created_at)
SELECT id, hash, price, sale_price, listed, listed_positions, created_at
  FROM ({expected-product}) AS view
