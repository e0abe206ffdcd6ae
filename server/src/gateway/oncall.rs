//! On-call slots: connections that are opened before the fault and lent to consoles, so that the learner gets in when
//! the incident has taken every other connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ride_shared::journal::Event;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::backend::{Backend, ConnectError};
use super::cancel::lock;
use super::tap::Tap;
use crate::recorder::Recorder;
use crate::sandbox::{Endpoint, ONCALL};

/// application_name of a slot that nobody has.
pub const IDLE_NAME: &str = "ride on-call";

/// How long a slot may take to come back from what a console left it in.
const SETTLE_WITHIN: Duration = Duration::from_secs(5);
/// How long a console waits for a slot that is just being given back.
const WAIT_FOR_RETURN: Duration = Duration::from_secs(2);
/// How often idle slots are looked at, and lost ones tried again.
const BEAT: Duration = Duration::from_millis(500);
/// Beats for which a lost slot is tried again: a minute.
const TRIES: u32 = 120;
/// How long [`OnCall::refill`] tries.
const REFILL_WITHIN: Duration = Duration::from_secs(10);

#[derive(Default)]
struct State {
    idle: Vec<Backend>,
    lent: usize,
    /// Of the lent ones: being given back.
    returning: usize,
    opening: usize,
    tries: u32,
    closed: bool,
}

/// The slots of one session.
pub struct OnCall {
    endpoint: Endpoint,
    database: String,
    slots: usize,
    state: Mutex<State>,
    /// A slot came back, or won't.
    returned: Notify,
    /// A slot was lost.
    lost: Notify,
}

impl OnCall {
    /// Opens them all.
    pub async fn open(endpoint: Endpoint, database: String, slots: usize) -> Result<Arc<Self>, ConnectError> {
        let on_call =
            Self { endpoint, database, slots, state: Mutex::default(), returned: Notify::new(), lost: Notify::new() };
        for _ in 0..slots {
            let slot = on_call.connect().await?;
            lock(&on_call.state).idle.push(slot);
        }
        Ok(Arc::new(on_call))
    }

    /// A connection like a slot's.
    pub async fn connect(&self) -> Result<Backend, ConnectError> {
        let parameters = [
            ("user", ONCALL),
            ("database", self.database.as_str()),
            ("application_name", IDLE_NAME),
            ("client_encoding", "UTF8"),
        ];
        Backend::connect(&self.endpoint, &parameters).await
    }

    /// Lends a slot, if one is free or just coming back.
    pub async fn lend(self: &Arc<Self>) -> Option<Slot> {
        let deadline = tokio::time::Instant::now() + WAIT_FOR_RETURN;
        loop {
            let returned = self.returned.notified();
            let mut returned = std::pin::pin!(returned);
            returned.as_mut().enable();
            {
                let mut state = lock(&self.state);
                while let Some(mut slot) = state.idle.pop() {
                    if slot.lives() {
                        state.lent += 1;
                        return Some(Slot { on_call: self.clone(), backend: Some(slot), returning: false });
                    }
                    state.tries = 0;
                    self.lost.notify_one();
                }
                if state.returning == 0 || state.closed {
                    return None;
                }
            }
            tokio::time::timeout_at(deadline, returned).await.ok()?;
        }
    }

    /// Keeps the slots open until `stop`: notices those that were terminated and opens them again, for a while.
    pub async fn keep(self: Arc<Self>, stop: CancellationToken) {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                _ = beat.tick() => {}
                () = self.lost.notified() => {}
            }
            self.drop_dead();
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.reopen() => {}
            }
        }
    }

    fn drop_dead(&self) {
        let mut state = lock(&self.state);
        let before = state.idle.len();
        state.idle.retain_mut(Backend::lives);
        if state.idle.len() < before {
            state.tries = 0;
        }
    }

    /// Opens lost slots until one can't be opened.
    async fn reopen(&self) {
        while let Some(opening) = self.begin_opening() {
            match self.connect().await {
                Ok(slot) => opening.done(slot),
                Err(error) => {
                    lock(&self.state).tries += 1;
                    tracing::debug!(%error, "an on-call slot can't be opened again yet");
                    return;
                }
            }
        }
    }

    fn begin_opening(&self) -> Option<Opening<'_>> {
        let mut state = lock(&self.state);
        let have = state.idle.len() + state.lent + state.opening;
        if state.closed || have >= self.slots || state.tries >= TRIES {
            return None;
        }
        state.opening += 1;
        Some(Opening(self))
    }

    /// Opens lost slots again and waits for it, for a bounded time.
    pub async fn refill(&self) {
        let work = async {
            loop {
                lock(&self.state).tries = 0;
                self.drop_dead();
                self.reopen().await;
                {
                    let state = lock(&self.state);
                    if state.closed || state.idle.len() + state.lent >= self.slots {
                        return;
                    }
                }
                tokio::time::sleep(BEAT / 5).await;
            }
        };
        if tokio::time::timeout(REFILL_WITHIN, work).await.is_err() {
            tracing::warn!("some on-call slots could not be opened again yet");
        }
    }

    /// Closes the idle ones; those that come back are closed too.
    pub async fn close(&self) {
        let idle = {
            let mut state = lock(&self.state);
            state.closed = true;
            std::mem::take(&mut state.idle)
        };
        self.returned.notify_waiters();
        for slot in idle {
            slot.terminate().await;
        }
    }
}

/// Counts a slot that is being opened, whatever becomes of it.
struct Opening<'a>(&'a OnCall);

impl Opening<'_> {
    fn done(self, slot: Backend) {
        let mut state = lock(&self.0.state);
        state.tries = 0;
        // One that comes too late is dropped, which closes it.
        if !state.closed {
            state.idle.push(slot);
        }
    }
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).opening -= 1;
        self.0.returned.notify_waiters();
    }
}

/// A slot on loan. Dropped without being given back, it is closed and opened anew.
pub struct Slot {
    on_call: Arc<OnCall>,
    backend: Option<Backend>,
    returning: bool,
}

impl Slot {
    /// Takes the connection out, for the time of the loan.
    pub fn take(&mut self) -> Option<Backend> {
        self.backend.take()
    }

    /// From now on others may wait for it.
    pub fn announce(&mut self) {
        if !self.returning {
            self.returning = true;
            lock(&self.on_call.state).returning += 1;
        }
    }

    /// Gives the connection back as it stands after a console: cleaned up where that is possible.
    pub async fn give_back(mut self, mut backend: Backend, mut tap: Tap, recorder: &Recorder) {
        self.announce();
        let cleaned = tokio::time::timeout(SETTLE_WITHIN, clean(&mut backend, &mut tap, recorder)).await;
        match cleaned {
            Ok(Ok(())) => {
                // What the server reported while a console had it is what the next one is told.
                let mut parameters = tap.into_parameters();
                parameters.append(&mut backend.parameters);
                backend.parameters = parameters;
                self.backend = Some(backend);
            }
            Ok(Err(error)) => tracing::debug!(%error, "an on-call slot is replaced"),
            Err(_) => tracing::debug!("an on-call slot did not settle and is replaced"),
        }
    }

    /// Gives a connection back that no console has used.
    pub async fn give_back_unused(mut self, mut backend: Backend) {
        self.announce();
        if let Ok(Ok(())) = tokio::time::timeout(SETTLE_WITHIN, backend.command("DISCARD ALL")).await {
            self.backend = Some(backend);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = lock(&self.on_call.state);
        state.lent -= 1;
        state.returning -= usize::from(self.returning);
        match self.backend.take() {
            Some(backend) if !state.closed => state.idle.push(backend),
            _ => {
                state.tries = 0;
                self.on_call.lost.notify_one();
            }
        }
        drop(state);
        self.on_call.returned.notify_waiters();
    }
}

/// Brings a backend back to where a new connection stands.
async fn clean(backend: &mut Backend, tap: &mut Tap, recorder: &Recorder) -> std::io::Result<()> {
    if tap.mid_message() {
        return Err(std::io::Error::other("the client left in the middle of a message"));
    }
    if !tap.is_idle() {
        backend.target.cancel().await?;
        let ending = tap.ending();
        tap.frontend(&ending);
        backend.writer.write_all(&ending).await?;
        backend.writer.flush().await?;
        drain(backend, tap, recorder).await?;
    }
    backend.parameters.clear();
    if tap.in_transaction() {
        backend.command("ROLLBACK").await?;
    }
    backend.command("DISCARD ALL").await
}

/// Reads on without a client until everything is answered; what ends meanwhile is recorded as ever.
async fn drain(backend: &mut Backend, tap: &mut Tap, recorder: &Recorder) -> std::io::Result<()> {
    let mut told: Vec<Event> = Vec::new();
    loop {
        let taken = tap.backend(&backend.buffer, &mut told).map_err(std::io::Error::other)?;
        bytes::Buf::advance(&mut backend.buffer, taken);
        super::splice::record(recorder, &mut told.drain(..).collect()).await;
        if tap.is_idle() && backend.buffer.is_empty() {
            return Ok(());
        }
        if (&mut backend.reader).take(64 << 10).read_buf(&mut backend.buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
