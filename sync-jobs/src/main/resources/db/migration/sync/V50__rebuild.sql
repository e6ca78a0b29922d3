CREATE TABLE sync.rebuild_range (
    generation integer NOT NULL,
    number     integer NOT NULL,
    after      text COLLATE "C" NOT NULL,
    until      text COLLATE "C" NOT NULL,
    filled     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (generation, number)
);
COMMENT ON TABLE sync.rebuild_range IS 'The ranges of product ids that a generation is filled by: what is filled stays so when the rebuild is begun again';

CREATE TABLE sync.generation_difference (
    generation integer NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('product', 'listing', 'category', 'slug', 'tree', 'compared')),
    key        text COLLATE "C" NOT NULL,
    PRIMARY KEY (generation, kind, key)
);
COMMENT ON TABLE sync.generation_difference IS
    'Where a generation differs from the one that readers use, shortly before they are switched over: what caches must then forget';
COMMENT ON COLUMN sync.generation_difference.kind IS
    'tree: some count differs; compared: they were compared, and what is projected since is noted as well';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.rebuild_range, sync.generation_difference TO aisle_sync;
