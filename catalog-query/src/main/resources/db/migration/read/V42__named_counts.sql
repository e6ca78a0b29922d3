ALTER TABLE read.changes ADD COLUMN counts text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN read.changes.counts IS 'Categories whose count changed, or that of a category right below them. Where the tree changed and neither these nor categories are named, any count may have';
COMMENT ON COLUMN read.changes.listings IS 'Categories whose listing rows changed';
