//! A leak: every call opens a connection and closes it again, or, where the release leaks, leaves it open and idle for
//! good.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use ride_shared::scenario::LeaksWhen;
use tokio::time::{Instant, timeout};

use super::callers::elapsed_ms;
use super::connection::{CallError, FleetConnection, Wiring};
use super::fleet::Burst;
use super::shift::{Hand, Slot, Slots};
use super::state::FleetState;
use super::visits::{Visit, Visits};
use crate::basics::held;

/// The longest that a statement may take: beyond that the call has failed, whatever the server makes of it.
const STATEMENT_WITHIN: Duration = Duration::from_secs(10);
/// Calls that are under way at once while the fleet grows.
const AT_ONCE: u32 = 8;
/// The longest that growing may take.
const GROW_WITHIN: Duration = Duration::from_secs(10);

/// A leaking fleet.
pub(crate) type Leak = Visits<Leaking>;

/// What its calls work with.
pub(crate) struct Leaking {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    slots: Slots,
    kept: Mutex<Vec<(FleetConnection, Slot)>>,
}

impl Leaking {
    /// Without a connection yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>) -> Self {
        Self { state, wiring, slots: Slots::default(), kept: Mutex::default() }
    }

    fn slot(&self) -> Option<Slot> {
        held(&self.kept).retain(|(connection, _)| !connection.is_closed());
        self.slots.take(self.state.setup().size)
    }

    fn failed(&self, started: Instant, text: Option<&str>) -> bool {
        if let Some(text) = text {
            self.wiring.log.failed(&self.state.spec.name, text);
        }
        self.state.counters.called(false, elapsed_ms(started));
        false
    }

    /// Opens a connection that some call before the incident left open.
    async fn leaked_before(&self) -> Option<String> {
        let slot = self.slot()?;
        match FleetConnection::open(&self.wiring, &self.state).await {
            Ok(connection) => {
                held(&self.kept).push((connection, slot));
                None
            }
            Err(refused) => Some(refused.text),
        }
    }
}

impl Visit for Leaking {
    async fn visit(&self, hand: &Hand) -> Option<bool> {
        let started = Instant::now();
        let Some(slot) = self.slot() else {
            let text = format!("no further connection: all {} are taken", self.state.setup().size);
            return Some(self.failed(started, Some(&text)));
        };
        let opening = async {
            // Counted before the door is let go: whoever shuts it then finds no call half counted.
            let _door = self.wiring.door.read().await;
            let opened = FleetConnection::open(&self.wiring, &self.state).await.ok();
            if opened.is_none() {
                self.failed(started, None);
            }
            opened
        };
        let connection = tokio::select! {
            opened = opening => opened,
            () = hand.stop.cancelled() => return None,
        };
        let Some(connection) = connection else { return Some(false) };
        let values = self.state.values();
        let outcome = tokio::select! {
            outcome = connection.run_all(&values.statements, Some(STATEMENT_WITHIN)) => Some(outcome),
            () = hand.stop.cancelled() => None,
        };
        let Some(outcome) = outcome else {
            connection.end().await;
            return None;
        };
        let succeeded = match &outcome {
            Ok(()) => {
                self.state.counters.called(true, elapsed_ms(started));
                true
            }
            Err(error) => self.failed(started, Some(error.text())),
        };
        let left_open = values.leaks && (outcome.is_err() || values.leaks_when == LeaksWhen::Always);
        if left_open && !connection.is_closed() {
            held(&self.kept).push((connection, slot));
        } else if let Err(CallError::Hangs(_)) = outcome {
            connection.end().await;
        } else {
            connection.close().await;
        }
        Some(succeeded)
    }

    async fn clear(&self) {
        let kept = std::mem::take(&mut *held(&self.kept));
        stream::iter(kept).for_each_concurrent(AT_ONCE as usize, |(connection, _slot)| connection.close()).await;
    }
}

impl Leak {
    /// What stands before the incident: so many leaked connections, and calls at the fleet's rate.
    pub(crate) async fn settle_in(&mut self, leaked: u32) -> Burst {
        let mut burst = Burst::default();
        let opened = stream::iter(0..leaked).map(|_| self.visitor.leaked_before()).buffered(AT_ONCE as usize);
        for refusal in opened.collect::<Vec<_>>().await {
            burst.count(refusal);
        }
        self.start();
        burst
    }

    /// Calls one after the other, a few at once, until one fails or the fleet has all the connections that it may have;
    /// a release that doesn't leak makes one call. Then it goes on at its rate.
    pub(crate) async fn grow(&mut self) -> Burst {
        self.start();
        let mut burst = Burst::default();
        let Some(hand) = self.hand() else { return burst };
        let work = async {
            loop {
                let open = self.state().counters.open();
                let left = self.state().setup().size.saturating_sub(open);
                let now = if self.state().values().leaks { left.min(AT_ONCE) } else { left.min(1) };
                let outcomes = join_all((0..now).map(|_| self.visitor.visit(&hand))).await;
                let on_errors = self.state().values().leaks_when == LeaksWhen::CallFails;
                let failed = if on_errors {
                    self.state().counters.open() <= open
                } else {
                    outcomes.iter().any(|outcome| *outcome != Some(true))
                };
                for outcome in outcomes {
                    let refusal = || self.state().counters.last_refusal().unwrap_or_default();
                    burst.count((outcome != Some(true)).then(refusal));
                }
                if failed || now == 0 || !self.state().values().leaks {
                    return;
                }
            }
        };
        // As far as it got by then; it goes on at its rate.
        if timeout(GROW_WITHIN, work).await.is_err() {
            self.state().counters.unanswered();
        }
        burst
    }
}
