-- What the next :limit events after :position are about, each thing once.
SELECT CASE stream_type WHEN 'category' THEN 'category' ELSE 'product' END AS kind,
       stream_id                                                           AS key,
       bool_or(stream_type = 'product')                                    AS own,
       bool_and(stream_type = 'stock')                                     AS stock,
       min(position)                                                       AS first,
       max(position)                                                       AS last,
       count(*)                                                            AS events
  FROM (SELECT position, stream_type, stream_id
          FROM command.published_journal
         WHERE position > :position
           {which}
         ORDER BY position
         LIMIT :limit) AS event
 GROUP BY 1, 2
 ORDER BY first
