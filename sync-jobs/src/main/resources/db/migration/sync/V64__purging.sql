CREATE TABLE sync.proxy (
    url        text        PRIMARY KEY,
    holder     text        NOT NULL,
    held_until timestamptz NOT NULL
) WITH (fillfactor = 10);
COMMENT ON TABLE sync.proxy IS 'The proxies that are purged, and which process does it at the moment';

CREATE TABLE sync.purge_wave (
    url          text    NOT NULL REFERENCES sync.proxy ON DELETE CASCADE,
    wave         integer NOT NULL,
    epoch        bigint  NOT NULL,
    applied      bigint  NOT NULL,
    target_epoch bigint,
    target       bigint,
    due          timestamptz,
    PRIMARY KEY (url, wave),
    CHECK ((target IS NULL) = (due IS NULL) AND (target IS NULL) = (target_epoch IS NULL))
) WITH (fillfactor = 10);
COMMENT ON TABLE sync.purge_wave IS
    'What a proxy has been told. Wave 0 follows the publisher, each other one says the same again some time after the one before it';
COMMENT ON COLUMN sync.purge_wave.applied IS 'The newest seq of read.changes that this wave has told; -1 before the first';
COMMENT ON COLUMN sync.purge_wave.target IS 'The seq that it tells up to when it is due';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.proxy, sync.purge_wave TO aisle_sync;
