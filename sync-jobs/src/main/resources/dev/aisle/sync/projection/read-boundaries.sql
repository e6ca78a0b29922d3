SELECT DISTINCT key
  FROM command.published_boundary
 WHERE at >  :from
   AND at <= :until
   AND kind = :kind
 LIMIT :limit
