//! The director's desk: where the fleets are, and what is done with them, one thing at a time.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::{Calls, Event};
use ride_shared::scenario::FleetKind;
use tokio::time::{Instant, sleep};

use super::board::Board;
use super::fleet::{Burst, ByName, Fleet, Pace};
use super::{AfterRestart, IncidentError};
use crate::probe;
use crate::sandbox::Sandbox;

/// The longest to wait until a closed fleet is gone on the server.
const GONE_WITHIN: Duration = Duration::from_secs(5);
/// The longest to wait until the incident's symptoms show.
const SYMPTOMS_WITHIN: Duration = Duration::from_secs(3);
/// Calls of a fleet without callers of its own after which its symptoms would have shown.
const FEW_CALLS: u32 = 3;
/// Between two looks at something that is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// The longest that callers may keep the door open.
pub(crate) const DOOR_WITHIN: Duration = Duration::from_secs(10);

/// Owns the fleets.
pub(crate) struct Desk {
    pub(crate) board: Arc<Board>,
    pub(crate) fleets: Vec<Fleet>,
    pub(crate) sandbox: Arc<dyn Sandbox>,
    pub(crate) after_restart: Option<AfterRestart>,
    /// Whether the fleets stand at their baseline, or stood there once.
    pub(crate) settled: bool,
    pub(crate) begun: bool,
}

impl Desk {
    /// Opens the fleets' connections as they stand before the incident, once.
    pub(crate) async fn settle(&mut self) -> Result<(), IncidentError> {
        if self.settled {
            return Ok(());
        }
        for (name, Burst { wanted, accepted, refusal }) in self.settle_in(|_| None).await {
            if let Some(refusal) = refusal {
                return Err(IncidentError::Baseline { name, wanted, accepted, refusal });
            }
        }
        Ok(())
    }

    /// Opens the fleets' connections as they stand before the incident, or those that `kept` has.
    pub(crate) async fn settle_in<'a>(&mut self, kept: impl Fn(&str) -> Option<&'a ByName>) -> Vec<(String, Burst)> {
        self.settled = true;
        let mut bursts = Vec::new();
        // The callers first: where a restored storm fills the server, they had their connections before.
        self.fleets.sort_by_key(|fleet| !matches!(fleet, Fleet::Callers(_)));
        for fleet in &mut self.fleets {
            let name = fleet.state().spec.name.clone();
            let burst = fleet.settle_in(kept(&name)).await;
            bursts.push((name, burst));
        }
        for fleet in &mut self.fleets {
            fleet.fill_up().await;
        }
        bursts
    }

    /// Waits until an earlier director's connections are gone on the server.
    pub(crate) async fn await_predecessor(&self) -> Result<(), IncidentError> {
        let fleets = self.board.fleets.iter().flat_map(|fleet| {
            let mut applications = fleet.earlier();
            applications.push(fleet.application());
            applications.into_iter().map(|application| (fleet.spec.role.clone(), application))
        });
        self.await_gone(&fleets.collect::<Vec<_>>()).await
    }

    /// Settles the fleets in and runs the phases that are `at_start`; returns when their symptoms are there.
    pub(crate) async fn begin(&mut self) -> Result<(), IncidentError> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        self.settle().await?;
        self.board.sample().await?;
        let scenario = Arc::clone(&self.board.scenario);
        let mut awaited = Vec::new();
        for phase in scenario.phase.iter().filter(|phase| phase.at_start) {
            self.run_phase(phase, true, Pace::Live).await?;
            let peak_connections_percent = self.board.peak_percent();
            self.board.pen.write(Event::Phase { name: phase.name.clone(), peak_connections_percent }).await;
            awaited.extend(phase.grow.iter().cloned());
            awaited.extend(self.board.fleets.iter().filter(|it| it.spec.monitored).map(|it| it.spec.name.clone()));
        }
        self.await_symptoms(&awaited).await?;
        self.board.flush_log().await;
        self.board.pen.write(Event::IncidentLive).await;
        self.board.sample().await
    }

    /// Waits until something goes wrong that a learner can see: a failed call of the monitored fleet or of one that
    /// grew, or somebody waiting for a lock. Bounded, and over once these fleets made a call for each of their
    /// connections: not every incident shows like that, and none shows only because it was waited for.
    async fn await_symptoms(&self, awaited: &[String]) -> Result<(), IncidentError> {
        let fleets = &self.board.fleets;
        let calling: Vec<_> = fleets.iter().filter(|it| it.makes_calls() && awaited.contains(&it.spec.name)).collect();
        let before: Vec<Calls> = calling.iter().map(|fleet| fleet.counters.calls()).collect();
        let until = Instant::now() + SYMPTOMS_WITHIN;
        while !calling.is_empty() && Instant::now() < until {
            let failed = calling.iter().any(|fleet| fleet.counters.calls().failed > 0);
            let round = calling.iter().zip(&before).all(|(fleet, before)| {
                let made = fleet.counters.calls().made - before.made;
                made >= if fleet.spec.kind == FleetKind::Pool || fleet.spec.kind == FleetKind::Workload {
                    fleet.setup().size
                } else {
                    FEW_CALLS
                }
            });
            if failed || round || probe::waiting_locks(&self.board.probers.desk).await? > 0 {
                break;
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Waits until the server has no backend of these roles and names left, twice in a row: a backend leaves
    /// pg_stat_activity a moment before its slot is free.
    pub(crate) async fn await_gone(&self, leaving: &[(String, String)]) -> Result<(), IncidentError> {
        let until = Instant::now() + GONE_WITHIN;
        let mut gone = 0;
        while gone < 2 && Instant::now() < until {
            let sessions = probe::sessions_by_fleet(&self.board.probers.desk).await?;
            let left: u32 = leaving.iter().map(|(role, application)| sessions.of(role, application)).sum();
            if left == 0 {
                gone += 1;
            } else {
                gone = 0;
                sleep(LOOK_EVERY).await;
            }
        }
        Ok(())
    }

    /// Two further calls of each of a fleet's callers.
    pub(crate) async fn next_calls(&mut self, name: &str) -> Result<Calls, IncidentError> {
        let at = self.watched(name)?;
        Ok(self.next_calls_of(at).await)
    }

    pub(crate) async fn next_calls_of(&mut self, at: usize) -> Calls {
        let name = self.board.fleets[at].spec.name.clone();
        match self.fleet(&name) {
            Ok(fleet) => fleet.next_calls().await,
            Err(_) => Calls::default(),
        }
    }

    /// Where on the board a fleet stands whose calls are asked for.
    pub(crate) fn watched(&self, name: &str) -> Result<usize, IncidentError> {
        let fleet = self.board.fleet(name)?;
        if !fleet.makes_calls() {
            return Err(IncidentError::MakesNoCalls(name.to_owned()));
        }
        Ok(self.board.fleets.iter().position(|it| Arc::ptr_eq(it, fleet)).unwrap_or_default())
    }

    /// The running fleet of this name.
    pub(crate) fn fleet(&mut self, name: &str) -> Result<&mut Fleet, IncidentError> {
        // The board knows the same names, and says which is nearest.
        self.board.fleet(name)?;
        self.fleets
            .iter_mut()
            .find(|fleet| fleet.state().spec.name == name)
            .ok_or_else(|| IncidentError::UnknownFleet { name: name.to_owned(), nearest: String::new() })
    }

    /// Client backends of a fleet, counted by the server.
    pub(crate) async fn connections_of(&self, name: &str) -> Result<u32, IncidentError> {
        let fleet = self.board.fleet(name)?;
        self.board.settle().await?;
        let sessions = probe::sessions_by_fleet(&self.board.probers.desk).await?;
        Ok(fleet.counted(&sessions))
    }
}
