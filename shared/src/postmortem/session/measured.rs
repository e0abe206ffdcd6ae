//! What the lab measured after the submission, in words.

use super::wording::{count, listed};
use crate::journal::{Calls, Event};
use crate::scenario::Scenario;

/// What stood at the submission.
pub(super) fn state(event: &Event, scenario: &Scenario) -> Option<String> {
    let Event::StateMeasured { rule, connections, calls, holds } = event else { return None };
    let probe = scenario.fix.get(*rule as usize).and_then(|rule| rule.probe.as_ref());
    let of = of(probe.and_then(|probe| probe.connections_of.as_deref()));
    let mut parts = Vec::new();
    parts.extend(calls.map(told));
    parts.extend(connections.map(|n| format!("{}{of}", count(u64::from(n), "connection"))));
    parts.extend(checks(holds));
    Some(format!("What stands at the submission: {}", or_nothing(&parts)))
}

/// What came of the cause when it ran again.
pub(super) fn replay(event: &Event, scenario: &Scenario) -> Option<String> {
    let Event::ReplayMeasured { rule, run, peak_connections_percent, refused, calls, connections, recovered, holds } =
        event
    else {
        return None;
    };
    let replay = scenario.fix.get(*rule as usize).and_then(|rule| rule.replay.as_ref());
    let of = of(replay.and_then(|replay| replay.connections_of.as_deref()));
    let mut parts = vec![format!("connections reached {peak_connections_percent} % of max_connections")];
    if *refused > 0 {
        parts.push(format!("{} refused", count(u64::from(*refused), "connection")));
    }
    parts.extend(calls.map(told));
    parts.extend(connections.map(|n| format!("{}{of} left", count(u64::from(n), "connection"))));
    parts.extend(
        recovered.map(|r| if r { "well again in time".to_owned() } else { "not well again in time".to_owned() }),
    );
    parts.extend(checks(holds));
    Some(format!("The cause runs again ({run}): {}", or_nothing(&parts)))
}

fn of(fleet: Option<&str>) -> String {
    fleet.map(|fleet| format!(" of {fleet}")).unwrap_or_default()
}

fn told(calls: Calls) -> String {
    match calls.failed {
        0 => format!("{}, none failed", count(u64::from(calls.made), "call")),
        failed => format!("{failed} of {} failed", count(u64::from(calls.made), "call")),
    }
}

fn checks(holds: &std::collections::BTreeMap<String, bool>) -> Vec<String> {
    holds.iter().map(|(name, holds)| format!("{name} {}", if *holds { "holds" } else { "does not hold" })).collect()
}

fn or_nothing(parts: &[String]) -> String {
    if parts.is_empty() { "nothing was asked about".to_owned() } else { listed(parts) }
}
