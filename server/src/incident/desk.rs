//! The director's desk: where the fleets are, and what is done with them, one thing at a time.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::{Calls, Event};
use ride_shared::scenario::Phase;
use tokio::time::{Instant, sleep, timeout};

use super::board::Board;
use super::fleet::{Burst, Fleet, Pace};
use super::{AfterRestart, IncidentError, nearest};
use crate::probe;
use crate::sandbox::Sandbox;

/// The longest to wait until a closed fleet is gone on the server.
const GONE_WITHIN: Duration = Duration::from_secs(5);
/// The longest to wait until the incident's symptoms show.
const SYMPTOMS_WITHIN: Duration = Duration::from_secs(3);
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

/// What came of a phase.
pub(crate) struct PhaseRun {
    /// Each fleet that restarted or grew.
    pub(crate) bursts: Vec<(String, Burst)>,
    /// Calls of every fleet, in the fleets' order, when the first connection was opened.
    pub(crate) calls_before: Vec<Calls>,
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

    /// Opens the fleets' connections as they stand before the incident, or as many as `open` says.
    pub(crate) async fn settle_in(&mut self, open: impl Fn(&str) -> Option<u32>) -> Vec<(String, Burst)> {
        self.settled = true;
        let mut bursts = Vec::new();
        // The callers first: where a restored storm fills the server, they had their connections before.
        self.fleets.sort_by_key(|fleet| !fleet.state().makes_calls());
        for fleet in &mut self.fleets {
            let name = fleet.state().spec.name.clone();
            let connected = open(&name).unwrap_or(fleet.state().setup().size);
            bursts.push((name, fleet.settle_in(connected).await));
        }
        for fleet in &mut self.fleets {
            fleet.fill_up().await;
        }
        bursts
    }

    /// Waits until an earlier director's connections are gone on the server.
    pub(crate) async fn await_predecessor(&self) -> Result<(), IncidentError> {
        let names: Vec<String> = self.board.fleets.iter().map(|fleet| fleet.spec.name.clone()).collect();
        self.await_gone(&names).await
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
        let mut grown = Vec::new();
        for phase in scenario.phase.iter().filter(|phase| phase.at_start) {
            self.run_phase(phase, true, Pace::Live).await?;
            let peak_connections_percent = self.board.peak_percent();
            self.board.pen.write(Event::Phase { name: phase.name.clone(), peak_connections_percent }).await;
            grown.extend(phase.grow.iter().map(String::as_str));
        }
        self.await_symptoms(&grown).await;
        self.board.flush_log().await;
        self.board.pen.write(Event::IncidentLive).await;
        self.board.sample().await
    }

    /// Waits until a call failed of a fleet that grew, where one did. Bounded: not every incident shows at once.
    async fn await_symptoms(&self, grown: &[&str]) {
        let calling: Vec<_> = self
            .board
            .fleets
            .iter()
            .filter(|fleet| fleet.makes_calls() && grown.contains(&fleet.spec.name.as_str()))
            .collect();
        let until = Instant::now() + SYMPTOMS_WITHIN;
        while !calling.is_empty()
            && calling.iter().all(|fleet| fleet.counters.calls().failed == 0)
            && Instant::now() < until
        {
            sleep(LOOK_EVERY).await;
        }
    }

    /// The scenario's phase of this name.
    pub(crate) fn phase(&self, name: &str) -> Result<Phase, IncidentError> {
        let phases = &self.board.scenario.phase;
        phases.iter().find(|phase| phase.name == name).cloned().ok_or_else(|| IncidentError::UnknownPhase {
            name: name.to_owned(),
            nearest: nearest(name, phases.iter().map(|phase| phase.name.as_str())),
        })
    }

    /// Runs a phase: fleets restart and take their slots, then others grow into what is left.
    pub(crate) async fn run_phase(&mut self, phase: &Phase, grow: bool, pace: Pace) -> Result<PhaseRun, IncidentError> {
        if let Some(line) = &phase.log {
            self.board.log_now(&phase.name, line).await;
        }
        let mut run = self.restart(&phase.restart, pace).await?;
        if grow {
            for name in &phase.grow {
                let burst = self.fleet(name)?.grow().await;
                run.bursts.push((name.clone(), burst));
            }
        }
        self.board.set_phase(&phase.name);
        Ok(run)
    }

    /// Restarts fleets together: all their connections close and are gone before the first one opens again. The
    /// gauge's mark starts anew in between.
    pub(crate) async fn restart(&mut self, names: &[String], pace: Pace) -> Result<PhaseRun, IncidentError> {
        let board = Arc::clone(&self.board);
        // From here on no caller connects until every restarted one was let in or refused: the herd comes first.
        let door = timeout(DOOR_WITHIN, board.wiring.door.write()).await.map_err(|_| IncidentError::Stuck)?;
        for name in names {
            self.fleet(name)?.close().await;
        }
        self.await_gone(names).await?;
        board.wiring.gauge.mark();
        let calls_before = board.fleets.iter().map(|fleet| fleet.counters.calls()).collect();
        let mut bursts = Vec::new();
        for name in names {
            let burst = self.fleet(name)?.reopen(pace).await;
            bursts.push((name.clone(), burst));
        }
        drop(door);
        Ok(PhaseRun { bursts, calls_before })
    }

    /// Waits until the server has none of these fleets' backends left, twice in a row: a backend leaves
    /// pg_stat_activity a moment before its slot is free.
    async fn await_gone(&self, names: &[String]) -> Result<(), IncidentError> {
        let until = Instant::now() + GONE_WITHIN;
        let mut gone = 0;
        while gone < 2 && Instant::now() < until {
            let sessions = probe::sessions_by_fleet(&self.board.probers.desk).await?;
            let mut left = 0;
            for name in names {
                let fleet = self.board.fleet(name)?;
                left += sessions.of(&fleet.spec.role, name);
            }
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
        Ok(sessions.of(&fleet.spec.role, name))
    }
}
