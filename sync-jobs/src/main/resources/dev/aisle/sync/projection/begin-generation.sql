-- Where a new generation begins: what is filled in afterwards is as of this position and
-- time or newer, and what changed since is found in the journal and the windows.
INSERT INTO {g}.checkpoint (epoch, position, time, change, ahead, settled_position, settled_time)
SELECT epoch, position, time, change, position, position, time
  FROM (SELECT read.epoch, read.change, greatest(read.time, clock_timestamp()) AS time,
               coalesce((SELECT max(position) FROM command.published_journal), 0) AS position
          FROM {active}.checkpoint AS read) AS start
RETURNING time, change
