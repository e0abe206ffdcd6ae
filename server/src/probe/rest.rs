//! Brings a role's sessions to rest, so that what is measured next is what lasts without them.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::types::Type;

use super::{ProbeError, Prober};

/// What a session has that must come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrest {
    /// A statement that runs.
    Statement,
    /// A transaction, or any lock.
    Transaction,
}

/// How long statements may take to end by themselves.
const BY_THEMSELVES: Duration = Duration::from_secs(3);
/// How long a statement that was cancelled may take to end.
const CANCELLED: Duration = Duration::from_secs(2);
/// How long a session that was terminated may take to go.
const TERMINATED: Duration = Duration::from_secs(5);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The sessions of role `$1` that still have something to end. Where a session's state can't be seen, it counts as busy.
const RUNNING: &str = "SELECT a.pid FROM pg_catalog.pg_stat_activity a \
     WHERE a.usename = $1 AND a.backend_type = 'client backend' \
       AND COALESCE(a.state, '') NOT IN ('idle', 'idle in transaction', 'idle in transaction (aborted)')";
/// The same for transactions: an idle session has none, but may hold an advisory lock.
const OPEN: &str = "SELECT a.pid FROM pg_catalog.pg_stat_activity a \
     WHERE a.usename = $1 AND a.backend_type = 'client backend' \
       AND (COALESCE(a.state, '') <> 'idle' OR EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = a.pid))";

/// Waits for `role`'s statements a while, then cancels them; a session that goes on all the same is terminated, and so
/// is one that has a transaction, where it shall have none. What can't be ended in time goes on.
pub async fn bring_to_rest(prober: &Prober, role: &str, unrest: Unrest) -> Result<(), ProbeError> {
    let terminate = ("pg_catalog.pg_terminate_backend", TERMINATED);
    let (which, steps) = match unrest {
        Unrest::Statement => {
            (RUNNING, vec![("", BY_THEMSELVES), ("pg_catalog.pg_cancel_backend", CANCELLED), terminate])
        }
        Unrest::Transaction => (OPEN, vec![terminate]),
    };
    for (end, within) in steps {
        let found = if end.is_empty() { which.to_owned() } else { format!("SELECT {end}(pid) FROM ({which}) busy") };
        if prober.ask(&found, &[(&role, Type::TEXT)]).await?.is_empty() {
            return Ok(());
        }
        let until = Instant::now() + within;
        while Instant::now() < until {
            sleep(LOOK_EVERY).await;
            if prober.ask(which, &[(&role, Type::TEXT)]).await?.is_empty() {
                return Ok(());
            }
        }
    }
    tracing::warn!(role, ?unrest, "sessions did not come to rest in time");
    Ok(())
}
