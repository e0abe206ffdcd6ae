//! A fleet: a simulated application with real connections, and what it can be told.

use std::collections::BTreeMap;
use std::sync::Arc;

use ride_shared::journal::Calls;
use ride_shared::scenario::FleetKind;

use super::callers::Callers;
use super::connection::Wiring;
use super::leak::{Leak, Leaking};
use super::plan::Plan;
use super::retry::{Retry, Retrying};
use super::sessions::Sessions;
use super::state::{FleetState, Stage};
use super::storm::Storm;

/// Connections by the name that they go by.
pub(crate) type ByName = BTreeMap<String, u32>;

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

    /// Counts what came of further attempts.
    pub(crate) fn add(&mut self, other: Self) {
        self.wanted += other.wanted;
        self.accepted += other.accepted;
        self.refusal = other.refusal.or(self.refusal.take());
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
    /// Calls at a rate, each caller on a connection of its own.
    Callers(Callers),
    /// Calls at a rate, each on a connection of its own that may be left open.
    Leak(Leak),
    /// Calls at a rate, each on as many connections as it has tries.
    Retry(Retry),
    /// Sessions that run their statements once.
    Sessions(Sessions),
}

impl Fleet {
    /// A fleet without a connection yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>, plan: Plan) -> Self {
        match state.spec.kind {
            FleetKind::Storm => Self::Storm(Storm::new(state, wiring, plan)),
            FleetKind::Pool | FleetKind::Workload => Self::Callers(Callers::new(state, wiring)),
            FleetKind::Leak => {
                let leaking = Leaking::new(Arc::clone(&state), Arc::clone(&wiring));
                Self::Leak(Leak::new(state, wiring, leaking))
            }
            FleetKind::Retry => {
                let retrying = Retrying::new(Arc::clone(&state), Arc::clone(&wiring), plan);
                Self::Retry(Retry::new(state, wiring, retrying))
            }
            FleetKind::Holder | FleetKind::Job => Self::Sessions(Sessions::new(state, wiring)),
        }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        match self {
            Self::Storm(storm) => storm.state(),
            Self::Callers(callers) => callers.state(),
            Self::Leak(leak) => leak.state(),
            Self::Retry(retry) => retry.state(),
            Self::Sessions(sessions) => sessions.state(),
        }
    }

    /// Opens the connections that stand at the baseline, or those that an earlier director kept; the rest of its callers
    /// come with [`Fleet::fill_up`]. Nothing where the fleet does not run.
    pub(crate) async fn settle_in(&mut self, kept: Option<&ByName>) -> Burst {
        let state = Arc::clone(self.state());
        if !state.runs() {
            return Burst::default();
        }
        let open = kept.map(|kept| kept.values().sum::<u32>());
        match self {
            Self::Storm(storm) => storm.settle_in(kept).await,
            Self::Callers(callers) => {
                let connected = open.unwrap_or(u32::MAX).min(state.setup().size);
                callers.resize(connected).await;
                callers.connect(connected).await
            }
            Self::Leak(leak) => leak.settle_in(open.or(state.spec.baseline).unwrap_or_default()).await,
            Self::Retry(retry) => {
                // Calls come once these are in: where they take all the room that there is, one call would be in their way.
                let hand = retry.open();
                let burst = retry.visitor.leave_behind(&hand, open.or(state.spec.baseline).unwrap_or_default()).await;
                retry.start();
                burst
            }
            Self::Sessions(sessions) => sessions.open(open.unwrap_or(state.setup().size)).await,
        }
    }

    /// Hires the callers that had no connection: once every fleet has its own back, so that they take nobody's.
    pub(crate) async fn fill_up(&mut self) {
        if let Self::Callers(callers) = self
            && callers.state().runs()
        {
            callers.resize(callers.state().setup().size).await;
        }
    }

    /// Closes what goes with a restart; gives the names of which no connection may be left.
    pub(crate) async fn make_way(&mut self) -> Vec<String> {
        let state = Arc::clone(self.state());
        let mut names = state.earlier();
        names.push(state.application());
        match self {
            Self::Storm(storm) => return storm.make_way().await,
            Self::Callers(callers) => callers.disconnect().await,
            Self::Leak(leak) => leak.close().await,
            Self::Retry(retry) => retry.close().await,
            Self::Sessions(sessions) => sessions.close().await,
        }
        names
    }

    /// Opens connections as it is configured to, after [`Fleet::make_way`]; its pool size takes effect here, and it runs
    /// from here on whatever stopped it.
    pub(crate) async fn reopen(&mut self, pace: Pace) -> Burst {
        let state = Arc::clone(self.state());
        state.configure(|setup| {
            setup.size = setup.pool_size;
            setup.stage = Stage::Running;
        });
        let size = state.setup().size;
        match self {
            Self::Storm(storm) => storm.open(size, pace).await,
            Self::Callers(callers) => {
                callers.resize(size).await;
                callers.connect(size).await
            }
            Self::Leak(leak) => {
                leak.start();
                Burst::default()
            }
            Self::Retry(retry) => {
                retry.start();
                Burst::default()
            }
            Self::Sessions(sessions) => sessions.open(size).await,
        }
    }

    /// Closes every connection; none comes back before the next restart.
    pub(crate) async fn stop(&mut self) {
        self.state().configure(|setup| setup.stage = Stage::Stopped);
        match self {
            Self::Storm(storm) => storm.close().await,
            Self::Callers(callers) => callers.resize(0).await,
            Self::Leak(leak) => leak.close().await,
            Self::Retry(retry) => retry.close().await,
            Self::Sessions(sessions) => sessions.close().await,
        }
    }

    /// Grows to its full size; returns when each new connection or caller was let in or refused once. A fleet that was
    /// stopped stays away.
    pub(crate) async fn grow(&mut self) -> Burst {
        let state = Arc::clone(self.state());
        let setup = state.setup();
        if setup.stage == Stage::Stopped {
            return Burst::default();
        }
        state.configure(|setup| {
            setup.size = setup.size.max(setup.pool_size);
            setup.stage = Stage::Running;
        });
        let new = setup.pool_size.saturating_sub(setup.size);
        match self {
            Self::Leak(leak) => leak.grow().await,
            Self::Retry(retry) => {
                retry.start();
                Burst::default()
            }
            _ if new == 0 => Burst::default(),
            Self::Storm(storm) => storm.open(new, Pace::Live).await,
            Self::Callers(callers) => {
                callers.resize(setup.pool_size).await;
                callers.first_calls(setup.size as usize).await
            }
            Self::Sessions(sessions) => sessions.open(new).await,
        }
    }

    /// What a storm had before the database restarts, with those that were on their way back: they come back together.
    /// Callers come back by themselves; what sessions, and calls of old, left open is lost.
    pub(crate) async fn lose_database(&mut self) -> ByName {
        match self {
            Self::Storm(storm) => storm.stand_by().await,
            Self::Callers(_) | Self::Leak(_) | Self::Retry(_) | Self::Sessions(_) => ByName::new(),
        }
    }

    /// Brings back what [`Fleet::lose_database`] gave.
    pub(crate) async fn come_back(&mut self, had: &ByName) -> Burst {
        match self {
            Self::Storm(storm) => storm.open_each(had).await,
            Self::Callers(_) | Self::Leak(_) | Self::Retry(_) | Self::Sessions(_) => Burst::default(),
        }
    }

    /// Some further calls, now: two of each caller, or as many as a fleet without callers of its own is given.
    pub(crate) async fn next_calls(&mut self) -> Calls {
        match self {
            Self::Callers(callers) => callers.next_calls().await,
            Self::Leak(leak) => leak.next_calls().await,
            Self::Retry(retry) => retry.next_calls().await,
            Self::Storm(_) | Self::Sessions(_) => Calls::default(),
        }
    }

    /// So many calls at once.
    pub(crate) async fn calls(&mut self, count: u32) -> Calls {
        match self {
            Self::Callers(callers) => callers.calls(count).await,
            Self::Leak(leak) => leak.calls(count).await,
            Self::Retry(retry) => retry.calls(count).await,
            Self::Storm(_) | Self::Sessions(_) => Calls::default(),
        }
    }
}
