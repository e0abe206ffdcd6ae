//! Fleets whose every call opens a connection of its own: what `leak` and `retry` have in common. Calls come at the
//! rate of the whole fleet, and one that takes long holds up no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use ride_shared::journal::Calls;
use tokio::time::timeout;

use super::callers::{beat, next_beat};
use super::connection::Wiring;
use super::shift::{Hand, Shift};
use super::state::FleetState;

/// Calls that may be under way at once, waits between tries included; one beyond them fails.
const UNDER_WAY: u32 = 256;
/// Calls of an order that are under way at once.
const AT_ONCE: usize = 16;
/// Further calls in [`Visits::next_calls`].
const FURTHER_CALLS: u32 = 10;
/// The longest that an order of calls may take.
const ORDER_WITHIN: Duration = Duration::from_secs(15);

/// One call, from opening its connection to its end.
pub(crate) trait Visit: Send + Sync + 'static {
    /// Makes the call, counts it and says whether it succeeded; none where the shift's end cut it off.
    fn visit(&self, hand: &Hand) -> impl Future<Output = Option<bool>> + Send;
    /// Lets go of connections that outlive their calls; the shift is over.
    fn clear(&self) -> impl Future<Output = ()> + Send;
}

/// A fleet of such callers.
pub(crate) struct Visits<V> {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    /// Who makes the calls.
    pub(crate) visitor: Arc<V>,
    shift: Option<Shift>,
    /// Whether calls are made at the fleet's rate.
    at_pace: bool,
}

impl<V: Visit> Visits<V> {
    /// Without a call yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>, visitor: V) -> Self {
        Self { state, wiring, visitor: Arc::new(visitor), shift: None, at_pace: false }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        &self.state
    }

    /// Makes calls at the fleet's rate from here on.
    pub(crate) fn start(&mut self) {
        let hand = self.open();
        if !std::mem::replace(&mut self.at_pace, true) {
            hand.clone().begin(pace(Arc::clone(&self.state), Arc::clone(&self.visitor), hand));
        }
    }

    /// Opens the shift where there is none, without a call yet.
    pub(crate) fn open(&mut self) -> Hand {
        self.shift.get_or_insert_with(|| Shift::new(&self.wiring)).hand()
    }

    /// Makes no more calls, cuts off those under way, and closes every connection.
    pub(crate) async fn close(&mut self) {
        self.at_pace = false;
        if let Some(shift) = self.shift.take() {
            shift.end().await;
        }
        self.visitor.clear().await;
    }

    /// What is needed to make calls beside those of the beat; none while the fleet does not run.
    pub(crate) fn hand(&self) -> Option<Hand> {
        self.shift.as_ref().map(Shift::hand)
    }

    /// Some further calls, now; what did not come to its end in time counts as failed.
    pub(crate) async fn next_calls(&self) -> Calls {
        self.calls(FURTHER_CALLS).await
    }

    /// So many calls at once.
    pub(crate) async fn calls(&self, count: u32) -> Calls {
        let Some(hand) = self.hand() else { return Calls::default() };
        let succeeded = AtomicU32::new(0);
        let work = stream::iter(0..count).for_each_concurrent(AT_ONCE, |_| async {
            if self.visitor.visit(&hand).await == Some(true) {
                succeeded.fetch_add(1, Ordering::SeqCst);
            }
        });
        // Those that are late are cut off, and failed as far as whoever asked is concerned.
        if timeout(ORDER_WITHIN, work).await.is_err() {
            self.state.counters.unanswered();
        }
        Calls { made: count, failed: count - succeeded.load(Ordering::SeqCst) }
    }
}

/// Makes a call at each beat until the shift ends.
async fn pace<V: Visit>(state: Arc<FleetState>, visitor: Arc<V>, hand: Hand) {
    // A release takes effect with a restart, and so with a new beat.
    let mut beat = beat(state.values().calls_per_second, 0.5);
    let under_way = Arc::new(AtomicU32::new(0));
    loop {
        tokio::select! {
            () = hand.stop.cancelled() => return,
            () = next_beat(beat.as_mut()) => {}
        }
        if under_way.load(Ordering::SeqCst) >= UNDER_WAY {
            state.counters.called(false, 0.0);
            continue;
        }
        under_way.fetch_add(1, Ordering::SeqCst);
        let (visitor, its, under_way) = (Arc::clone(&visitor), hand.clone(), Arc::clone(&under_way));
        hand.begin(async move {
            visitor.visit(&its).await;
            under_way.fetch_sub(1, Ordering::SeqCst);
        });
    }
}
