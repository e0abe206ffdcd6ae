//! What stands between the applications and their data: roles that can't get in, and writes or rows that somebody's rules
//! swallow. A service that is shut out has no incidents, and is no service.

use std::collections::BTreeSet;

use tokio_postgres::types::Type;

use super::{ProbeError, Prober};

/// What hinders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hindrances {
    /// Roles that may not log in, a database that takes nobody, and settings that let nobody get anything done.
    pub shut_out: BTreeSet<String>,
    /// Rules, triggers and row security on the application's tables, by which a statement may do something else than it
    /// says.
    pub diverted: BTreeSet<String>,
}

/// Limits of time with which nobody comes to an end of anything, where they are below a tenth of a second.
const LIMITS: &[&str] =
    &["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"];

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
             UNION ALL SELECT 'row security on ' || t.name FROM t WHERE t.relrowsecurity",
            &[],
        )
        .await?;
    let set = |rows: Vec<tokio_postgres::Row>| rows.iter().map(|row| row.get::<_, String>(0)).collect();
    Ok(Hindrances { shut_out: set(shut_out), diverted: set(diverted) })
}
