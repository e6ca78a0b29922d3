-- A role that isn't the one that signed in sees no times of others in pg_stat_activity; the
-- owner sees those of all of Aisle's connections, and with pg_read_all_stats everybody's.
CREATE FUNCTION sync.oldest_transaction() RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
      FROM pg_stat_activity
     WHERE datname = current_database()
       AND pid <> pg_backend_pid()
       AND backend_type = 'client backend'
$$;
COMMENT ON FUNCTION sync.oldest_transaction() IS 'For how many seconds the oldest open transaction has been open';

REVOKE EXECUTE ON FUNCTION sync.oldest_transaction() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sync.oldest_transaction() TO aisle_sync;
