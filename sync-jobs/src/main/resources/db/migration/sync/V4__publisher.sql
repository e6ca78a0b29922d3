CREATE TABLE sync.publisher (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    incarnation      text        NOT NULL,
    generation       integer     NOT NULL,
    epoch            bigint      NOT NULL,
    applied          bigint      NOT NULL,
    settled_position bigint      NOT NULL,
    settled_time     timestamptz NOT NULL
) WITH (fillfactor = 10);
COMMENT ON TABLE sync.publisher IS 'What Redis has been told. Who holds the row publishes';
COMMENT ON COLUMN sync.publisher.incarnation IS 'The set of keys in Redis that this is about; empty before the first';
COMMENT ON COLUMN sync.publisher.applied IS 'The newest seq of read.changes. When Redis knows less, it has come back old';
COMMENT ON COLUMN sync.publisher.settled_position IS 'Every event up to it is projected and in Redis';

INSERT INTO sync.publisher (incarnation, generation, epoch, applied, settled_position, settled_time)
VALUES ('', 0, 0, 0, 0, '-infinity');
GRANT SELECT, UPDATE ON sync.publisher TO aisle_sync;
