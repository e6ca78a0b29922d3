-- For databases whose configured user may not make roles: a superuser runs this once,
--   psql -v owner=<the configured user> -f create-roles.sql
CREATE ROLE aisle_command NOLOGIN;
CREATE ROLE aisle_query NOLOGIN;
CREATE ROLE aisle_sync NOLOGIN;
GRANT aisle_command, aisle_query, aisle_sync TO :"owner" WITH SET TRUE, INHERIT FALSE;
