-- Partitions of the journal: made ahead, archived to files, dropped, and put back. Only
-- their owner may do so; these functions do it for the application, and hold it to the rules.

CREATE TABLE command.journal_partition (
    first       bigint PRIMARY KEY,
    next        bigint NOT NULL,
    archived_at timestamptz,
    events      bigint,
    sha256      text,
    dropped_at  timestamptz,
    restored_at timestamptz,
    CHECK (next > first),
    CHECK (num_nonnulls(archived_at, events, sha256) IN (0, 3)),
    CHECK (dropped_at IS NULL OR archived_at IS NOT NULL)
);
COMMENT ON TABLE command.journal_partition IS 'The ranges [first, next) of positions that have, or had, a partition of their own';
COMMENT ON COLUMN command.journal_partition.sha256 IS 'Of the archive''s content, line by line';
INSERT INTO command.journal_partition (first, next)
SELECT first, first + 10000000
  FROM generate_series(0, 40000000, 10000000) AS first;

CREATE FUNCTION command.journal_partition_name(first bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN format('journal_p%s', lpad(first::text, 12, '0'));

-- A table for the positions of a range, beside the journal until it is attached.
CREATE FUNCTION command.make_journal_table(first bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := command.journal_partition_name(first);
BEGIN
    EXECUTE format('CREATE TABLE command.%I (LIKE command.journal INCLUDING ALL)', name);
    EXECUTE format('CREATE UNIQUE INDEX ON command.%I (stream_id, stream_type, stream_version)', name);
END $$;

-- Appends and reads go on, but for an instant: other than a partition made in place, one that
-- is attached leaves the journal itself open.
CREATE FUNCTION command.attach_journal_table(first bigint, next bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := command.journal_partition_name(first);
BEGIN
    EXECUTE format('ALTER TABLE command.journal ATTACH PARTITION command.%I FOR VALUES FROM (%s) TO (%s)', name, first, next);
    EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON command.%I '
                || 'FOR EACH STATEMENT EXECUTE FUNCTION command.refuse_to_change_journal()', name);
END $$;

CREATE OR REPLACE FUNCTION command.add_journal_partition(first bigint, size bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM command.make_journal_table(first);
    PERFORM command.attach_journal_table(first, first + size);
    INSERT INTO command.journal_partition (first, next) VALUES (first, first + size);
END $$;

CREATE FUNCTION command.add_journal_rest() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TABLE command.journal_rest PARTITION OF command.journal DEFAULT;
    CREATE INDEX ON command.journal_rest (stream_id, stream_type, stream_version);
    CREATE TRIGGER never_truncated BEFORE TRUNCATE ON command.journal_rest
        FOR EACH STATEMENT EXECUTE FUNCTION command.refuse_to_change_journal();
END $$;

-- What the rest has taken becomes a partition as it is: no row is moved.
CREATE FUNCTION command.settle_journal_rest(size bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first bigint := (SELECT max(p.next) FROM command.journal_partition p);
    next  bigint;
    name  text   := command.journal_partition_name(first);
    stale regclass;
BEGIN
    next := first + ((SELECT max(r.position) FROM command.journal_rest r) - first + size) / size * size;
    ALTER TABLE command.journal DETACH PARTITION command.journal_rest;
    DROP TRIGGER never_truncated ON command.journal_rest;
    EXECUTE format('ALTER TABLE command.journal_rest RENAME TO %I', name);
    SELECT indexrelid INTO STRICT stale
      FROM pg_index
     WHERE indrelid = format('command.%I', name)::regclass
       AND NOT indisunique
       AND indpred IS NULL;
    EXECUTE format('DROP INDEX %s', stale);
    EXECUTE format('CREATE UNIQUE INDEX ON command.%I (stream_id, stream_type, stream_version)', name);
    PERFORM command.attach_journal_table(first, next);
    INSERT INTO command.journal_partition (first, next) VALUES (first, next);
    PERFORM command.add_journal_rest();
END $$;

-- Makes partitions until so many of that size lie ahead of the head; answers how many. Gives
-- up with lock_not_available rather than hold up those who append.
CREATE FUNCTION command.extend_journal(size bigint, ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    made integer := 0;
    edge bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(4150, 6);
    IF size < 1000 OR ahead NOT BETWEEN 1 AND 100 THEN
        RAISE EXCEPTION 'partitions of % positions, % ahead: at least 1000, and 1 to 100', size, ahead;
    END IF;
    -- An append that has begun goes to the rest, though a partition for it be attached meanwhile,
    -- and would be refused there: where the head is near the edge, appends wait.
    SELECT max(next) INTO edge FROM command.journal_partition;
    IF edge < (SELECT last_value FROM command.journal_position) + size
            OR EXISTS (SELECT FROM command.journal_rest) THEN
        LOCK TABLE command.journal IN ACCESS EXCLUSIVE MODE;
    END IF;
    IF EXISTS (SELECT FROM command.journal_rest) THEN
        PERFORM command.settle_journal_rest(size);
        made := 1;
    END IF;
    LOOP
        SELECT max(next) INTO edge FROM command.journal_partition;
        EXIT WHEN edge >= (SELECT last_value FROM command.journal_position) + size * ahead;
        PERFORM command.add_journal_partition(edge, size);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Drops an archived partition that lies wholly below the last verified baseline and holds
-- nothing past a position that is needed still.
CREATE FUNCTION command.drop_journal_partition(first_position bigint, needed_after bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    dropped command.journal_partition;
BEGIN
    UPDATE command.journal_partition p
       SET dropped_at = now(), restored_at = NULL
     WHERE p.first = first_position
       AND p.archived_at IS NOT NULL
       AND p.dropped_at IS NULL
       AND p.next <= (SELECT position FROM command.journal_baseline)
       AND p.next <= needed_after + 1
    RETURNING p.* INTO dropped;
    IF dropped IS NULL THEN
        RAISE EXCEPTION 'the partition from % isn''t archived, or is needed still', first_position
            USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('DROP TABLE command.%I', command.journal_partition_name(first_position));
END $$;

-- Begins to put a dropped partition back, or begins anew.
CREATE FUNCTION command.begin_journal_restore(first_position bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM command.require_dropped(first_position);
    EXECUTE format('DROP TABLE IF EXISTS command.%I', command.journal_partition_name(first_position));
    PERFORM command.make_journal_table(first_position);
END $$;

CREATE FUNCTION command.require_dropped(first_position bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM command.journal_partition WHERE first = first_position AND dropped_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the partition from % isn''t dropped', first_position USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

-- Puts archived lines back, each the JSON of a row.
CREATE FUNCTION command.restore_journal_events(first_position bigint, lines text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM command.require_dropped(first_position);
    EXECUTE format('INSERT INTO command.%I SELECT event.* FROM unnest($1) AS line '
                || 'CROSS JOIN LATERAL json_populate_record(NULL::command.journal, line::json) AS event',
                   command.journal_partition_name(first_position)) USING lines;
END $$;

-- Attaches what was put back, if it is all there.
CREATE FUNCTION command.finish_journal_restore(first_position bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    archived command.journal_partition;
    restored bigint;
BEGIN
    PERFORM command.require_dropped(first_position);
    SELECT * INTO STRICT archived FROM command.journal_partition WHERE first = first_position;
    EXECUTE format('SELECT count(*) FROM command.%I', command.journal_partition_name(first_position)) INTO restored;
    IF restored <> archived.events THEN
        RAISE EXCEPTION 'the partition from % had % events, but % are restored', first_position, archived.events, restored
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM command.attach_journal_table(first_position, archived.next);
    UPDATE command.journal_partition SET dropped_at = NULL, restored_at = now() WHERE first = first_position;
END $$;

GRANT SELECT, UPDATE (archived_at, events, sha256) ON command.journal_partition TO aisle_command;
REVOKE EXECUTE ON FUNCTION command.make_journal_table(bigint), command.attach_journal_table(bigint, bigint),
    command.add_journal_partition(bigint, bigint), command.add_journal_rest(), command.settle_journal_rest(bigint),
    command.require_dropped(bigint), command.extend_journal(bigint, integer),
    command.drop_journal_partition(bigint, bigint), command.begin_journal_restore(bigint),
    command.restore_journal_events(bigint, text[]), command.finish_journal_restore(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION command.extend_journal(bigint, integer), command.drop_journal_partition(bigint, bigint),
    command.begin_journal_restore(bigint), command.restore_journal_events(bigint, text[]),
    command.finish_journal_restore(bigint) TO aisle_command;
