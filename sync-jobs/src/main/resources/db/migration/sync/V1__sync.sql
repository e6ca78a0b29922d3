CREATE TABLE sync.dirty (
    generation integer NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('product', 'leaf')),
    key        text COLLATE "C" NOT NULL,
    position   bigint  NOT NULL,
    after      text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (generation, kind, key)
);
CREATE INDEX dirty_order ON sync.dirty (generation, kind, position, key);
COMMENT ON TABLE sync.dirty IS
    'Keys whose views must be recomputed and were too many for one projector transaction. A leaf stands for all its products with an id greater than after';
COMMENT ON COLUMN sync.dirty.position IS 'Everything below it is settled, as far as this key goes';

GRANT USAGE ON SCHEMA sync TO aisle_sync;
GRANT SELECT, INSERT, UPDATE, DELETE ON sync.dirty TO aisle_sync;
