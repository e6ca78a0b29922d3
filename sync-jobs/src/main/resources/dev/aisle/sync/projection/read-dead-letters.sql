SELECT kind, key, retry
  FROM read.dead_letter
 WHERE generation = :generation
