//! Sessions that run their statements once: a `holder` stays afterwards, with whatever transaction and locks it has; a
//! `job` ends.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use ride_shared::scenario::FleetKind;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::connection::{FleetConnection, Wiring, server_text};
use super::fleet::Burst;
use super::shift::{Hand, Shift};
use super::state::FleetState;

/// Sessions that begin at once.
const AT_ONCE: usize = 8;
/// The longest that whoever begins them waits until each is as far as it comes.
const UNDER_WAY_WITHIN: Duration = Duration::from_secs(1);
/// How long a last statement may take before it is held to be one that stays.
const LAST_WITHIN: Duration = Duration::from_millis(300);

/// A fleet of kind holder or job.
pub(crate) struct Sessions {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    shift: Shift,
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// More statements follow the one that it runs.
    Before,
    /// It runs its last one.
    InLast,
    /// It runs none any more.
    Done,
}

impl Sessions {
    /// Without a session yet.
    pub(crate) fn new(state: Arc<FleetState>, wiring: Arc<Wiring>) -> Self {
        let shift = Shift::new(&wiring);
        Self { state, wiring, shift }
    }

    /// What it is and what it counted.
    pub(crate) fn state(&self) -> &Arc<FleetState> {
        &self.state
    }

    /// Begins `count` sessions; returns when each has run its statements, runs its last one, or a second has passed.
    pub(crate) async fn open(&mut self, count: u32) -> Burst {
        let mut burst = Burst::default();
        let mut sessions = Vec::new();
        let opened = stream::iter(0..count).map(|_| FleetConnection::open(&self.wiring, &self.state)).buffered(AT_ONCE);
        for opened in opened.collect::<Vec<_>>().await {
            match opened {
                Ok(connection) => {
                    let (tell, progress) = watch::channel(Progress::Before);
                    let hand = self.shift.hand();
                    let session = Session { state: Arc::clone(&self.state), wiring: Arc::clone(&self.wiring), tell };
                    self.shift.hand().begin(session.run(connection, hand));
                    sessions.push(progress);
                    burst.count(None);
                }
                Err(refused) => burst.count(Some(refused.text)),
            }
        }
        let until = Instant::now() + UNDER_WAY_WITHIN;
        for progress in &mut sessions {
            // A session that is gone is as far as it comes.
            let _ = timeout_at(until, progress.wait_for(|progress| *progress != Progress::Before)).await;
        }
        let until = until.min(Instant::now() + LAST_WITHIN);
        for progress in &mut sessions {
            let _ = timeout_at(until, progress.wait_for(|progress| *progress == Progress::Done)).await;
        }
        burst
    }

    /// Ends every session; statements that run are given up.
    pub(crate) async fn close(&mut self) {
        std::mem::replace(&mut self.shift, Shift::new(&self.wiring)).end().await;
    }
}

struct Session {
    state: Arc<FleetState>,
    wiring: Arc<Wiring>,
    tell: watch::Sender<Progress>,
}

impl Session {
    async fn run(self, connection: FleetConnection, hand: Hand) {
        tokio::select! {
            () = self.statements(&connection) => {}
            () = hand.stop.cancelled() => return connection.end().await,
        }
        if self.state.spec.kind == FleetKind::Holder {
            self.tell.send_replace(Progress::Done);
            hand.stop.cancelled().await;
        }
        connection.close().await;
        self.tell.send_replace(Progress::Done);
    }

    /// Runs them in the session as they are, without an end to a transaction; what follows one that fails is left out.
    async fn statements(&self, connection: &FleetConnection) {
        let values = self.state.values();
        for (at, statement) in values.statements.iter().enumerate() {
            if at + 1 == values.statements.len() {
                self.tell.send_replace(Progress::InLast);
            }
            if let Err(error) = connection.run(statement).await {
                self.wiring.log.failed(&self.state.spec.name, &server_text(&error));
                return;
            }
        }
    }
}
