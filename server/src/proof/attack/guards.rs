//! Attempts that leave somebody on watch in the database itself, where no trigger is to be seen and no console is open.

use ride_shared::scenario::Step;

use super::harm::{each_table, hurry, terminate_all};
use super::sql;

/// Ends whoever holds others up, or sits idle in a transaction.
const END: &str = "PERFORM pg_terminate_backend(pid) FROM pg_stat_activity AS a WHERE pid <> pg_backend_pid() \
     AND usename NOT IN ('ride', 'oncall') AND (state LIKE 'idle in transaction%' OR EXISTS (SELECT FROM pg_stat_activity AS b \
     WHERE a.pid = ANY (pg_blocking_pids(b.pid)))); RETURN true; EXCEPTION WHEN OTHERS THEN RETURN true;";

/// By what a column begins with, and what a row must be.
pub(super) fn by_defaults() -> Vec<Step> {
    vec![
        hurry(),
        sql(format!(
            "CREATE FUNCTION public.on_watch() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $f$ BEGIN {END} END $f$"
        )),
        terminate_all(),
        each_table(
            "EXECUTE format('ALTER TABLE public.%I ADD COLUMN watched boolean', t.tablename); EXECUTE format('ALTER TABLE \
             public.%I ALTER COLUMN watched SET DEFAULT public.on_watch()', t.tablename);",
        ),
        each_table(
            "EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT watched CHECK (public.on_watch()) NOT VALID', t.tablename);",
        ),
    ]
}

/// By an index's expression, which autovacuum computes as often as it comes: the watch is autovacuum's then.
pub(super) fn by_analyze() -> Vec<Step> {
    vec![
        sql(format!(
            "CREATE FUNCTION public.on_watch(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER AS $f$ BEGIN \
             {END} END $f$"
        )),
        sql(
            "CREATE TABLE public.post (n integer) WITH (autovacuum_analyze_threshold = 0, autovacuum_analyze_scale_factor = 0)",
        ),
        sql("CREATE INDEX ON public.post ((public.on_watch(n)))"),
        sql("CREATE FUNCTION public.knock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $f$ BEGIN \
             UPDATE public.post SET n = n + 1; RETURN NULL; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $f$"),
        sql("INSERT INTO public.post VALUES (1)"),
        hurry(),
        terminate_all(),
        each_table(&super::harm::after("public.knock()")),
    ]
}
