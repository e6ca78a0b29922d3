-- What can't be projected is set aside, so that the rest goes on. Reads with a token look here.
CREATE TABLE read.dead_letter (
    generation      integer     NOT NULL REFERENCES read.generation ON DELETE CASCADE,
    kind            text        NOT NULL CHECK (kind IN ('product', 'category')),
    key             text COLLATE "C" NOT NULL,
    slug            text COLLATE "C",
    position        bigint      NOT NULL,
    error           text        NOT NULL,
    failures        integer     NOT NULL,
    first_failed_at timestamptz NOT NULL,
    last_failed_at  timestamptz NOT NULL,
    retry           boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (generation, kind, key)
);
COMMENT ON TABLE read.dead_letter IS
    'Products and categories whose view is older than the checkpoint says, because the database refused to store it';
COMMENT ON COLUMN read.dead_letter.slug IS 'The slug that it has in the write model: readers may ask for it by that';
COMMENT ON COLUMN read.dead_letter.position IS 'The checkpoint at the last failure: every event up to it was tried';
COMMENT ON COLUMN read.dead_letter.retry IS 'An operator wants it tried again; the projector does so next';

GRANT SELECT ON read.dead_letter TO aisle_query;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.dead_letter TO aisle_sync;
