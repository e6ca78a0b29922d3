-- Both sides of a small table, joined at once: its checksums are one segment.
SELECT count(fresh_digest) AS fresh_rows, coalesce(bit_xor({entry:fresh_digest}), 0)  AS fresh_digest,
       count(stored_digest) AS stored_rows, coalesce(bit_xor({entry:stored_digest}), 0) AS stored_digest
  FROM ({small}) AS pair
