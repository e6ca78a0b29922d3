-- Unlike the projector, which comes back later, a repair waits its turn.
SELECT checkpoint.position, checkpoint.time, checkpoint.change, checkpoint.ahead,
       greatest(checkpoint.time, clock_timestamp()) AS now
  FROM {g}.checkpoint
   FOR UPDATE OF checkpoint
