-- Table by table, so that two connections share the work.
DROP FUNCTION read.analyze_generation(integer);
CREATE FUNCTION read.analyze_generation(n integer, table_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %I.%I', format('read_g%s', n), table_name);
END $$;
REVOKE EXECUTE ON FUNCTION read.analyze_generation(integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.analyze_generation(integer, text) TO aisle_sync;
