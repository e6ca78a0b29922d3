INSERT INTO read.dead_letter AS letter
       (generation, kind, key, slug, position, error, failures, first_failed_at, last_failed_at)
VALUES (:generation, :kind, :key,
        CASE :kind WHEN 'product' THEN (SELECT slug FROM command.published_product  WHERE id = :key)
                                  ELSE (SELECT slug FROM command.published_category WHERE id = :key) END,
        :position, :error, 1, :time, :time)
    ON CONFLICT (generation, kind, key) DO UPDATE
   SET slug = excluded.slug, position = excluded.position, error = excluded.error,
       failures = letter.failures + 1, last_failed_at = excluded.last_failed_at, retry = false
