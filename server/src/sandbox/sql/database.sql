-- Run as the superuser in the application's database, before its own schema is loaded.
ALTER SCHEMA public OWNER TO oncall;
GRANT EXECUTE ON FUNCTION
    pg_catalog.pg_reload_conf(),
    pg_catalog.pg_stat_reset(),
    pg_catalog.pg_stat_reset_shared(text),
    pg_catalog.pg_stat_reset_single_table_counters(oid),
    pg_catalog.pg_stat_reset_single_function_counters(oid)
TO oncall;
