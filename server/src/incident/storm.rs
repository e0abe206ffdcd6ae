//! A storm: a restart makes the whole fleet connect at once; then its connections idle and cost nothing. A lost one
//! stays lost until the next restart; a refused one comes back as the fleet's `reconnect` says. Where deployments are
//! told apart, a restart is a deployment: it opens connections under the next name and may leave the earlier ones'.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use ride_shared::scenario::Reconnect;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::connection::{FleetConnection, Wiring};
use super::fleet::{Burst, ByName, Pace};
use super::plan::{BEAT, Plan};
use super::state::FleetState;
use crate::basics::held;

/// Connection requests that are under way at once: the server forks one process for each, and more at once would only
/// queue in its socket's backlog.
const AT_ONCE: usize = 24;
/// How much faster waits pass in a replay.
const COMPRESSED: u32 = 4;

/// Workers' open connections, filled by the first burst and by those that try again.
type Crew = Arc<Mutex<Vec<FleetConnection>>>;

/// A storm fleet.
pub(crate) struct Storm {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    plan: Plan,
    crew: Crew,
    again: Option<Again>,
}

/// The task that brings refused workers back.
struct Again {
    stop: CancellationToken,
    /// Gives the number of workers that it had not brought back.
    task: JoinHandle<u32>,
}

/// A worker's attempt: when, which worker, which attempt of it.
type Attempt = (Instant, u32, u32);

impl Storm {
    /// Without a connection yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>, plan: Plan) -> Self {
        Self { state, wiring, plan, crew: Crew::default(), again: None }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        &self.state
    }

    /// Opens the connections that stand at the baseline, earlier deployments' among them, or those that were kept.
    pub(crate) async fn settle_in(&mut self, kept: Option<&ByName>) -> Burst {
        if let Some(kept) = kept {
            return self.open_each(kept).await;
        }
        let earlier = self.state.earlier().into_iter().map(|name| (name, self.state.spec.connections));
        let running = (self.state.application(), self.state.setup().size);
        self.open_each(&earlier.chain([running]).collect()).await
    }

    /// Opens connections under several names; what an earlier deployment is refused it goes without.
    pub(crate) async fn open_each(&mut self, wanted: &ByName) -> Burst {
        let running = self.state.application();
        let mut burst = Burst::default();
        for (name, count) in wanted.iter().filter(|(name, _)| **name != running) {
            let now = Instant::now();
            let attempts = (0..*count).map(|worker| (now, worker, 0)).collect();
            for (_, refusal) in attempt_all(&self.state, &self.wiring, &self.crew, name, attempts).await {
                burst.count(refusal);
            }
        }
        if let Some(count) = wanted.get(&running) {
            burst.add(self.open(*count, Pace::Live).await);
        }
        burst
    }

    /// Opens `count` connections of the running deployment and returns when each was let in or refused once; the refused
    /// go on trying.
    pub(crate) async fn open(&mut self, count: u32, pace: Pace) -> Burst {
        let reconnect = self.state.setup().reconnect;
        held(&self.crew).retain(|connection| !connection.is_closed());
        let start = Instant::now();
        let first = (0..count).map(|worker| {
            let wait = match (reconnect, pace) {
                (Reconnect::Immediate, _) => Duration::ZERO,
                (Reconnect::JitteredBackoff, Pace::Live) => self.plan.backoff(&self.state.spec.name, worker, 0),
                (Reconnect::JitteredBackoff, Pace::Replay) => {
                    self.plan.backoff(&self.state.spec.name, worker, 0) / COMPRESSED
                }
            };
            (start + wait, worker, 0)
        });
        let name = self.state.application();
        let outcomes = attempt_all(&self.state, &self.wiring, &self.crew, &name, first.collect()).await;
        let mut burst = Burst::default();
        let mut refused = Vec::new();
        for (attempt, refusal) in outcomes {
            if refusal.is_some() {
                refused.push(attempt);
            }
            burst.count(refusal);
        }
        self.try_again(refused).await;
        burst
    }

    /// Hands refused workers to the task that brings them back.
    async fn try_again(&mut self, refused: Vec<Attempt>) {
        if refused.is_empty() {
            return;
        }
        // Workers that an earlier burst left over go on with those of this one.
        let left_over = self.stop_trying().await;
        let now = Instant::now();
        let left_over = (0..left_over).map(|n| (now, u32::MAX - n, 0));
        let stop = self.wiring.stop.child_token();
        let keeper = Keeper {
            state: Arc::clone(&self.state),
            wiring: Arc::clone(&self.wiring),
            plan: self.plan,
            crew: Arc::clone(&self.crew),
        };
        let waiting = refused.into_iter().chain(left_over).collect();
        let task = self.wiring.tasks.spawn(keeper.bring_back(waiting, stop.clone()));
        self.again = Some(Again { stop, task });
    }

    /// Stops trying; gives the number of workers that were still waiting.
    async fn stop_trying(&mut self) -> u32 {
        let Some(Again { stop, task }) = self.again.take() else { return 0 };
        stop.cancel();
        task.await.unwrap_or(0)
    }

    /// Closes every connection and lets nobody try again.
    pub(crate) async fn close(&mut self) {
        self.stop_trying().await;
        let crew = std::mem::take(&mut *held(&self.crew));
        stream::iter(crew).for_each_concurrent(AT_ONCE, FleetConnection::close).await;
    }

    /// Closes what a restart closes; gives the names of which no connection may be left. Where deployments are told
    /// apart, the next one runs from here on, and earlier ones' connections stay unless the release drains them.
    pub(crate) async fn make_way(&mut self) -> Vec<String> {
        let mut names = self.state.earlier();
        names.push(self.state.application());
        if self.state.spec.generations.is_none() {
            self.close().await;
            return names;
        }
        self.state.configure(|setup| setup.generation += 1);
        if self.state.values().drains {
            self.close().await;
            return names;
        }
        // The processes that were still trying are gone with their deployment.
        self.stop_trying().await;
        Vec::new()
    }

    /// Stops trying and gives how many workers have a connection or want one. Earlier deployments' processes are no more:
    /// nobody opens theirs again.
    pub(crate) async fn stand_by(&mut self) -> ByName {
        let mut had = ByName::new();
        let waiting = self.stop_trying().await;
        if waiting > 0 {
            had.insert(self.state.application(), waiting);
        }
        let mut crew = held(&self.crew);
        crew.retain(|connection| !connection.is_closed());
        let running = self.state.application();
        for connection in crew.iter().filter(|connection| connection.application() == running) {
            *had.entry(connection.application().to_owned()).or_default() += 1;
        }
        had
    }
}

/// What the task that brings refused workers back needs.
struct Keeper {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    plan: Plan,
    crew: Crew,
}

impl Keeper {
    async fn bring_back(self, refused: Vec<Attempt>, stop: CancellationToken) -> u32 {
        let mut waiting: BinaryHeap<Reverse<Attempt>> = BinaryHeap::new();
        let schedule = |waiting: &mut BinaryHeap<Reverse<Attempt>>, refused: Vec<Attempt>| {
            // One clock reading for all: an immediate fleet's refused workers stay in step.
            let now = Instant::now();
            let reconnect = self.state.setup().reconnect;
            for (_, worker, attempt) in refused {
                let next = attempt.saturating_add(1);
                let wait = match reconnect {
                    Reconnect::Immediate => BEAT,
                    Reconnect::JitteredBackoff => self.plan.backoff(&self.state.spec.name, worker, next),
                };
                waiting.push(Reverse((now + wait, worker, next)));
            }
        };
        schedule(&mut waiting, refused);
        while let Some(Reverse((due, ..))) = waiting.peek() {
            tokio::select! {
                () = sleep_until(*due) => {}
                () = stop.cancelled() => return waiting.len() as u32,
            }
            let now = Instant::now();
            let mut batch = Vec::new();
            while let Some(Reverse(attempt)) = waiting.peek()
                && attempt.0 <= now
            {
                batch.push(*attempt);
                waiting.pop();
            }
            let name = self.state.application();
            let outcomes = attempt_all(&self.state, &self.wiring, &self.crew, &name, batch).await;
            schedule(&mut waiting, outcomes.into_iter().filter(|(_, no)| no.is_some()).map(|(a, _)| a).collect());
        }
        0
    }
}

/// Makes attempts, each at its time; gives each with its refusal, as they end.
async fn attempt_all(
    state: &Arc<FleetState>,
    wiring: &Arc<Wiring>,
    crew: &Crew,
    name: &str,
    mut attempts: Vec<Attempt>,
) -> Vec<(Attempt, Option<String>)> {
    attempts.sort_unstable();
    stream::iter(attempts)
        .then(|attempt| async move {
            sleep_until(attempt.0).await;
            attempt
        })
        .map(|attempt| async move {
            match FleetConnection::open_as(wiring, state, name).await {
                Ok(connection) => {
                    held(crew).push(connection);
                    (attempt, None)
                }
                Err(refused) => (attempt, Some(refused.text)),
            }
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}
