DELETE FROM read.dead_letter
 WHERE generation = :generation
   AND kind = :kind
   AND key = ANY (:keys)
