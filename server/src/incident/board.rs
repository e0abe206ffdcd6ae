//! The board: what the director, the watch and the handle share, and what is measured once a second.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use ride_shared::journal::{AppLogLine, Calls, LogLevel};
use ride_shared::protocol::Vitals;
use ride_shared::scenario::Scenario;

use super::alerts::Alerts;
use super::changes::{Changes, Reported};
use super::connection::Wiring;
use super::counters::Sample;
use super::pen::Pen;
use super::state::FleetState;
use super::{IncidentContext, IncidentError, nearest};
use crate::basics::held;
use crate::probe::{self, OWN_CONNECTIONS, ProbeError, Probers};

/// Shared by everything in one incident.
pub(crate) struct Board {
    pub(crate) scenario: Arc<Scenario>,
    pub(crate) wiring: Arc<Wiring>,
    pub(crate) fleets: Vec<Arc<FleetState>>,
    pub(crate) probers: Probers,
    pub(crate) pen: Pen,
    pub(crate) changes: Changes,
    /// Parameters that are compared with the template's.
    pub(crate) watched_settings: Vec<String>,
    max_connections: AtomicU32,
    /// The limit that the sandbox was made with: raising it makes no storm smaller, so peaks are measured by this one.
    made_with: u32,
    alerts: Mutex<Alerts>,
    phase: Mutex<Option<String>>,
}

impl Board {
    /// Opens the probers and reads what stands before the incident; `reported` where an earlier director did.
    pub(crate) async fn open(
        context: &IncidentContext,
        fleets: Vec<Arc<FleetState>>,
        reported: Option<Reported>,
        phase: Option<String>,
    ) -> Result<Self, ProbeError> {
        let scenario = Arc::clone(&context.scenario);
        let database = &scenario.sandbox.database;
        let endpoint = context.sandbox.endpoint();
        let probers = Probers::open(endpoint, database).await?;
        let watched_settings = watched_settings(&scenario);
        let reported = if let Some(reported) = reported {
            reported
        } else {
            let settings = probe::read_settings(&probers.desk, &watched_settings).await?;
            let hindrances = probe::hindrances(&probers.desk, &scenario.sandbox.roles).await?;
            let usable = probe::usable(&probers.desk, &scenario.sandbox.roles).await?;
            Reported::nothing(settings, hindrances.diverted, usable)
        };
        let max_connections = probe::max_connections(&probers.desk).await?;
        Ok(Self {
            wiring: Arc::new(Wiring::new(endpoint, database)),
            fleets,
            probers,
            pen: Pen::new(Arc::clone(&context.recorder), context.live.clone()),
            changes: Changes::new(reported),
            watched_settings,
            max_connections: AtomicU32::new(max_connections),
            made_with: made_with(&scenario).unwrap_or(max_connections),
            alerts: Mutex::new(Alerts::new(&scenario.alert)),
            phase: Mutex::new(phase),
            scenario,
        })
    }

    /// The fleet of this name.
    pub(crate) fn fleet(&self, name: &str) -> Result<&Arc<FleetState>, IncidentError> {
        self.fleets.iter().find(|fleet| fleet.spec.name == name).ok_or_else(|| {
            let names = self.fleets.iter().map(|fleet| fleet.spec.name.as_str());
            IncidentError::UnknownFleet { name: name.to_owned(), nearest: nearest(name, names) }
        })
    }

    /// The phase that ran last.
    pub(crate) fn phase(&self) -> Option<String> {
        held(&self.phase).clone()
    }

    /// A phase ran.
    pub(crate) fn set_phase(&self, name: &str) {
        *held(&self.phase) = Some(name.to_owned());
    }

    /// Reads the limit again, after a restart.
    pub(crate) async fn read_limit(&self) -> Result<(), ProbeError> {
        self.max_connections.store(probe::max_connections(&self.probers.desk).await?, Ordering::SeqCst);
        Ok(())
    }

    /// The most connections since the gauge's mark: the fleets', the on-call slots and ride's own, in percent of the
    /// max_connections that the sandbox was made with; above 100 where the learner raised it.
    pub(crate) fn peak_percent(&self) -> u32 {
        let others = self.scenario.sandbox.on_call + OWN_CONNECTIONS;
        self.wiring.gauge.peak_percent(others, self.max_connections.load(Ordering::SeqCst), self.made_with)
    }

    /// Writes a line of the application's log at once.
    pub(crate) async fn log_now(&self, source: &str, text: &str) {
        let line = AppLogLine { source: source.to_owned(), level: LogLevel::Info, text: text.to_owned(), times: 1 };
        self.pen.log(line).await;
    }

    /// Writes what waits in the application's log.
    pub(crate) async fn flush_log(&self) {
        for line in self.wiring.log.take() {
            self.pen.log(line).await;
        }
    }

    /// One sample: measures the vitals, shows and records them, and raises the alerts that they call for.
    pub(crate) async fn sample(&self) -> Result<(), IncidentError> {
        let connections = probe::connections_by_application(&self.probers.watch).await?;
        let waiting_locks = probe::waiting_locks(&self.probers.watch).await?;
        let Sample { calls: Calls { made, failed }, p95_ms } = self
            .fleets
            .iter()
            .find(|fleet| fleet.spec.monitored)
            .map_or(Sample { calls: Calls::default(), p95_ms: None }, |fleet| fleet.counters.sample());
        let vitals = Vitals {
            at_ms: self.pen.now_ms(),
            max_connections: self.max_connections.load(Ordering::SeqCst),
            connections,
            waiting_locks,
            calls: made,
            failed,
            p95_ms,
        };
        if waiting_locks > 0 {
            self.report_blocked().await?;
        }
        let changes = held(&self.alerts).sample(&vitals);
        self.pen.vitals(vitals).await;
        for change in changes {
            self.pen.alert(change).await;
        }
        Ok(())
    }
}

/// The max_connections that the scenario asks for.
fn made_with(scenario: &Scenario) -> Option<u32> {
    scenario.sandbox.settings.get("max_connections")?.to_string().parse().ok()
}

/// What `oncall` may set, and what a trap asks about.
fn watched_settings(scenario: &Scenario) -> Vec<String> {
    let traps = scenario.trap.iter().filter_map(|trap| trap.setting_changed.clone());
    let names: BTreeSet<String> = traps.chain(scenario.sandbox.grant_settings.iter().cloned()).collect();
    names.into_iter().collect()
}
