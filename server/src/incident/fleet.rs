//! A fleet: a simulated application with real connections. What it is, what it counted, what it can be told.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use ride_shared::journal::Calls;
use ride_shared::scenario::{Fleet as FleetSpec, FleetKind, Reconnect};

use super::callers::Callers;
use super::connection::Wiring;
use super::plan::Plan;
use super::storm::Storm;
use crate::basics::held;

/// Latencies kept until the next sample, at most.
const LATENCIES: usize = 4096;

/// What a fleet is and what it counted; shared by its tasks, the watch and the director.
pub(crate) struct FleetState {
    /// As the scenario has it.
    pub(crate) spec: FleetSpec,
    /// What happened to it.
    pub(crate) counters: Counters,
    setup: Mutex<Setup>,
}

/// How a fleet is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setup {
    /// Connections or callers that it runs with now.
    pub(crate) size: u32,
    /// Those that it will run with after its next restart.
    pub(crate) pool_size: u32,
    /// How refused connections come back.
    pub(crate) reconnect: Reconnect,
}

impl FleetState {
    /// A fleet as it is before the incident.
    pub(crate) fn new(spec: FleetSpec) -> Self {
        let setup = Setup {
            size: spec.baseline.unwrap_or(spec.connections),
            pool_size: spec.connections,
            reconnect: spec.reconnect,
        };
        Self { spec, counters: Counters::default(), setup: Mutex::new(setup) }
    }

    /// How it is configured now.
    pub(crate) fn setup(&self) -> Setup {
        *held(&self.setup)
    }

    /// Changes how it is configured.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut Setup)) {
        change(&mut held(&self.setup));
    }

    /// Whether it makes calls, by which its health is measured.
    pub(crate) fn makes_calls(&self) -> bool {
        self.spec.kind != FleetKind::Storm
    }
}

/// Counts of one fleet.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    open: AtomicU32,
    terminated_unreported: AtomicU32,
    calls: AtomicU32,
    failed: AtomicU32,
    sampled: Mutex<Sampled>,
    last_refusal: Mutex<Option<String>>,
}

#[derive(Debug, Default)]
struct Sampled {
    calls: Calls,
    latencies_ms: Vec<f64>,
}

/// What a fleet's callers saw since the last sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Calls.
    pub(crate) calls: Calls,
    /// 95th percentile of those that succeeded, milliseconds.
    pub(crate) p95_ms: Option<f64>,
}

impl Counters {
    /// A connection was established.
    pub(crate) fn entered(&self) {
        self.open.fetch_add(1, Ordering::SeqCst);
    }

    /// A connection is gone.
    pub(crate) fn left(&self) {
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    /// A connection was refused.
    pub(crate) fn refused(&self, text: &str) {
        *held(&self.last_refusal) = Some(text.to_owned());
    }

    /// A connection was terminated by somebody.
    pub(crate) fn terminated(&self) {
        self.terminated_unreported.fetch_add(1, Ordering::SeqCst);
    }

    /// A call came to its end, after `ms` milliseconds.
    pub(crate) fn called(&self, succeeded: bool, ms: f64) {
        let mut sampled = held(&self.sampled);
        if succeeded {
            if sampled.latencies_ms.len() < LATENCIES {
                sampled.latencies_ms.push(ms);
            }
        } else {
            self.failed.fetch_add(1, Ordering::SeqCst);
            sampled.calls.failed += 1;
        }
        sampled.calls.made += 1;
        self.calls.fetch_add(1, Ordering::SeqCst);
    }

    /// Connections open now.
    pub(crate) fn open(&self) -> u32 {
        self.open.load(Ordering::SeqCst)
    }

    /// All calls so far.
    pub(crate) fn calls(&self) -> Calls {
        // A failed call is counted as failed first, so that no reader sees it as one that succeeded.
        let made = self.calls.load(Ordering::SeqCst);
        Calls { made, failed: self.failed.load(Ordering::SeqCst) }
    }

    /// Terminated connections that were not reported yet; they count as reported from here on.
    pub(crate) fn take_terminated(&self) -> u32 {
        self.terminated_unreported.swap(0, Ordering::SeqCst)
    }

    /// The text of the last refusal.
    pub(crate) fn last_refusal(&self) -> Option<String> {
        held(&self.last_refusal).clone()
    }

    /// What happened since the last sample.
    pub(crate) fn sample(&self) -> Sample {
        let Sampled { calls, mut latencies_ms } = std::mem::take(&mut *held(&self.sampled));
        Sample { calls, p95_ms: p95(&mut latencies_ms) }
    }
}

/// The 95th percentile by nearest rank, to a tenth.
fn p95(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * 95).div_ceil(100);
    values.get(rank.checked_sub(1)?).map(|ms| (ms * 10.0).round() / 10.0)
}

/// What came of a fleet's opening connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Burst {
    /// Connections that were wanted.
    pub(crate) wanted: u32,
    /// Connections that the server let in.
    pub(crate) accepted: u32,
    /// The text of a refusal.
    pub(crate) refusal: Option<String>,
}

impl Burst {
    /// Connections that the server refused.
    pub(crate) fn refused(&self) -> u32 {
        self.wanted - self.accepted
    }

    /// Counts one attempt.
    pub(crate) fn count(&mut self, refusal: Option<String>) {
        self.wanted += 1;
        match refusal {
            None => self.accepted += 1,
            Some(text) => self.refusal = Some(text),
        }
    }
}

/// On which clock a fleet's waits pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As in life.
    Live,
    /// Compressed, for a replay that somebody waits for.
    Replay,
}

/// A running fleet.
pub(crate) enum Fleet {
    /// Connects all at once, then idles.
    Storm(Storm),
    /// Calls at a rate.
    Callers(Callers),
}

impl Fleet {
    /// A fleet without a connection yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>, plan: Plan) -> Self {
        match state.spec.kind {
            FleetKind::Storm => Self::Storm(Storm::new(state, wiring, plan)),
            _ => Self::Callers(Callers::new(state, wiring)),
        }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        match self {
            Self::Storm(storm) => storm.state(),
            Self::Callers(callers) => callers.state(),
        }
    }

    /// Opens `connected` connections, those that stand at the baseline or stood before; the rest of its callers come with
    /// [`Fleet::fill_up`].
    pub(crate) async fn settle_in(&mut self, connected: u32) -> Burst {
        match self {
            Self::Storm(storm) => storm.open(connected, Pace::Live).await,
            Self::Callers(callers) => {
                callers.resize(connected.min(callers.state().setup().size)).await;
                callers.connect(connected).await
            }
        }
    }

    /// Hires the callers that had no connection: once every fleet has its own back, so that they take nobody's.
    pub(crate) async fn fill_up(&mut self) {
        if let Self::Callers(callers) = self {
            callers.resize(callers.state().setup().size).await;
        }
    }

    /// Closes every connection, and what would open one again.
    pub(crate) async fn close(&mut self) {
        match self {
            Self::Storm(storm) => storm.close().await,
            Self::Callers(callers) => callers.disconnect().await,
        }
    }

    /// Opens connections as it is configured to, after [`Fleet::close`]; its pool size takes effect here.
    pub(crate) async fn reopen(&mut self, pace: Pace) -> Burst {
        let state = Arc::clone(self.state());
        state.configure(|setup| setup.size = setup.pool_size);
        let size = state.setup().size;
        match self {
            Self::Storm(storm) => storm.open(size, pace).await,
            Self::Callers(callers) => {
                callers.resize(size).await;
                callers.connect(size).await
            }
        }
    }

    /// Grows to its full size; returns when each new connection or caller was let in or refused once.
    pub(crate) async fn grow(&mut self) -> Burst {
        let state = Arc::clone(self.state());
        let before = state.setup().size;
        let full = state.setup().pool_size;
        if full <= before {
            return Burst::default();
        }
        state.configure(|setup| setup.size = full);
        match self {
            Self::Storm(storm) => storm.open(full - before, Pace::Live).await,
            Self::Callers(callers) => {
                callers.resize(full).await;
                callers.first_calls(before as usize).await
            }
        }
    }

    /// What a storm had before the database restarts, with those that were on their way back: they come back together.
    /// Callers come back by themselves.
    pub(crate) async fn lose_database(&mut self) -> u32 {
        match self {
            Self::Storm(storm) => storm.stand_by().await,
            Self::Callers(_) => 0,
        }
    }

    /// Brings back what [`Fleet::lose_database`] gave.
    pub(crate) async fn come_back(&mut self, count: u32) -> Burst {
        match self {
            Self::Storm(storm) => storm.open(count, Pace::Live).await,
            Self::Callers(_) => Burst::default(),
        }
    }

    /// Two further calls of each caller, now.
    pub(crate) async fn next_calls(&mut self) -> Calls {
        match self {
            Self::Storm(_) => Calls::default(),
            Self::Callers(callers) => callers.next_calls().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p95_is_the_nearest_rank_and_none_without_values() {
        assert_eq!(p95(&mut []), None);
        assert_eq!(p95(&mut [7.04]), Some(7.0));
        let mut hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(p95(&mut hundred), Some(95.0));
    }

    #[test]
    fn a_sample_holds_what_happened_since_the_last_one() {
        let counters = Counters::default();
        counters.called(true, 2.0);
        counters.called(false, 900.0);
        let sample = counters.sample();
        assert_eq!(sample, Sample { calls: Calls { made: 2, failed: 1 }, p95_ms: Some(2.0) });
        assert_eq!(counters.sample().calls, Calls::default());
        assert_eq!(counters.calls(), Calls { made: 2, failed: 1 });
    }
}
