//! What the learner changed, written into the journal: connections terminated, DDL, settings. Each is reported once.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use ride_shared::journal::Event;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use super::IncidentError;
use super::board::Board;
use super::state::FleetState;
use crate::basics::held;
use crate::probe::{self, DDL_AT_ONCE, DdlRow, Hindrances, ProbeError, Prober, Settings};
use crate::sandbox::{ONCALL, SUPERUSER};

/// The longest that the server's count and the director's may differ before it is taken as it is.
const SETTLE_WITHIN: Duration = Duration::from_secs(2);
/// Between two counts that must agree: pg_terminate_backend returns before the backend has gone.
const SETTLE_BETWEEN: Duration = Duration::from_millis(60);
/// Reads of the DDL's table in a row, at most.
const DDL_READS: usize = 100;

/// What was reported already, and what the template had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reported {
    /// Settings before the incident.
    pub(crate) template: Settings,
    /// Rules, triggers and row security that the application's tables had before it.
    #[serde(default)]
    pub(crate) diverted: BTreeSet<String>,
    /// What the applications' statements could name before it, and their rights to it.
    #[serde(default)]
    usable: BTreeSet<String>,
    /// Differences that were recorded: name and value.
    settings: BTreeSet<(String, String)>,
    /// DDL up to this number was read, ...
    ddl_floor: i64,
    /// ... and these above it.
    ddl_seen: BTreeSet<i64>,
}

impl Reported {
    /// Nothing reported yet, against this template.
    pub(crate) fn nothing(template: Settings, diverted: BTreeSet<String>, usable: BTreeSet<String>) -> Self {
        Self { template, diverted, usable, ..Self::default() }
    }

    /// Takes note of DDL that was read.
    fn saw(&mut self, rows: &[DdlRow]) {
        self.ddl_seen.extend(rows.iter().map(|row| row.seq));
        while self.ddl_seen.remove(&(self.ddl_floor + 1)) {
            self.ddl_floor += 1;
        }
    }
}

/// Keeps [`Reported`], and lets one reader at a time report.
#[derive(Default)]
pub(crate) struct Changes {
    reported: Mutex<Reported>,
    one: tokio::sync::Mutex<()>,
}

impl Changes {
    /// Goes on from what was reported before.
    pub(crate) fn new(reported: Reported) -> Self {
        Self { reported: Mutex::new(reported), one: tokio::sync::Mutex::default() }
    }

    /// What was reported so far.
    pub(crate) fn reported(&self) -> Reported {
        held(&self.reported).clone()
    }

    /// Reports DDL that was not reported yet; `reads` bounds how much of it.
    async fn ddl(&self, board: &Board, prober: &Prober, reads: usize) -> Result<(), IncidentError> {
        let _one = self.one.lock().await;
        for _ in 0..reads {
            let (floor, seen) = {
                let reported = held(&self.reported);
                (reported.ddl_floor, reported.ddl_seen.iter().copied().collect::<Vec<_>>())
            };
            let rows = probe::ddl_unseen(prober, floor, &seen).await?;
            for row in rows.iter().filter(|row| row.role != SUPERUSER) {
                let DdlRow { tag, object, role, .. } = row.clone();
                board.pen.write(Event::Ddl { tag, object, role }).await;
            }
            held(&self.reported).saw(&rows);
            if rows.len() < DDL_AT_ONCE {
                break;
            }
        }
        Ok(())
    }

    /// Reports settings that differ from the template's and were not reported with this value yet.
    async fn settings(&self, board: &Board) -> Result<(), IncidentError> {
        let _one = self.one.lock().await;
        let now = probe::read_settings(&board.probers.desk, &board.watched_settings).await?;
        for difference in probe::differences(&self.reported().template, &now) {
            let key = (difference.name.clone(), difference.to.clone());
            if held(&self.reported).settings.contains(&key) {
                continue;
            }
            let probe::Difference { name, from, to } = difference;
            board.pen.write(Event::SettingChanged { name, from, to }).await;
            held(&self.reported).settings.insert(key);
        }
        Ok(())
    }
}

impl Board {
    /// What keeps the applications from their data, and did not before the incident.
    pub(crate) async fn hindrances(&self) -> Result<Hindrances, ProbeError> {
        let mut now = probe::hindrances(&self.probers.desk, &self.scenario.sandbox.roles).await?;
        let before = self.changes.reported().diverted;
        now.diverted.retain(|what| !before.contains(what));
        Ok(now)
    }

    /// What the applications' statements name, or have a right to, and no longer find.
    pub(crate) async fn lost(&self) -> Result<BTreeSet<String>, ProbeError> {
        let now = probe::usable(&self.probers.desk, &self.scenario.sandbox.roles).await?;
        Ok(self.changes.reported().usable.difference(&now).cloned().collect())
    }

    /// Waits until what is known here agrees with what the server counts, twice in a row: terminations that the server
    /// has carried out or was just told to carry out are known then. Bounded.
    pub(crate) async fn settle(&self) -> Result<(), ProbeError> {
        self.settle_where(|_| true).await
    }

    /// The same for some fleets only.
    pub(crate) async fn settle_of(&self, fleets: &[String]) -> Result<(), ProbeError> {
        self.settle_where(|fleet| fleets.contains(&fleet.spec.name)).await
    }

    async fn settle_where(&self, meant: impl Fn(&FleetState) -> bool) -> Result<(), ProbeError> {
        let fleets: Vec<_> = self.fleets.iter().filter(|fleet| meant(fleet)).collect();
        let until = Instant::now() + SETTLE_WITHIN;
        let mut last: Option<Vec<u32>> = None;
        loop {
            let here: Vec<u32> = fleets.iter().map(|fleet| fleet.counters.open()).collect();
            let sessions = probe::sessions_by_fleet(&self.probers.desk).await?;
            let there: Vec<u32> = fleets.iter().map(|fleet| fleet.counted(&sessions)).collect();
            let agreed = here == there;
            if agreed && last.as_ref() == Some(&there) || Instant::now() >= until {
                return Ok(());
            }
            last = agreed.then_some(there);
            sleep(SETTLE_BETWEEN).await;
        }
    }

    /// Reports connections that fleets lost to somebody's pg_terminate_backend.
    pub(crate) async fn report_terminated(&self) {
        for fleet in &self.fleets {
            let count = fleet.counters.take_terminated();
            if count > 0 {
                self.pen.write(Event::FleetTerminated { fleet: fleet.spec.name.clone(), count }).await;
            }
        }
    }

    /// Reports fleets whose sessions wait for a lock of the learner's.
    pub(crate) async fn report_blocked(&self) -> Result<(), IncidentError> {
        let blocked = probe::blocked_by(&self.probers.watch, ONCALL).await?;
        for fleet in &self.fleets {
            let count = fleet.counted(&blocked);
            if count > 0 {
                self.pen.write(Event::FleetBlocked { fleet: fleet.spec.name.clone(), count }).await;
            }
        }
        Ok(())
    }

    /// Reports what DDL there is to report in one read: for the watch.
    pub(crate) async fn report_some_ddl(&self) -> Result<(), IncidentError> {
        self.changes.ddl(self, &self.probers.watch, 1).await
    }

    /// Reports settings, for an action that restarts the server.
    pub(crate) async fn report_settings(&self) -> Result<(), IncidentError> {
        self.changes.settings(self).await
    }

    /// Reports everything that can be known now.
    pub(crate) async fn report_all(&self) -> Result<(), IncidentError> {
        self.settle().await?;
        self.report_terminated().await;
        self.changes.ddl(self, &self.probers.desk, DDL_READS).await?;
        self.changes.settings(self).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seq: i64) -> DdlRow {
        DdlRow { seq, tag: "CREATE TABLE".into(), object: "public.t".into(), role: "oncall".into() }
    }

    #[test]
    fn ddl_that_commits_late_is_still_to_be_read() {
        let mut reported = Reported::default();
        reported.saw(&[row(1), row(3)]);
        assert_eq!((reported.ddl_floor, reported.ddl_seen.len()), (1, 1));
        reported.saw(&[row(2)]);
        assert_eq!((reported.ddl_floor, reported.ddl_seen.len()), (3, 0));
    }
}
