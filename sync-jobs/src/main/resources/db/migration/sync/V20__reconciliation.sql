CREATE TABLE sync.reconciliation (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run           bigint      NOT NULL,
    state         text        NOT NULL DEFAULT 'running'
                  CHECK (state IN ('running', 'clean', 'repaired', 'drift', 'refused', 'interrupted')),
    repair        boolean     NOT NULL,
    confirmed     boolean     NOT NULL DEFAULT false,
    generation    integer     NOT NULL,
    position      bigint,
    time          timestamptz,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at      timestamptz,
    rounds        integer     NOT NULL DEFAULT 0,
    rows_compared bigint      NOT NULL DEFAULT 0,
    left_out      bigint      NOT NULL DEFAULT 0,
    found         bigint      NOT NULL DEFAULT 0,
    repaired      bigint      NOT NULL DEFAULT 0,
    vanished      bigint      NOT NULL DEFAULT 0,
    report        jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX reconciliation_ended ON sync.reconciliation (ended_at);
COMMENT ON TABLE sync.reconciliation IS 'Each comparison of the read model with what the projection makes of the write model';
COMMENT ON COLUMN sync.reconciliation.state IS
    'clean: no drift; repaired: none is left; drift: some is left; refused: so much that a person has to say go on';
COMMENT ON COLUMN sync.reconciliation.confirmed IS 'It was refused, and its run may repair all when it is restarted';
COMMENT ON COLUMN sync.reconciliation.position IS 'With time: the checkpoint in the snapshot of the first round';
COMMENT ON COLUMN sync.reconciliation.left_out IS 'Keys that were being synchronised in every round';
COMMENT ON COLUMN sync.reconciliation.vanished IS
    'Suspects that were right when they were looked at again: an edit came and put them right';

CREATE TABLE sync.reconciliation_finding (
    reconciliation bigint  NOT NULL REFERENCES sync.reconciliation ON DELETE CASCADE,
    kind           text    NOT NULL,
    key            text COLLATE "C" NOT NULL,
    category       text COLLATE "C" NOT NULL DEFAULT '',
    position       integer NOT NULL DEFAULT 0,
    class          text    NOT NULL CHECK (class IN ('missing', 'surplus', 'stale', 'corrupt')),
    cause          text    NOT NULL,
    state          text    NOT NULL DEFAULT 'suspect'
                   CHECK (state IN ('suspect', 'found', 'repaired', 'vanished')),
    round          integer NOT NULL,
    PRIMARY KEY (reconciliation, kind, key, category, position)
);
COMMENT ON TABLE sync.reconciliation_finding IS
    'The rows that differ. While a reconciliation runs all of them, afterwards some as examples';
COMMENT ON COLUMN sync.reconciliation_finding.state IS
    'suspect: not looked at again yet; found: it differs still; vanished: it doesn''t';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.reconciliation, sync.reconciliation_finding TO aisle_sync;

-- A comparison keeps what it expects in temporary tables. PUBLIC may make these unless a cautious operator forbade it.
DO $$
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO aisle_sync', current_database());
END $$;
