ALTER TABLE read.changes ADD COLUMN counts text[];
COMMENT ON COLUMN read.changes.counts IS 'Categories whose count changed, or that of a category right below them. Null: any may have';
COMMENT ON COLUMN read.changes.listings IS 'Categories whose listing rows changed';
