//! The named questions. Each reads pg_catalog or ride's own schema, and nothing that a learner could have defined.

use ride_shared::protocol::AppConnections;
use tokio_postgres::types::Type;

use super::{ProbeError, Prober};

/// Client backends by application_name, greatest first.
pub async fn connections_by_application(prober: &Prober) -> Result<Vec<AppConnections>, ProbeError> {
    let rows = prober
        .ask(
            "SELECT COALESCE(application_name, '')::text, count(*)::int8, \
                    (count(*) FILTER (WHERE state = 'idle'))::int8 \
             FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend' \
             GROUP BY 1 ORDER BY 2 DESC, 1",
            &[],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| AppConnections { application: row.get(0), total: count(row.get(1)), idle: count(row.get(2)) })
        .collect())
}

/// The limit that the running server has.
pub async fn max_connections(prober: &Prober) -> Result<u32, ProbeError> {
    let rows = prober.ask("SELECT pg_catalog.current_setting('max_connections')::int8", &[]).await?;
    Ok(rows.first().map_or(0, |row| count(row.get(0))))
}

/// Backends that wait for a lock.
pub async fn waiting_locks(prober: &Prober) -> Result<u32, ProbeError> {
    let rows = prober.ask("SELECT count(DISTINCT pid)::int8 FROM pg_catalog.pg_locks WHERE NOT granted", &[]).await?;
    Ok(rows.first().map_or(0, |row| count(row.get(0))))
}

/// Sessions that have waited for over a second for a lock which a session of `blocker` holds or queues for before them:
/// by role and application_name.
pub async fn blocked_by(prober: &Prober, blocker: &str) -> Result<Sessions, ProbeError> {
    let rows = prober
        .ask(
            "SELECT COALESCE(w.usename, '')::text, COALESCE(w.application_name, '')::text, count(DISTINCT w.pid)::int8 \
             FROM pg_catalog.pg_stat_activity w JOIN pg_catalog.pg_locks l ON l.pid = w.pid AND NOT l.granted \
             WHERE l.waitstart < pg_catalog.clock_timestamp() - interval '1 second' \
               AND EXISTS (SELECT FROM unnest(pg_catalog.pg_blocking_pids(w.pid)) b(pid) \
                           JOIN pg_catalog.pg_stat_activity h ON h.pid = b.pid WHERE h.usename = $1) \
             GROUP BY 1, 2",
            &[(&blocker, Type::TEXT)],
        )
        .await?;
    Ok(Sessions(rows.iter().map(|row| (row.get(0), row.get(1), count(row.get(2)))).collect()))
}

/// Client backends by role and application_name, as the server counts them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sessions(Vec<(String, String, u32)>);

impl Sessions {
    /// Those of one application under one role: a name alone could be borrowed by any session.
    pub fn of(&self, role: &str, application: &str) -> u32 {
        self.0.iter().filter(|(r, a, _)| r == role && a == application).map(|(_, _, n)| n).sum()
    }
}

/// Counts client backends by role and application_name.
pub async fn sessions_by_fleet(prober: &Prober) -> Result<Sessions, ProbeError> {
    let rows = prober
        .ask(
            "SELECT COALESCE(usename, '')::text, COALESCE(application_name, '')::text, count(*)::int8 \
             FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2",
            &[],
        )
        .await?;
    Ok(Sessions(rows.iter().map(|row| (row.get(0), row.get(1), count(row.get(2)))).collect()))
}

/// One command that the event trigger wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdlRow {
    /// Its number.
    pub seq: i64,
    /// Command tag, such as `CREATE INDEX`.
    pub tag: String,
    /// Object identity, such as `public.orders_idx`.
    pub object: String,
    /// The role that ran it.
    pub role: String,
}

/// How many rows one read of the DDL's table takes; the next read goes on from there.
pub const DDL_AT_ONCE: usize = 200;

/// DDL numbered above `floor` that is not in `seen`, oldest first, at most [`DDL_AT_ONCE`] of it. A number alone is no
/// bookmark: a transaction that began earlier may commit later.
pub async fn ddl_unseen(prober: &Prober, floor: i64, seen: &[i64]) -> Result<Vec<DdlRow>, ProbeError> {
    let rows = prober
        .ask(
            "SELECT seq::int8, tag::text, COALESCE(object::text, ''), role::text \
             FROM ride.ddl WHERE seq > $1 AND seq <> ALL ($2) ORDER BY seq LIMIT $3",
            &[(&floor, Type::INT8), (&seen, Type::INT8_ARRAY), (&(DDL_AT_ONCE as i64), Type::INT8)],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| DdlRow { seq: row.get(0), tag: row.get(1), object: row.get(2), role: row.get(3) })
        .collect())
}

fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}
