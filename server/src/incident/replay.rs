//! The cause again, against what the learner left behind.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::Calls;
use ride_shared::scenario::Replay;
use tokio::time::{Instant, sleep};

use super::desk::Desk;
use super::fleet::Pace;
use super::state::FleetState;
use super::{IncidentError, ReplayReport};
use crate::probe::{Hindrances, RoleSession};

/// What holds without being asked for: that the applications get in, and that their statements do what they say.
const SERVED: &str = "applications are served";
/// What is told of all that is gone: one suffices, and where everything is, the journal need not hear of each.
const TOLD: usize = 20;
/// Between two looks at something that must come true.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What can happen to a fleet that no incident accounts for: counts since the lab began.
struct Troubles {
    /// Connections that somebody ended, statements that somebody cancelled.
    interruptions: u32,
    /// Calls that came to no end.
    unanswered: u32,
}

impl Desk {
    /// Runs a phase's restarts again, and measures what the rule asks for.
    pub(crate) async fn replay(&mut self, replay: &Replay) -> Result<ReplayReport, IncidentError> {
        let phase = self.phase(&replay.run)?;
        let watched = match &replay.healthy {
            Some(fleet) => Some(self.watched(fleet)?),
            None => None,
        };
        // What the learner has just done to connections is over before the replay begins.
        self.board.settle().await?;
        let before = self.troubles();
        let run = self.run_phase(&phase, false, Pace::Replay).await?;
        let mut refused: u32 = run.refused();
        let mut peak = self.board.peak_percent();
        for _ in 1..replay.times {
            refused += self.run_phase(&phase, false, Pace::Replay).await?.refused();
            peak = peak.max(self.board.peak_percent());
        }
        let mut calls = None;
        if let Some(at) = watched {
            let further = self.next_calls_of(at).await;
            let (before, now) = (run.calls_before[at], self.board.fleets[at].counters.calls());
            // Calls that hung are missing from the counters, and are failures all the same.
            calls = Some(Calls {
                made: (now.made - before.made).max(further.made),
                failed: (now.failed - before.failed).max(further.failed),
            });
        }
        let until = Instant::now() + Duration::from_secs(replay.within_s.into());
        let recovered = match &replay.recovers {
            Some(fleet) => Some(self.recovers(fleet, until).await?),
            None => None,
        };
        let connections = match &replay.connections_of {
            Some(fleet) => Some(self.connections_of(fleet).await?),
            None => None,
        };
        let mut holds = self.come_to_hold(&replay.holds, until).await?;
        let Hindrances { mut shut_out, diverted } = self.board.hindrances().await?;
        shut_out.extend(diverted);
        shut_out.extend(self.board.lost().await?.iter().take(TOLD).map(|what| format!("{what} is gone")));
        let mut turned_away = self.turned_away().await?;
        for (fleet, (before, now)) in self.board.fleets.iter().zip(before.into_iter().zip(self.troubles())) {
            let name = &fleet.spec.name;
            // Whoever is interrupted got over nothing: somebody keeps watch, and some day won't.
            if now.interruptions > before.interruptions {
                holds.insert(format!("{SERVED}: {name} without interruption"), false);
                // Whether the watch met with this session as well is chance.
                turned_away.remove(fleet.spec.role.as_str());
            }
            // Nor did who waits for ever.
            if now.unanswered > before.unanswered {
                holds.insert(format!("{SERVED}: {name} in time"), false);
            }
        }
        shut_out.extend(turned_away.iter().map(|(role, why)| format!("role {role}: {why}")));
        holds.extend(shut_out.iter().map(|what| (format!("{SERVED}: {what}"), false)));
        Ok(ReplayReport {
            peak_connections_percent: peak.max(self.board.peak_percent()),
            refused,
            calls,
            connections,
            recovered,
            holds,
        })
    }

    /// What the fleets met with so far.
    fn troubles(&self) -> Vec<Troubles> {
        let of = |fleet: &Arc<FleetState>| Troubles {
            interruptions: fleet.counters.interruptions(),
            unanswered: fleet.counters.unanswered_calls(),
        };
        self.board.fleets.iter().map(of).collect()
    }

    /// The roles whose own sessions don't come to be, and why.
    async fn turned_away(&self) -> Result<BTreeMap<String, String>, IncidentError> {
        let sandbox = &self.board.scenario.sandbox;
        let mut turned_away = BTreeMap::new();
        for role in &sandbox.roles {
            if let Some(why) = RoleSession::turned_away(self.sandbox.endpoint(), &sandbox.database, role).await? {
                turned_away.insert(role.clone(), why);
            }
        }
        Ok(turned_away)
    }

    /// What diverts the applications' statements, as conditions that don't hold.
    pub(crate) async fn diverted(&self) -> Result<BTreeMap<String, bool>, IncidentError> {
        let hindrances = self.board.hindrances().await?;
        Ok(hindrances.diverted.iter().map(|what| (format!("{SERVED}: {what}"), false)).collect())
    }

    /// Gives a fleet rounds of calls until all of a round succeed; false where none did by then.
    async fn recovers(&mut self, fleet: &str, until: Instant) -> Result<bool, IncidentError> {
        loop {
            let calls = self.next_calls(fleet).await?;
            if calls.made > 0 && calls.failed == 0 {
                return Ok(true);
            }
            if Instant::now() >= until {
                return Ok(false);
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Asks probes until each held once; false for those that never did by then.
    async fn come_to_hold(&self, names: &[String], until: Instant) -> Result<BTreeMap<String, bool>, IncidentError> {
        let mut holds: BTreeMap<String, bool> = names.iter().map(|name| (name.clone(), false)).collect();
        loop {
            for (name, held) in holds.iter_mut().filter(|(_, held)| !**held) {
                *held = self.ask_probe(name).await?.holds;
            }
            if holds.values().all(|held| *held) || Instant::now() >= until {
                return Ok(holds);
            }
            sleep(LOOK_EVERY).await;
        }
    }
}
