//! A phase of the incident: SQL, releases, restarts, growth and calls, in this order.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::Calls;
use ride_shared::scenario::{Phase, PhaseSql};
use tokio::time::timeout;
use tokio_postgres::NoTls;

use super::connection::{Wiring, server_text};
use super::desk::{DOOR_WITHIN, Desk};
use super::fleet::{Burst, Pace};
use super::state::Stage;
use super::{IncidentError, nearest};

/// The longest that a phase's SQL may wait for its connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest that one statement of it may take.
const STATEMENT_WITHIN: Duration = Duration::from_secs(20);
/// The longest that giving up a statement may take.
const CANCEL_WITHIN: Duration = Duration::from_secs(1);

/// What came of a phase.
pub(crate) struct PhaseRun {
    /// Each fleet that restarted or grew.
    pub(crate) bursts: Vec<(String, Burst)>,
    /// Calls of every fleet, in the fleets' order, when the first connection was opened.
    pub(crate) calls_before: Vec<Calls>,
}

impl PhaseRun {
    /// Connections that the server refused to the fleets.
    pub(crate) fn refused(&self) -> u32 {
        self.bursts.iter().map(|(_, burst)| burst.refused()).sum()
    }
}

impl Desk {
    /// The scenario's phase of this name.
    pub(crate) fn phase(&self, name: &str) -> Result<Phase, IncidentError> {
        let phases = &self.board.scenario.phase;
        phases.iter().find(|phase| phase.name == name).cloned().ok_or_else(|| IncidentError::UnknownPhase {
            name: name.to_owned(),
            nearest: nearest(name, phases.iter().map(|phase| phase.name.as_str())),
        })
    }

    /// Runs a phase: its SQL, then fleets get releases, restart and take their slots, then others grow into what is left
    /// and make calls. A replay (`grow` is false) meets the releases and sizes that stand.
    pub(crate) async fn run_phase(&mut self, phase: &Phase, grow: bool, pace: Pace) -> Result<PhaseRun, IncidentError> {
        if let Some(line) = &phase.log {
            self.board.log_now(&phase.name, line).await;
        }
        // Where nothing restarts, what is measured begins here.
        let mut run = if phase.restart.is_empty() { Some(self.restart(&[], pace).await?) } else { None };
        for sql in &phase.run {
            run_sql(&self.board.wiring, sql).await;
        }
        let mut rolled = Vec::new();
        if grow {
            for (name, release) in &phase.release {
                let fleet = self.board.fleet(name)?;
                fleet.take_release(release)?;
                // One that was never there comes with its first restart or growth.
                if !phase.restart.contains(name) && fleet.setup().stage != Stage::Waiting {
                    rolled.extend(self.roll(name, pace).await?.bursts);
                }
            }
        }
        if run.is_none() {
            run = Some(self.restart(&phase.restart, pace).await?);
        }
        let PhaseRun { mut bursts, calls_before } = run.unwrap_or(PhaseRun { bursts: vec![], calls_before: vec![] });
        bursts.splice(0..0, rolled);
        if grow {
            for name in &phase.grow {
                let burst = self.fleet(name)?.grow().await;
                bursts.push((name.clone(), burst));
            }
        }
        for (name, count) in &phase.calls {
            self.fleet(name)?.calls(*count).await;
        }
        self.board.set_phase(&phase.name);
        Ok(PhaseRun { bursts, calls_before })
    }

    /// Restarts fleets together: all their connections close and are gone before the first one opens again. The
    /// gauge's mark starts anew in between.
    pub(crate) async fn restart(&mut self, names: &[String], pace: Pace) -> Result<PhaseRun, IncidentError> {
        let board = Arc::clone(&self.board);
        // From here on no caller connects until every restarted one was let in or refused: the herd comes first.
        let door = timeout(DOOR_WITHIN, board.wiring.door.write()).await.map_err(|_| IncidentError::Stuck)?;
        let run = self.reopen(names, pace).await;
        drop(door);
        run
    }

    /// Restarts one fleet while the others go on connecting as they come.
    pub(crate) async fn roll(&mut self, name: &str, pace: Pace) -> Result<PhaseRun, IncidentError> {
        self.reopen(&[name.to_owned()], pace).await
    }

    async fn reopen(&mut self, names: &[String], pace: Pace) -> Result<PhaseRun, IncidentError> {
        let mut leaving = Vec::new();
        for name in names {
            let fleet = self.fleet(name)?;
            let applications = fleet.make_way().await;
            let role = fleet.state().spec.role.clone();
            leaving.extend(applications.into_iter().map(|application| (role.clone(), application)));
        }
        self.await_gone(&leaving).await?;
        self.board.wiring.gauge.mark();
        let calls_before = self.board.fleets.iter().map(|fleet| fleet.counters.calls()).collect();
        let mut bursts = Vec::new();
        for name in names {
            let burst = self.fleet(name)?.reopen(pace).await;
            bursts.push((name.clone(), burst));
        }
        Ok(PhaseRun { bursts, calls_before })
    }
}

/// Runs a phase's SQL in a session of its own; an error goes to the application's log, and what follows it is left out.
async fn run_sql(wiring: &Wiring, sql: &PhaseSql) {
    if let Err(text) = session(wiring, sql).await {
        wiring.log.failed(&sql.name, &text);
    }
}

async fn session(wiring: &Wiring, sql: &PhaseSql) -> Result<(), String> {
    let mut config = wiring.config.clone();
    config.user(&sql.role).application_name(&sql.name);
    let connected = timeout(CONNECT_WITHIN, config.connect(NoTls)).await;
    let (client, connection) = connected
        .map_err(|_| format!("no answer to a connection request within {} s", CONNECT_WITHIN.as_secs()))?
        .map_err(|error| server_text(&error))?;
    wiring.gauge.enter();
    let stop = wiring.stop.clone();
    let task = wiring.tasks.spawn(async move {
        tokio::select! {
            // Its end shows on the client, as closed.
            _ = connection => {}
            () = stop.cancelled() => {}
        }
    });
    let mut outcome = Ok(());
    for statement in &sql.sql {
        outcome = if let Ok(answered) = timeout(STATEMENT_WITHIN, client.simple_query(statement)).await {
            answered.map(drop).map_err(|error| server_text(&error))
        } else {
            // A server that doesn't hear of it ends the statement in its own time.
            let _ = timeout(CANCEL_WITHIN, client.cancel_token().cancel_query(NoTls)).await;
            Err(format!("no answer to a statement within {} s: given up", STATEMENT_WITHIN.as_secs()))
        };
        if outcome.is_err() {
            break;
        }
    }
    drop(client);
    if timeout(CANCEL_WITHIN, task).await.is_err() {
        tracing::debug!(name = sql.name, "a phase's session did not end in time");
    }
    wiring.gauge.leave();
    outcome
}
