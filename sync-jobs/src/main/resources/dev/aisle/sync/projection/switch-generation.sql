-- Readers use the new generation from this commit on, if it is at least as far as the old.
WITH ready AS (
    UPDATE {g}.checkpoint AS built
       SET change = greatest(built.change, read.change) + 1
      FROM {active}.checkpoint AS read
     WHERE built.position         >= read.position
       AND built.time             >= read.time
       AND built.settled_position >= read.settled_position
       AND built.settled_time     >= read.settled_time
    RETURNING built.epoch
)
UPDATE read.pointer
   SET generation = :generation, epoch = ready.epoch
  FROM ready
