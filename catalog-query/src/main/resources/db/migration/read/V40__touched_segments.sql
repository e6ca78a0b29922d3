ALTER TABLE read.changes ADD COLUMN touched text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN read.changes.touched IS 'For each of the listings, in the same order, the keys of the rows that came, went or moved: positions, prices and times of making in microseconds, between bars. Null, or missing at the end: anywhere';
