//! What stands between the applications and their data: roles that can't get in, writes or rows that somebody's rules
//! swallow, and what their statements name and is gone. A service that is shut out has no incidents, and is no service.

use std::collections::BTreeSet;

use tokio_postgres::types::Type;

use super::{ProbeError, Prober};

/// What hinders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hindrances {
    /// Roles that may not log in, a database that takes nobody, and settings that let nobody get anything done.
    pub shut_out: BTreeSet<String>,
    /// Rules, triggers and row security on the application's tables, and settings for sessions to come, by which a
    /// statement may do something else than it says.
    pub diverted: BTreeSet<String>,
}

/// Limits of time with which nobody comes to an end of anything, where they are below a tenth of a second.
const LIMITS: &[&str] =
    &["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"];

/// Settings by which a session is somebody else's, or finds other things.
const ELSEWHERE: &[&str] = &["role", "search_path"];

/// Looks for what hinders these roles.
pub async fn hindrances(prober: &Prober, roles: &[String]) -> Result<Hindrances, ProbeError> {
    let shut_out = prober
        .ask(
            "SELECT 'role ' || name FROM unnest($1) AS name WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r \
               WHERE r.rolname = name AND r.rolcanlogin AND r.rolconnlimit <> 0 \
                 AND (r.rolvaliduntil IS NULL OR r.rolvaliduntil > pg_catalog.now()) \
                 AND pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT')) \
             UNION ALL SELECT 'database ' || datname FROM pg_catalog.pg_database \
             WHERE datname = pg_catalog.current_database() AND (NOT datallowconn OR datconnlimit = 0) \
             UNION ALL SELECT name || '=' || value FROM ( \
               SELECT split_part(line, '=', 1), split_part(line, '=', 2) \
               FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS line \
               UNION ALL SELECT name, setting FROM pg_catalog.pg_file_settings WHERE applied) AS kept (name, value) \
             WHERE name = 'default_transaction_read_only' AND lower(value) ~ '^(on|1|t(r(ue?)?)?|y(es?)?)$' \
               OR name = ANY ($2) AND CASE \
                 WHEN value ~ '^[0-9]+$' THEN value::numeric BETWEEN 1 AND 99 \
                 WHEN value ~ '^[0-9.]+ *(us|ms|s|min|h|d)$' THEN value::interval > '0' AND value::interval < '0.1 s' \
                 ELSE true END",
            &[(&roles, Type::TEXT_ARRAY), (&LIMITS, Type::TEXT_ARRAY)],
        )
        .await?;
    // 2 is BEFORE and 64 is INSTEAD OF: such a trigger may leave a row out.
    let diverted = prober
        .ask(
            "WITH t AS (SELECT oid, relname::text AS name, relrowsecurity FROM pg_catalog.pg_class \
                        WHERE relnamespace = pg_catalog.to_regnamespace('public') AND relkind IN ('r', 'p')) \
             SELECT 'rule ' || r.rulename || ' on ' || t.name FROM t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid \
             UNION ALL SELECT 'trigger ' || g.tgname || ' on ' || t.name FROM t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid \
             WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & 66 <> 0 \
             UNION ALL SELECT 'row security on ' || t.name FROM t WHERE t.relrowsecurity \
             UNION ALL SELECT 'setting ' || line FROM ( \
               SELECT unnest(setconfig) FROM pg_catalog.pg_db_role_setting \
               UNION ALL SELECT name || '=' || setting FROM pg_catalog.pg_file_settings WHERE applied) AS kept (line) \
             WHERE split_part(line, '=', 1) = ANY ($1)",
            &[(&ELSEWHERE, Type::TEXT_ARRAY)],
        )
        .await?;
    Ok(Hindrances { shut_out: set(shut_out), diverted: set(diverted) })
}

/// What these roles' statements can name, and what they may do with it: where one of these is gone, a statement is an error
/// that nobody meant. Sequences that belong to a column come and go with it.
pub async fn usable(prober: &Prober, roles: &[String]) -> Result<BTreeSet<String>, ProbeError> {
    let rows = prober
        .ask(
            "WITH t AS (SELECT oid, relname::text AS name FROM pg_catalog.pg_class \
                        WHERE relnamespace = pg_catalog.to_regnamespace('public') AND relkind IN ('r', 'p')), \
               c AS (SELECT t.oid, t.name, a.attnum, t.name || '.' || a.attname AS whole \
                     FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped), \
               f AS (SELECT oid, oid::pg_catalog.regprocedure::text AS name FROM pg_catalog.pg_proc \
                     WHERE pronamespace = pg_catalog.to_regnamespace('public')), \
               s AS (SELECT oid, relname::text AS name FROM pg_catalog.pg_class q \
                     WHERE relnamespace = pg_catalog.to_regnamespace('public') AND relkind = 'S' \
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = q.oid AND d.refobjsubid > 0 \
                                       AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)), \
               r AS (SELECT oid, 'right of ' || rolname || ': ' AS name FROM pg_catalog.pg_roles WHERE rolname = ANY ($1)) \
             SELECT 'column ' || whole FROM c UNION ALL SELECT 'function ' || name FROM f \
             UNION ALL SELECT 'sequence ' || name FROM s \
             UNION ALL SELECT r.name || p || ' on ' || t.name \
             FROM r, t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p \
             WHERE pg_catalog.has_table_privilege(r.oid, t.oid, p) \
             UNION ALL SELECT r.name || 'change of ' || t.name FROM r, t JOIN pg_catalog.pg_class o USING (oid) \
             WHERE pg_catalog.pg_has_role(r.oid, o.relowner, 'USAGE') \
             UNION ALL SELECT r.name || p || ' on ' || c.whole FROM r, c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS p \
             WHERE pg_catalog.has_column_privilege(r.oid, c.oid, c.attnum, p) \
               AND NOT pg_catalog.has_table_privilege(r.oid, c.oid, p) \
             UNION ALL SELECT r.name || 'EXECUTE on ' || f.name FROM r, f \
             WHERE pg_catalog.has_function_privilege(r.oid, f.oid, 'EXECUTE') \
             UNION ALL SELECT r.name || 'USAGE on ' || s.name FROM r, s \
             WHERE pg_catalog.has_sequence_privilege(r.oid, s.oid, 'USAGE') \
             UNION ALL SELECT r.name || 'USAGE on schema public' FROM r \
             WHERE pg_catalog.has_schema_privilege(r.oid, pg_catalog.to_regnamespace('public'), 'USAGE')",
            &[(&roles, Type::TEXT_ARRAY)],
        )
        .await?;
    Ok(set(rows))
}

fn set(rows: Vec<tokio_postgres::Row>) -> BTreeSet<String> {
    rows.iter().map(|row| row.get::<_, String>(0)).collect()
}
