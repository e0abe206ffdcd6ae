//! Fleets that call: `workload` and `pool`. Each caller owns one connection, opens it again when it needs it and it
//! is gone, and runs the fleet's statements at the fleet's rate. A pool opens its connections before their first use, a
//! workload at it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use ride_shared::journal::Calls;
use ride_shared::scenario::FleetKind;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::connection::{CallError, FleetConnection, Refused, Wiring};
use super::fleet::Burst;
use super::state::FleetState;

/// The longest that a round of orders to all callers may take.
const ROUND_WITHIN: Duration = Duration::from_secs(12);
/// The longest a statement may take; beyond the session's statement_timeout.
const STATEMENT_WITHIN: Duration = Duration::from_secs(6);
/// Further calls of each caller in [`Callers::next_calls`].
const FURTHER_CALLS: u32 = 2;
/// Orders that wait for a caller, at most.
const ORDERS: usize = 4;

/// A fleet's callers.
pub(crate) struct Callers {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    callers: Vec<Caller>,
}

/// A caller's task and the way to it.
struct Caller {
    orders: mpsc::Sender<Order>,
    task: JoinHandle<()>,
}

/// What a caller can be told.
enum Order {
    /// Make this many calls now.
    Call(u32, oneshot::Sender<Calls>),
    /// Open a connection, without waiting at the door.
    Connect(oneshot::Sender<Option<Refused>>),
    /// Close the connection.
    Disconnect(oneshot::Sender<()>),
}

impl Callers {
    /// Without a caller yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>) -> Self {
        Self { state, wiring, callers: Vec::new() }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        &self.state
    }

    /// Hires or dismisses callers; new ones have no connection yet.
    pub(crate) async fn resize(&mut self, size: u32) {
        let size = size as usize;
        let dismissed = self.callers.drain(size.min(self.callers.len())..).map(|caller| async move {
            // The way to it ends, so it closes its connection and goes.
            drop(caller.orders);
            let mut task = caller.task;
            if timeout(ROUND_WITHIN, &mut task).await.is_err() {
                task.abort();
            }
        });
        join_all(dismissed).await;
        for index in self.callers.len()..size {
            let (orders, inbox) = mpsc::channel(ORDERS);
            let work = Work { state: Arc::clone(&self.state), wiring: Arc::clone(&self.wiring), connection: None };
            // Spread evenly over the first period, so that callers never beat as one.
            let share = index as f64 / size as f64;
            self.callers.push(Caller { orders, task: self.wiring.tasks.spawn(work.run(inbox, share)) });
        }
    }

    /// Opens the connections of the first `count` callers; returns when each was let in or refused.
    pub(crate) async fn connect(&self, count: u32) -> Burst {
        let mut burst = Burst::default();
        for answer in self.order(0, count as usize, Order::Connect).await {
            burst.count(match answer {
                Some(refusal) => refusal.map(|refused| refused.text),
                None => Some("no answer to a connection request in time".to_owned()),
            });
        }
        burst
    }

    /// Closes every caller's connection.
    pub(crate) async fn disconnect(&self) {
        self.order(0, usize::MAX, Order::Disconnect).await;
    }

    /// What new callers, those from `from` on, do first: a pool's open their connections, a workload's call.
    pub(crate) async fn first_calls(&self, from: usize) -> Burst {
        let before = u64::from(self.state.counters.open());
        if self.state.spec.kind == FleetKind::Pool {
            self.order(from, usize::MAX, Order::Connect).await;
        } else {
            self.order(from, usize::MAX, |reply| Order::Call(1, reply)).await;
        }
        let wanted = self.callers.len().saturating_sub(from) as u32;
        let accepted = u64::from(self.state.counters.open()).saturating_sub(before).min(u64::from(wanted)) as u32;
        Burst { wanted, accepted, refusal: self.state.counters.last_refusal() }
    }

    /// Two further calls of each caller, without waiting for its beat; what was not made in time counts as failed.
    pub(crate) async fn next_calls(&self) -> Calls {
        let shares = vec![FURTHER_CALLS; self.callers.len()];
        self.make(&shares).await
    }

    /// So many calls at once, shared out among the callers.
    pub(crate) async fn calls(&self, count: u32) -> Calls {
        self.make(&shares(count, self.callers.len())).await
    }

    /// As many calls of each caller as its share says.
    async fn make(&self, shares: &[u32]) -> Calls {
        let asked = self.callers.iter().zip(shares).filter(|(_, share)| **share > 0).map(|(caller, share)| async {
            let made = ask(caller, |reply| Order::Call(*share, reply)).await;
            if made.is_none() {
                self.state.counters.unanswered();
            }
            Calls { made: *share, failed: made.map_or(*share, |made| made.failed) }
        });
        join_all(asked).await.into_iter().fold(Calls::default(), |sum, calls| Calls {
            made: sum.made + calls.made,
            failed: sum.failed + calls.failed,
        })
    }

    /// Orders callers `from..from + count` all at once and gathers their answers; none from one that gave none in time.
    async fn order<T>(&self, from: usize, count: usize, order: impl Fn(oneshot::Sender<T>) -> Order) -> Vec<Option<T>> {
        join_all(self.callers.iter().skip(from).take(count).map(|caller| ask(caller, &order))).await
    }
}

/// Orders one caller; none where it gave no answer in time.
async fn ask<T>(caller: &Caller, order: impl Fn(oneshot::Sender<T>) -> Order) -> Option<T> {
    let (reply, answer) = oneshot::channel();
    let asked = timeout(ROUND_WITHIN, async {
        caller.orders.send(order(reply)).await.ok()?;
        answer.await.ok()
    });
    asked.await.ok().flatten()
}

/// Shares `count` calls out among callers, as evenly as can be.
fn shares(count: u32, callers: usize) -> Vec<u32> {
    let callers = u32::try_from(callers).unwrap_or(u32::MAX);
    (0..callers).map(|caller| count / callers + u32::from(caller < count % callers)).collect()
}

/// What a caller's task works with.
struct Work {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    connection: Option<FleetConnection>,
}

impl Work {
    async fn run(mut self, mut inbox: mpsc::Receiver<Order>, share: f64) {
        let stop = self.wiring.stop.clone();
        let mut values = self.state.values();
        let mut beat = beat(values.calls_per_second, share);
        loop {
            let running = self.state.values();
            if !Arc::ptr_eq(&values, &running) {
                values = running;
                beat = self::beat(values.calls_per_second, share);
            }
            let order = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                order = inbox.recv() => match order {
                    Some(order) => Some(order),
                    None => break,
                },
                () = next_beat(beat.as_mut()) => None,
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = self.obey(order) => {}
            }
        }
        self.disconnect().await;
    }

    /// Does what was ordered; without an order, makes the beat's call. Who asked may have stopped listening.
    async fn obey(&mut self, order: Option<Order>) {
        match order {
            // With the door shut and no connection the beat passes: an order to connect must find its caller.
            None if self.is_lost() && self.wiring.door.try_read().is_err() => {}
            None => {
                self.call().await;
            }
            Some(Order::Call(times, reply)) => {
                let mut calls = Calls::default();
                for _ in 0..times {
                    calls.made += 1;
                    calls.failed += u32::from(!self.call().await);
                }
                let _ = reply.send(calls);
            }
            Some(Order::Connect(reply)) => {
                let _ = reply.send(self.connect().await.err());
            }
            Some(Order::Disconnect(reply)) => {
                self.disconnect().await;
                let _ = reply.send(());
            }
        }
    }

    fn is_lost(&self) -> bool {
        self.connection.as_ref().is_none_or(FleetConnection::is_closed)
    }

    async fn disconnect(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    /// Opens a connection unless there is one that lives.
    async fn connect(&mut self) -> Result<(), Refused> {
        if self.is_lost() {
            self.connection = None;
            self.connection = Some(FleetConnection::open(&self.wiring, &self.state).await?);
        }
        Ok(())
    }

    /// One call, as the application's users would see it: with the connection it may need first.
    async fn call(&mut self) -> bool {
        let started = Instant::now();
        if self.is_lost() {
            let wiring = Arc::clone(&self.wiring);
            // Counted before the door is let go: whoever shuts it then finds no call half counted.
            let _door = wiring.door.read().await;
            if self.connect().await.is_err() {
                self.state.counters.called(false, elapsed_ms(started));
                return false;
            }
        }
        let outcome = self.statements().await;
        if let Err(error) = &outcome {
            self.wiring.log.failed(&self.state.spec.name, error.text());
        }
        self.state.counters.called(outcome.is_ok(), elapsed_ms(started));
        outcome.is_ok()
    }

    async fn statements(&mut self) -> Result<(), CallError> {
        let values = self.state.values();
        let Some(connection) = &self.connection else { return Err(CallError::Failed("no connection".to_owned())) };
        let outcome = connection.run_all(&values.statements, Some(STATEMENT_WITHIN)).await;
        if let Err(CallError::Hangs(_)) = &outcome {
            self.disconnect().await;
        }
        outcome
    }
}

/// Beats at a rate, beginning after a share of the first period. A fleet that makes no calls by itself has none, and
/// still makes those it is told to.
pub(crate) fn beat(rate: f64, share: f64) -> Option<tokio::time::Interval> {
    let period = Duration::try_from_secs_f64(1.0 / rate).ok().filter(|period| !period.is_zero())?;
    let mut beat = interval_at(Instant::now() + period.mul_f64(share.max(0.05)), period);
    beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
    Some(beat)
}

/// Waits for the beat; for ever where there is none.
pub(crate) async fn next_beat(beat: Option<&mut tokio::time::Interval>) {
    match beat {
        Some(beat) => {
            beat.tick().await;
        }
        None => std::future::pending().await,
    }
}

/// Milliseconds since then.
pub(crate) fn elapsed_ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_shared_out_evenly_and_none_is_lost() {
        assert_eq!(shares(7, 3), [3, 2, 2]);
        assert_eq!(shares(2, 3), [1, 1, 0]);
        assert!(shares(7, 0).is_empty());
    }
}
