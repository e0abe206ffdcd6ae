//! Cancelling: a client's request, by the secret that the gateway made, becomes a real one; and until the server has
//! dealt with it, nothing more goes to that backend, so that it can't hit the statement after.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;

pub use crate::basics::held as lock;
use crate::sandbox::Endpoint;

/// How long the server may take to deal with a cancel request.
const CANCEL_WITHIN: Duration = Duration::from_secs(5);
/// Requests for one console that are on their way at once; a key held down makes no more.
const AT_ONCE: usize = 4;

/// A backend that can be asked to cancel.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its server.
    pub endpoint: Endpoint,
    /// Its process id.
    pub pid: i32,
    /// Its real secret.
    pub secret: i32,
}

impl Target {
    /// Sends a CancelRequest and waits until the server has dealt with it, which it tells by closing.
    pub async fn cancel(&self) -> std::io::Result<()> {
        let work = async {
            let (mut reader, mut writer) = self.endpoint.open().await?;
            let mut packet = bytes::BytesMut::with_capacity(16);
            postgres_protocol::message::frontend::cancel_request(self.pid, self.secret, &mut packet);
            writer.write_all(&packet).await?;
            writer.flush().await?;
            // Nothing is ever answered; a bound all the same.
            (&mut reader).take(4_096).read_to_end(&mut Vec::new()).await?;
            Ok(())
        };
        tokio::time::timeout(CANCEL_WITHIN, work).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
    }
}

/// A console's gate: closed to the client's messages while a cancel request is on its way.
#[derive(Debug)]
pub struct CancelGate {
    target: Mutex<Option<Target>>,
    under_way: watch::Sender<usize>,
}

impl CancelGate {
    /// A gate without a backend yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { target: Mutex::new(None), under_way: watch::Sender::new(0) })
    }

    /// The console has this backend now.
    pub fn arm(&self, target: Target) {
        *lock(&self.target) = Some(target);
    }

    /// The console gives its backend up: no further request reaches it.
    pub fn disarm(&self) {
        *lock(&self.target) = None;
    }

    /// Closes the gate; run the result to send the request and open it again. Nothing if there is no backend.
    pub fn begin(self: &Arc<Self>) -> Option<CancelJob> {
        let target = lock(&self.target);
        let found = target.clone().filter(|_| *self.under_way.borrow() < AT_ONCE)?;
        self.under_way.send_modify(|n| *n += 1);
        Some(CancelJob { gate: self.clone(), target: found })
    }

    /// Waits until no request is on its way.
    pub async fn clear(&self) {
        // The sender lives as long as self.
        let _ = self.under_way.subscribe().wait_for(|n| *n == 0).await;
    }

    /// Whether no request is on its way.
    pub fn is_clear(&self) -> bool {
        *self.under_way.borrow() == 0
    }
}

/// A request on its way.
#[derive(Debug)]
pub struct CancelJob {
    gate: Arc<CancelGate>,
    target: Target,
}

impl CancelJob {
    /// Sends it and waits for its end.
    pub async fn run(self) {
        if let Err(error) = self.target.cancel().await {
            tracing::warn!(pid = self.target.pid, %error, "a cancel request did not get through");
        }
    }
}

impl Drop for CancelJob {
    fn drop(&mut self) {
        self.gate.under_way.send_modify(|n| *n -= 1);
    }
}

/// The consoles of one listener by process id and the secret that the gateway made for them.
#[derive(Debug, Default)]
pub struct Cancels {
    gates: Mutex<HashMap<(i32, i32), Arc<CancelGate>>>,
}

impl Cancels {
    /// Makes a console known until the result is dropped.
    pub fn enter(self: &Arc<Self>, pid: i32, secret: i32, gate: Arc<CancelGate>) -> Entered {
        lock(&self.gates).insert((pid, secret), gate);
        Entered { cancels: self.clone(), key: (pid, secret) }
    }

    /// The request for this console, if there is one.
    pub fn begin(&self, pid: i32, secret: i32) -> Option<CancelJob> {
        let gate = lock(&self.gates).get(&(pid, secret)).cloned();
        gate.and_then(|gate| gate.begin())
    }
}

/// A console that can be cancelled.
#[derive(Debug)]
pub struct Entered {
    cancels: Arc<Cancels>,
    key: (i32, i32),
}

impl Drop for Entered {
    fn drop(&mut self) {
        lock(&self.cancels.gates).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> Target {
        Target { endpoint: Endpoint::Tcp { host: "127.0.0.1".into(), port: 1 }, pid: 7, secret: 8 }
    }

    #[tokio::test]
    async fn the_gate_is_closed_while_a_request_is_on_its_way() {
        let gate = CancelGate::new();
        assert!(gate.begin().is_none(), "there is no backend yet");
        gate.arm(target());
        let jobs: Vec<_> = std::iter::from_fn(|| gate.begin()).collect();
        assert_eq!(jobs.len(), AT_ONCE);
        assert!(!gate.is_clear());
        drop(jobs);
        gate.clear().await;
        gate.disarm();
        assert!(gate.begin().is_none());
    }

    #[test]
    fn only_the_right_secret_finds_a_console() {
        let cancels = Arc::new(Cancels::default());
        let gate = CancelGate::new();
        gate.arm(target());
        let entered = cancels.enter(7, 99, gate);
        assert!(cancels.begin(7, 98).is_none());
        assert!(cancels.begin(6, 99).is_none());
        assert!(cancels.begin(7, 99).is_some());
        drop(entered);
        assert!(cancels.begin(7, 99).is_none());
    }
}
