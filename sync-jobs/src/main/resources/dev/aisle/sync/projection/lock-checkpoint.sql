-- Whoever gets this row projects; nobody waits for it. Time never goes backwards, whatever
-- the server's clock does. It was read before this statement's snapshot was taken: a command that
-- commits between the two would otherwise be missing in what is said to be as of that time.
SELECT checkpoint.epoch, checkpoint.position, checkpoint.time, checkpoint.change, checkpoint.ahead,
       greatest(checkpoint.time, :now)                                     AS now,
       EXISTS (SELECT FROM sync.dirty WHERE generation = :generation)      AS backlog,
       EXISTS (SELECT FROM read.dead_letter WHERE generation = :generation) AS dead,
       EXISTS (SELECT FROM read.pointer WHERE generation = :generation)    AS active
  FROM {g}.checkpoint
   FOR UPDATE OF checkpoint SKIP LOCKED
