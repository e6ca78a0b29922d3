-- The journal: append-only, and its positions are in commit order. Every command appends
-- last; the statement trigger takes the lock before a single position is drawn and holds
-- it through commit, so whoever sees position n sees all below it.

CREATE SEQUENCE command.journal_position CACHE 1;

CREATE TABLE command.journal (
    position       bigint      NOT NULL DEFAULT nextval('command.journal_position') PRIMARY KEY,
    stream_type    text        NOT NULL CHECK (stream_type IN ('category', 'product', 'stock', 'price')),
    stream_id      text COLLATE "C" NOT NULL,
    stream_version bigint      NOT NULL CHECK (stream_version > 0),
    type           text        NOT NULL,
    schema_version smallint    NOT NULL,
    payload        json        NOT NULL,
    bulk           boolean     NOT NULL,
    actor          text        NOT NULL,
    request_id     text        NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (position);
CREATE INDEX journal_single_edits ON command.journal (position) WHERE NOT bulk;
COMMENT ON COLUMN command.journal.bulk IS 'Whether it came with many others: the projector lets single edits overtake these';

CREATE FUNCTION command.lock_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4150, 1);
    PERFORM pg_notify('aisle_journal', '');
    RETURN NULL;
END $$;

CREATE FUNCTION command.refuse_to_change_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER lock_before_positions_are_drawn BEFORE INSERT ON command.journal
    FOR EACH STATEMENT EXECUTE FUNCTION command.lock_journal();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON command.journal
    FOR EACH ROW EXECUTE FUNCTION command.refuse_to_change_journal();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON command.journal
    FOR EACH STATEMENT EXECUTE FUNCTION command.refuse_to_change_journal();

-- Makes the partition for positions [first, first + size).
CREATE FUNCTION command.add_journal_partition(first bigint, size bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := format('journal_p%s', lpad(first::text, 12, '0'));
BEGIN
    EXECUTE format('CREATE TABLE command.%I PARTITION OF command.journal FOR VALUES FROM (%s) TO (%s)', name, first, first + size);
    EXECUTE format('CREATE UNIQUE INDEX ON command.%I (stream_id, stream_type, stream_version)', name);
    EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON command.%I '
                || 'FOR EACH STATEMENT EXECUTE FUNCTION command.refuse_to_change_journal()', name);
END $$;

SELECT command.add_journal_partition(first, 10000000)
  FROM generate_series(0, 40000000, 10000000) AS first;
-- Takes whatever no partition was made for in time: an append never fails for want of one.
CREATE TABLE command.journal_rest PARTITION OF command.journal DEFAULT;
CREATE INDEX ON command.journal_rest (stream_id, stream_type, stream_version);
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON command.journal_rest
    FOR EACH STATEMENT EXECUTE FUNCTION command.refuse_to_change_journal();

-- Spring Modulith's event publications; a publication stands in the transaction of its command.
CREATE TABLE command.event_publication (
    id                     uuid NOT NULL PRIMARY KEY,
    listener_id            text NOT NULL,
    event_type             text NOT NULL,
    serialized_event       text NOT NULL,
    publication_date       timestamptz NOT NULL,
    completion_date        timestamptz,
    status                 text,
    completion_attempts    integer,
    last_resubmission_date timestamptz
);
CREATE INDEX event_publication_by_event ON command.event_publication USING hash (serialized_event);
CREATE INDEX event_publication_by_completion ON command.event_publication (completion_date);
