//! Retries: every call opens a connection; a caller that has waited long enough leaves its statement to the server,
//! which goes on with it, and tries again on a further connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ride_shared::scenario::Reconnect;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use super::callers::elapsed_ms;
use super::connection::{FleetConnection, Wiring};
use super::fleet::Burst;
use super::plan::Plan;
use super::shift::{Hand, Slot, Slots};
use super::state::FleetState;
use super::visits::{Visit, Visits};

/// Tries of a call where failed ones come back at once.
const TRIES_AT_ONCE: u32 = 5;
/// Tries of a call with jittered backoff.
const TRIES_WITH_BACKOFF: u32 = 3;
/// The longest that a caller waits where the scenario doesn't say when it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A retrying fleet.
pub(crate) type Retry = Visits<Retrying>;

/// What its calls work with.
pub(crate) struct Retrying {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    plan: Plan,
    slots: Slots,
    calls: AtomicU32,
}

impl Retrying {
    /// Without a connection yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>, plan: Plan) -> Self {
        Self { state, wiring, plan, slots: Slots::default(), calls: AtomicU32::new(0) }
    }

    /// One call with all its tries.
    async fn call(&self, hand: &Hand) -> bool {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let mut attempt = 0;
        loop {
            if self.attempt(hand).await {
                return true;
            }
            attempt += 1;
            // Asked anew each time: somebody may have set it since.
            let reconnect = self.state.setup().reconnect;
            let tries = match reconnect {
                Reconnect::Immediate => TRIES_AT_ONCE,
                Reconnect::JitteredBackoff => TRIES_WITH_BACKOFF,
            };
            if attempt >= tries {
                return false;
            }
            if reconnect == Reconnect::JitteredBackoff {
                sleep(self.plan.backoff(&self.state.spec.name, call, attempt - 1)).await;
            }
        }
    }

    /// So many tries that nobody waits for any more, as callers of some time ago left them; returns when each was let in
    /// or refused.
    pub(crate) async fn leave_behind(&self, hand: &Hand, count: u32) -> Burst {
        let mut opening = Vec::new();
        for _ in 0..count {
            let Some(slot) = self.slots.take(self.state.setup().size) else { break };
            let (open, opened) = oneshot::channel();
            let errand =
                Errand { state: Arc::clone(&self.state), wiring: Arc::clone(&self.wiring), slot, open, told: None };
            hand.begin(errand.run(hand.clone()));
            opening.push(opened);
        }
        let mut burst = Burst::default();
        for opened in opening {
            let refused = || self.state.counters.last_refusal().unwrap_or_default();
            burst.count(opened.await.err().map(|_| refused()));
        }
        burst
    }

    /// One try. What it began goes on without it if it takes too long.
    async fn attempt(&self, hand: &Hand) -> bool {
        let name = &self.state.spec.name;
        let Some(slot) = self.slots.take(self.state.setup().size) else {
            let text = format!("no further connection: all {} are taken", self.state.setup().size);
            self.wiring.log.failed(name, &text);
            return false;
        };
        let (told, outcome) = oneshot::channel();
        let (open, opened) = oneshot::channel();
        let errand =
            Errand { state: Arc::clone(&self.state), wiring: Arc::clone(&self.wiring), slot, open, told: Some(told) };
        hand.begin(errand.run(hand.clone()));
        // Patience is for the answer: a busy machine that is slow to connect must not make another incident of it. A try
        // that is refused ends this wait as well.
        let _ = opened.await;
        let patience = self.state.values().gives_up_ms.map_or(PATIENCE, |ms| Duration::from_millis(ms.into()));
        if let Ok(succeeded) = timeout(patience, outcome).await {
            return succeeded.unwrap_or(false);
        }
        self.wiring.log.failed(name, &format!("no answer within {} ms: given up", patience.as_millis()));
        false
    }
}

impl Visit for Retrying {
    async fn visit(&self, hand: &Hand) -> Option<bool> {
        let started = Instant::now();
        let succeeded = tokio::select! {
            succeeded = self.call(hand) => succeeded,
            () = hand.stop.cancelled() => return None,
        };
        self.state.counters.called(succeeded, elapsed_ms(started));
        Some(succeeded)
    }

    /// Every connection belongs to a task of the shift.
    async fn clear(&self) {}
}

/// A try's connection and statements, which may outlive the caller's patience.
struct Errand {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    slot: Slot,
    open: oneshot::Sender<()>,
    /// Who waits for it; none from the beginning where it was given up long ago.
    told: Option<oneshot::Sender<bool>>,
}

impl Errand {
    async fn run(self, hand: Hand) {
        let Self { state, wiring, slot, open, told } = self;
        let _until_closed = slot;
        let opening = async {
            let _door = wiring.door.read().await;
            FleetConnection::open(&wiring, &state).await
        };
        let opened = tokio::select! {
            opened = opening => opened,
            () = hand.stop.cancelled() => return,
        };
        let Ok(connection) = opened else {
            tell(told, false);
            return;
        };
        let _ = open.send(());
        if told.as_ref().is_some_and(oneshot::Sender::is_closed) {
            return connection.close().await;
        }
        let values = state.values();
        let outcome = tokio::select! {
            outcome = connection.run_all(&values.statements, None) => Some(outcome),
            () = hand.stop.cancelled() => None,
        };
        let Some(outcome) = outcome else { return connection.end().await };
        // Nobody reads the error of a statement that was given up.
        if let Err(error) = &outcome
            && told.as_ref().is_some_and(|told| !told.is_closed())
        {
            wiring.log.failed(&state.spec.name, error.text());
        }
        tell(told, outcome.is_ok());
        connection.close().await;
    }
}

/// Who asked may have stopped listening.
fn tell(told: Option<oneshot::Sender<bool>>, succeeded: bool) {
    if let Some(told) = told {
        let _ = told.send(succeeded);
    }
}
