-- The same lock as before, and how long it was waited for: the append itself reads that.
CREATE OR REPLACE FUNCTION command.lock_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked timestamptz;
BEGIN
    IF pg_try_advisory_xact_lock(4150, 1) THEN
        PERFORM set_config('aisle.journal_wait', '0', true);
    ELSE
        asked := clock_timestamp();
        PERFORM pg_advisory_xact_lock(4150, 1);
        PERFORM set_config('aisle.journal_wait', extract(epoch FROM clock_timestamp() - asked)::text, true);
    END IF;
    PERFORM pg_notify('aisle_journal', '');
    RETURN NULL;
END $$;
