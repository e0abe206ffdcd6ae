-- Run as the superuser in the application's database where the library is there. Its reset function has had other
-- arguments in every version.
CREATE EXTENSION pg_stat_statements SCHEMA public;
DO $$
DECLARE
    reset regprocedure;
BEGIN
    FOR reset IN SELECT p.oid FROM pg_catalog.pg_proc p
                 WHERE p.proname = 'pg_stat_statements_reset' AND p.pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO oncall', reset);
    END LOOP;
END $$;
