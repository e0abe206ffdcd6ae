//! One console, whatever its transport: a backend is found for it, the handshake is finished, bytes are spliced, and
//! at the end a lent slot goes back.

use std::sync::{Arc, Mutex};

use bytes::{BufMut, Bytes, BytesMut};
use ride_shared::journal::{Event, ServerError, Transport};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::SessionGateway;
use super::backend::{Backend, ConnectError};
use super::cancel::{CancelGate, Cancels};
use super::error::{Complaint, as_fatal, message_of};
use super::framing::Startup;
use super::limit::Limiter;
use super::oncall::Slot;
use super::settings::{ApplyError, apply};
use super::splice::{Client, End, Gates, record, splice};
use super::tap::Tap;
use crate::sandbox::ONCALL;

/// A console that was let in.
pub struct Console {
    /// Its session.
    pub gateway: Arc<SessionGateway>,
    /// Its number.
    pub number: u32,
    /// How it came.
    pub transport: Transport,
    /// Its cancel gate.
    pub gate: Arc<CancelGate>,
    /// Cuts its results.
    pub limiter: Option<Limiter>,
    /// Where it can be found by CancelRequests.
    pub cancels: Option<Arc<Cancels>>,
}

/// Why a console has no backend.
enum NoBackend {
    /// The server's own error, a whole message.
    Server(Bytes, ServerError),
    Gateway(Complaint),
}

/// Answers a client that asks for more than protocol 3.0: that is what is spoken here. To be sent before anything else.
pub fn negotiate(startup: &Startup) -> Option<Bytes> {
    let unknown: Vec<&str> =
        startup.parameters.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("_pq_.")).collect();
    if startup.minor == 0 && unknown.is_empty() {
        return None;
    }
    let mut body = BytesMut::new();
    body.put_u32(3 << 16);
    body.put_u32(unknown.len() as u32);
    for name in unknown {
        body.put_slice(name.as_bytes());
        body.put_u8(0);
    }
    Some(message_of(b'v', &body))
}

impl Console {
    /// Runs it to its end and closes the client's side. `stop`: the server stops.
    pub async fn run<R, W>(mut self, client: &mut Client<R, W>, startup: &Startup, stop: &CancellationToken)
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let gateway = self.gateway.clone();
        let closing = async {
            tokio::select! {
                reason = gateway.closed() => Complaint::ended(&reason),
                () = stop.cancelled() => Complaint::ended("the lab's server is stopping"),
            }
        };
        let mut closing = std::pin::pin!(closing);
        let found = tokio::select! {
            biased;
            complaint = &mut closing => Err(NoBackend::Gateway(complaint)),
            found = self.backend(startup) => found,
        };
        let (mut backend, slot) = match found {
            Ok(found) => found,
            Err(none) => {
                self.turn_away(client, none).await;
                return;
            }
        };
        self.gate.arm(backend.target.clone());
        let secret = rand::random();
        let _entered = self.cancels.take().map(|c| c.enter(backend.target.pid, secret, self.gate.clone()));
        let (console, pid) = (self.number, backend.target.pid);
        let opened = Event::ConsoleOpened { console, transport: self.transport, pid, on_call: slot.is_some() };
        record(gateway.recorder(), &mut [opened].into()).await;

        gateway.watch().is_at(console, pid);
        let foreign = self.database(startup) != gateway.database();
        let max = gateway.config().max_message;
        let tap = Tap::new(console, gateway.watch(), foreign, max, backend.parameters.clone());
        let tap = Mutex::new(tap);
        let mut torn = false;
        if client.send(&greeting(&mut backend, secret)).await.is_ok() {
            let limiter = self.limiter.take();
            let gates = Gates { cancel: &self.gate, held: gateway.held() };
            let outcome = splice(client, &mut backend, &tap, limiter, gates, gateway.recorder(), &mut closing).await;
            torn = outcome.torn || matches!(outcome.end, End::Backend);
        }
        // A cancel request that is on its way must not meet the slot's next console.
        self.gate.disarm();
        let clear = tokio::time::timeout(std::time::Duration::from_secs(6), self.gate.clear()).await.is_ok();
        let tap = tap.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let give_back = async {
            match slot {
                Some(mut slot) if !torn && clear => {
                    slot.announce();
                    slot.give_back(backend, tap, gateway.recorder()).await;
                }
                // Dropped, a slot is opened anew.
                slot => {
                    backend.terminate().await;
                    drop(slot);
                }
            }
        };
        tokio::join!(client.farewell(), give_back);
        gateway.watch().forget(console);
        record(gateway.recorder(), &mut [Event::ConsoleClosed { console }].into()).await;
    }

    /// The database that the client means. Clients that are told none name the user in its place.
    fn database<'a>(&'a self, startup: &'a Startup) -> &'a str {
        match startup.get("database") {
            Some(asked) if Some(asked) != startup.get("user") && !asked.is_empty() => asked,
            _ => self.gateway.database(),
        }
    }

    async fn backend(&self, startup: &Startup) -> Result<(Backend, Option<Slot>), NoBackend> {
        if startup.get("replication").is_some_and(|value| !matches!(value, "false" | "off" | "no" | "0")) {
            let complaint = Complaint::new("42501", "a lab's console can't be a replication connection")
                .hint("Leave the replication parameter out.");
            return Err(NoBackend::Gateway(complaint));
        }
        let database = self.database(startup);
        if database == self.gateway.database() {
            while let Some(mut slot) = self.gateway.on_call().lend().await {
                let Some(mut backend) = slot.take() else { break };
                match apply(&mut backend, startup).await {
                    Ok(()) => return Ok((backend, Some(slot))),
                    Err(ApplyError::Gone(error)) => {
                        tracing::debug!(%error, "an on-call slot was lost as it was lent");
                    }
                    Err(ApplyError::NeedsOwn) => {
                        slot.give_back_unused(backend).await;
                        break;
                    }
                    Err(ApplyError::Refused(body)) => {
                        slot.give_back_unused(backend).await;
                        let error = super::error::server_error(&body);
                        return Err(NoBackend::Server(as_fatal(&body), error));
                    }
                }
            }
        }
        let passed = |name: &str| !matches!(name, "user" | "database" | "replication") && !name.starts_with("_pq_.");
        let mut parameters = vec![("user", ONCALL), ("database", database)];
        parameters.extend(
            startup.parameters.iter().filter(|(name, _)| passed(name)).map(|(name, v)| (name.as_str(), v.as_str())),
        );
        match Backend::connect(self.gateway.endpoint(), &parameters).await {
            Ok(backend) => Ok((backend, None)),
            Err(ConnectError::Refused(body)) => {
                let error = super::error::server_error(&body);
                Err(NoBackend::Server(message_of(b'E', &body), error))
            }
            Err(error) => {
                let complaint = Complaint::new("57P03", format!("the lab's PostgreSQL can't be reached: {error}"))
                    .hint("It may be restarting: try again in a moment.");
                Err(NoBackend::Gateway(complaint))
            }
        }
    }

    async fn turn_away<R, W>(&self, client: &mut Client<R, W>, none: NoBackend)
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let bytes = match none {
            NoBackend::Server(bytes, ServerError { sqlstate, message }) => {
                let refused = Event::ConsoleRefused { transport: self.transport, sqlstate, message };
                record(self.gateway.recorder(), &mut [refused].into()).await;
                bytes
            }
            NoBackend::Gateway(complaint) => complaint.to_bytes(),
        };
        let _ = client.send(&bytes).await;
        client.farewell().await;
    }
}

/// What ends a handshake: let in, the server's parameters, the secret, ready.
fn greeting(backend: &mut Backend, secret: i32) -> BytesMut {
    let mut bytes = BytesMut::new();
    bytes.put_slice(&message_of(b'R', &[0; 4]));
    for (name, value) in &backend.parameters {
        let body = [name.as_bytes(), b"\0", value.as_bytes(), b"\0"].concat();
        bytes.put_slice(&message_of(b'S', &body));
    }
    let key = [backend.target.pid.to_be_bytes(), secret.to_be_bytes()].concat();
    bytes.put_slice(&message_of(b'K', &key));
    for notice in backend.notices.drain(..) {
        bytes.put_slice(&notice);
    }
    bytes.put_slice(&message_of(b'Z', b"I"));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_protocols_are_brought_down_to_3_0() {
        let mut startup = Startup::default();
        assert_eq!(negotiate(&startup), None);
        startup.minor = 2;
        assert_eq!(&negotiate(&startup).unwrap()[..], b"v\0\0\0\x0c\0\x03\0\0\0\0\0\0");
        startup.parameters.push(("_pq_.x".into(), "1".into()));
        assert_eq!(&negotiate(&startup).unwrap()[..], b"v\0\0\0\x13\0\x03\0\0\0\0\0\x01_pq_.x\0");
    }
}
