GRANT USAGE ON SCHEMA read TO aisle_query, aisle_sync;
GRANT SELECT ON ALL TABLES IN SCHEMA read TO aisle_query;
GRANT SELECT, INSERT, DELETE ON read.changes TO aisle_sync;
GRANT SELECT, UPDATE ON read.pointer TO aisle_sync;
GRANT SELECT, INSERT, UPDATE ON read.generation TO aisle_sync;
REVOKE EXECUTE ON FUNCTION read.create_generation(integer), read.create_generation_index(integer, text),
    read.analyze_generation(integer), read.drop_generation(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.create_generation(integer), read.create_generation_index(integer, text),
    read.analyze_generation(integer), read.drop_generation(integer) TO aisle_sync;
