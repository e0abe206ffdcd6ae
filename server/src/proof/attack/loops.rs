//! Attempts that keep a symptom down by a loop in another console, which goes on while the score is taken: whoever looks
//! away sees the trouble come back.

use ride_shared::scenario::{Scenario, Step};

use super::{monitored, quoted, sql};

/// Ends what `which` picks out of pg_stat_activity by `end`, twenty times a second. It goes on for as long as its
/// console is there.
fn endless(end: &str, which: &str) -> Vec<Step> {
    vec![sql(format!(
        "DO $$ BEGIN LOOP PERFORM {end}(pid) FROM pg_stat_activity AS a WHERE backend_type = 'client backend' \
         AND usename NOT IN ('ride', 'oncall') AND {which}; COMMIT; PERFORM pg_sleep(0.05); END LOOP; END $$"
    ))]
}

/// A statement that is sent again and again, as `\watch` does.
pub(super) fn again(statement: &str) -> Vec<Step> {
    vec![sql(statement)]
}

/// Everybody's sessions, all the time.
pub(super) fn terminates() -> Vec<Step> {
    endless("pg_terminate_backend", "true")
}

/// Everybody's statements.
pub(super) fn cancels() -> Vec<Step> {
    endless("pg_cancel_backend", "true")
}

/// Those who hold others up, and those whose transaction is idle.
pub(super) fn guards() -> Vec<Step> {
    endless(
        "pg_terminate_backend",
        "(state LIKE 'idle in transaction%' OR EXISTS (SELECT FROM pg_stat_activity AS b WHERE a.pid = \
         ANY (pg_blocking_pids(b.pid))))",
    )
}

/// Those who wait for a lock, and whoever has run for longer than anything of this application should.
pub(super) fn hurries() -> Vec<Step> {
    endless("pg_cancel_backend", "(wait_event_type = 'Lock' OR clock_timestamp() - query_start > '300 ms')")
}

/// Sessions that are idle, and all of a role beyond its first few.
pub(super) fn thins() -> Vec<Step> {
    endless(
        "pg_terminate_backend",
        "(state = 'idle' OR pid NOT IN (SELECT min(pid) FROM pg_stat_activity GROUP BY usename, state))",
    )
}

/// All that are not of the application that is watched.
pub(super) fn culprits(scenario: &Scenario) -> Vec<Step> {
    let watched = quoted(monitored(scenario).unwrap_or_default());
    endless("pg_terminate_backend", &format!("usename <> {watched}"))
}
