-- Imports: what was uploaded, what it says, what is wrong with it. And what a source's
-- earlier imports did, so that the next one changes only what its file changed.

CREATE TABLE sync.import (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text        NOT NULL,
    mode         text        NOT NULL CHECK (mode IN ('upsert', 'full')),
    leaf         text        NOT NULL CHECK (leaf IN ('other', 'reject')),
    actor        text        NOT NULL,
    request_id   text        NOT NULL,
    confirmed    boolean     NOT NULL DEFAULT false,
    requested_at timestamptz NOT NULL DEFAULT now(),
    feed_columns text[],
    cut_off      boolean     NOT NULL DEFAULT false,
    records      bigint      NOT NULL DEFAULT 0,
    epoch        bigint,
    position     bigint,
    finished_at  timestamptz
);
COMMENT ON COLUMN sync.import.confirmed IS 'Whether somebody said that many products may be discontinued';
COMMENT ON COLUMN sync.import.feed_columns IS 'The columns that its feed has: an import changes no others';
COMMENT ON COLUMN sync.import.position IS 'The newest position of what it has done; it is done when that is settled';

CREATE TABLE sync.import_file (
    import_id bigint NOT NULL REFERENCES sync.import ON DELETE CASCADE,
    kind      text   NOT NULL CHECK (kind IN ('taxonomy', 'feed')),
    name      text   NOT NULL,
    size      bigint NOT NULL,
    PRIMARY KEY (import_id, kind)
);

CREATE TABLE sync.import_file_chunk (
    import_id bigint  NOT NULL,
    kind      text    NOT NULL,
    number    integer NOT NULL,
    content   bytea   NOT NULL,
    PRIMARY KEY (import_id, kind, number),
    FOREIGN KEY (import_id, kind) REFERENCES sync.import_file ON DELETE CASCADE
);
-- Most of it is packed already
ALTER TABLE sync.import_file_chunk ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE sync.import_finding (
    import_id   bigint NOT NULL REFERENCES sync.import ON DELETE CASCADE,
    file        text   NOT NULL,
    record      bigint NOT NULL,
    column_name text   NOT NULL,
    kind        text   NOT NULL,
    severity    text   NOT NULL CHECK (severity IN ('error', 'warning')),
    line        bigint NOT NULL,
    reason      text   NOT NULL,
    excerpt     text   NOT NULL,
    PRIMARY KEY (import_id, file, record, column_name, kind)
);
COMMENT ON TABLE sync.import_finding IS
    'What was wrong with rows: an error rejected its row, a warning didn''t. Keyed by what it is about, so that a chunk may run twice';

CREATE TABLE sync.import_category (
    import_id   bigint NOT NULL REFERENCES sync.import ON DELETE CASCADE,
    record      bigint NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    levels      text[] NOT NULL,
    path        uuid   NOT NULL,
    parent_path uuid,
    parent_id   text COLLATE "C",
    PRIMARY KEY (import_id, record)
);
CREATE INDEX import_category_id ON sync.import_category (import_id, category_id);
CREATE INDEX import_category_path ON sync.import_category (import_id, path);
COMMENT ON TABLE sync.import_category IS 'The lines of an import''s taxonomy, while it runs';

CREATE TABLE sync.import_product (
    import_id  bigint NOT NULL REFERENCES sync.import ON DELETE CASCADE,
    record     bigint NOT NULL,
    line       bigint NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    paths      uuid[] NOT NULL,
    content    json,
    PRIMARY KEY (import_id, record)
);
CREATE INDEX import_product_id ON sync.import_product (import_id, product_id, record);
COMMENT ON TABLE sync.import_product IS 'The rows of an import''s feed, while it runs';
COMMENT ON COLUMN sync.import_product.content IS 'What the row says; null: it was rejected, and only tells that the product is in the feed';

CREATE TABLE sync.import_path (
    import_id   bigint  NOT NULL REFERENCES sync.import ON DELETE CASCADE,
    path        uuid    NOT NULL,
    parent_path uuid,
    levels      text[]  NOT NULL,
    record      bigint  NOT NULL,
    holds       boolean NOT NULL,
    category_id text COLLATE "C",
    leaf_id     text COLLATE "C",
    problem     text,
    PRIMARY KEY (import_id, path)
);
CREATE INDEX import_path_order ON sync.import_path (import_id, cardinality(levels), record, path);
COMMENT ON TABLE sync.import_path IS 'The category paths of an import''s feed and all above them, while it runs';
COMMENT ON COLUMN sync.import_path.holds IS 'Whether a product names it, or only something below it';
COMMENT ON COLUMN sync.import_path.leaf_id IS 'Where its products go: the category itself, or its child Other';

CREATE TABLE sync.source_category (
    source      text NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    name        text NOT NULL,
    parent_id   text COLLATE "C",
    PRIMARY KEY (source, category_id)
);
COMMENT ON TABLE sync.source_category IS 'Name and place that the source''s taxonomy gave a category last: the base of the next merge';

CREATE TABLE sync.source_path (
    source      text NOT NULL,
    path        uuid NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, path)
);
COMMENT ON TABLE sync.source_path IS 'Which category a source''s path leads to, wherever an editor has moved it and whatever it is called now';

CREATE TABLE sync.source_product (
    source       text    NOT NULL,
    product_id   text COLLATE "C" NOT NULL,
    discontinued boolean NOT NULL DEFAULT false,
    PRIMARY KEY (source, product_id)
);
COMMENT ON TABLE sync.source_product IS 'Products that the source has brought; discontinued: because its whole feed had them no more';

CREATE TABLE sync.import_placement (
    source      text NOT NULL,
    product_id  text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, product_id, category_id)
);
CREATE INDEX import_placement_leaf ON sync.import_placement (category_id);
COMMENT ON TABLE sync.import_placement IS 'Placements that imports made: an import takes away no others';

CREATE FUNCTION sync.analyze_staged_import() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    ANALYZE sync.import_category, sync.import_product, sync.import_path;
END $$;
REVOKE EXECUTE ON FUNCTION sync.analyze_staged_import() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sync.analyze_staged_import() TO aisle_sync;

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.import, sync.import_file, sync.import_file_chunk, sync.import_finding,
    sync.import_category, sync.import_product, sync.import_path, sync.source_category, sync.source_path,
    sync.source_product, sync.import_placement TO aisle_sync;
