//! pgwire over TCP: psql, pgcli, DBeaver and every driver.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use ride_shared::journal::Transport;

use super::cancel::{CancelGate, Cancels};
use super::console::{Console, negotiate};
use super::error::{Complaint, message_of};
use super::framing::{Opening, Startup, be_u32, opening, take_c_string};
use super::splice::Client;
use super::{Directory, GatewayConfig, SessionGateway};

/// The longest password message.
const MAX_PASSWORD: usize = 10_000;
/// What the user's name starts with; the session's id follows.
const USER_PREFIX: &str = "oncall.";

/// Serves psql, pgcli and the like on a TCP listener until `stop` is cancelled, then waits for every connection's end.
pub async fn serve_tcp(
    listener: TcpListener,
    config: GatewayConfig,
    directory: Arc<dyn Directory>,
    stop: CancellationToken,
) {
    let connections = TaskTracker::new();
    let strangers = Arc::new(Semaphore::new(config.unauthenticated));
    let cancels = Arc::new(Cancels::default());
    let config = Arc::new(config);
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of descriptors, most likely: others must end first.
                tracing::warn!(%error, "a TCP connection was not accepted");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        let door = Door {
            config: config.clone(),
            directory: directory.clone(),
            cancels: cancels.clone(),
            strangers: strangers.clone(),
            stop: stop.clone(),
        };
        connections.spawn(door.enter(stream));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// What a connection needs to get in.
struct Door {
    config: Arc<GatewayConfig>,
    directory: Arc<dyn Directory>,
    cancels: Arc<Cancels>,
    strangers: Arc<Semaphore>,
    stop: CancellationToken,
}

/// What a client that is still outside came for.
enum Visit {
    /// A session.
    Session(Arc<SessionGateway>, Startup),
    /// To cancel.
    Cancel(i32, i32),
}

/// Why it does not get in.
enum Turned {
    /// It left.
    Gone,
    /// It is told why.
    Away(Complaint),
}

impl From<std::io::Error> for Turned {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl<T: Into<Complaint>> From<T> for Turned {
    fn from(complaint: T) -> Self {
        Self::Away(complaint.into())
    }
}

impl Door {
    async fn enter(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        keep_alive(&stream);
        let (reader, writer) = stream.into_split();
        let mut client = Client::new(reader, writer);
        let Ok(stranger) = self.strangers.clone().try_acquire_owned() else {
            let complaint = Complaint::new("53300", "too many connections are at the door without a password")
                .hint("Try again in a few seconds.");
            turn_away(&mut client, &complaint).await;
            return;
        };
        let within = self.config.authenticate_within;
        let visit = tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Turned::Away(Complaint::ended("the lab's server is stopping"))),
            visit = tokio::time::timeout(within, self.authenticate(&mut client)) => visit.unwrap_or_else(|_| {
                let late = format!("no startup packet and password came within {} s", within.as_secs());
                Err(Turned::Away(Complaint::new("57014", late)))
            }),
        };
        drop(stranger);
        match visit {
            Ok(Visit::Cancel(pid, secret)) => {
                // As PostgreSQL does, nothing is answered; the close says that it was dealt with.
                if let Some(job) = self.cancels.begin(pid, secret) {
                    job.run().await;
                }
            }
            Ok(Visit::Session(gateway, startup)) => match gateway.admit() {
                Ok(seat) => {
                    let console = Console {
                        gateway,
                        number: seat.number(),
                        transport: Transport::Tcp,
                        gate: CancelGate::new(),
                        limiter: None,
                        cancels: Some(self.cancels.clone()),
                    };
                    console.run(&mut client, &startup, &self.stop).await;
                    drop(seat);
                }
                Err(refusal) => turn_away(&mut client, &refusal.into()).await,
            },
            Err(Turned::Away(complaint)) => turn_away(&mut client, &complaint).await,
            Err(Turned::Gone) => {}
        }
    }

    async fn authenticate<R, W>(&self, client: &mut Client<R, W>) -> Result<Visit, Turned>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let startup = match start(client).await? {
            Opening::Start(startup) => startup,
            Opening::Cancel { pid, secret } => return Ok(Visit::Cancel(pid, secret)),
            Opening::Ssl | Opening::Gss => return Err(Turned::Gone),
        };
        let user = startup.get("user").unwrap_or_default();
        let Some(id) = user.strip_prefix(USER_PREFIX).filter(|id| !id.is_empty()) else {
            let named: String = user.chars().take(64).collect();
            let complaint = Complaint::new(
                "28000",
                format!("\"{named}\" is not a lab's user: it must be oncall.<id>, with the session's id"),
            );
            return Err(complaint
                .hint("Copy the address from the lab: postgres://oncall.<id>:<token>@<host>:<port>/<database>")
                .into());
        };
        let id = id.to_owned();
        if let Some(negotiation) = negotiate(&startup) {
            client.send(&negotiation).await?;
        }
        client.send(&message_of(b'R', &3u32.to_be_bytes())).await?;
        let token = password(client).await?;
        let gateway = self.directory.find(&id, &token)?;
        Ok(Visit::Session(gateway, startup))
    }
}

/// Reads opening packets up to the one that matters; TLS and GSSAPI encryption are declined as often as PostgreSQL
/// itself lets a client ask.
pub async fn start<R, W>(client: &mut Client<R, W>) -> Result<Opening, StartError>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut declined = 0;
    loop {
        match opening(&client.buffer)? {
            Some((Opening::Ssl | Opening::Gss, length)) if declined < 2 => {
                declined += 1;
                bytes::Buf::advance(&mut client.buffer, length);
                client.send(b"N").await?;
            }
            Some((Opening::Ssl | Opening::Gss, _)) => {
                return Err(Complaint::new("08P01", "there is no encryption here, and it was asked for again").into());
            }
            Some((opening, length)) => {
                bytes::Buf::advance(&mut client.buffer, length);
                return Ok(opening);
            }
            None => read_some(client).await?,
        }
    }
}

/// Why there was no opening packet.
pub enum StartError {
    /// The client left.
    Gone,
    /// It sent something else.
    Complaint(Complaint),
}

impl From<std::io::Error> for StartError {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl<T: Into<Complaint>> From<T> for StartError {
    fn from(complaint: T) -> Self {
        Self::Complaint(complaint.into())
    }
}

impl From<StartError> for Turned {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Gone => Self::Gone,
            StartError::Complaint(complaint) => Self::Away(complaint),
        }
    }
}

async fn read_some<R: AsyncRead + Unpin, W>(client: &mut Client<R, W>) -> std::io::Result<()> {
    let read = (&mut client.reader).take(16 << 10).read_buf(&mut client.buffer).await?;
    if read == 0 { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

async fn password<R: AsyncRead + Unpin, W>(client: &mut Client<R, W>) -> Result<String, Turned> {
    loop {
        if let Some(&tag) = client.buffer.first()
            && tag != b'p'
        {
            return Err(Complaint::new("08P01", "a password was asked for, and something else came").into());
        }
        if let Some(length) = be_u32(&client.buffer, 1).map(|n| n as usize) {
            if !(5..=MAX_PASSWORD).contains(&length) {
                return Err(Complaint::new("08P01", "the password message has an impossible length").into());
            }
            if client.buffer.len() > length {
                let message = client.buffer.split_to(length + 1);
                let token = take_c_string(&mut &message[5..]).map(|token| String::from_utf8_lossy(token).into_owned());
                return token.ok_or_else(|| Complaint::new("08P01", "the password has no end").into());
            }
        }
        read_some(client).await?;
    }
}

async fn turn_away<R, W>(client: &mut Client<R, W>, complaint: &Complaint)
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    tracing::debug!(reason = complaint.message(), "a TCP client was turned away");
    let _ = client.send(&complaint.to_bytes()).await;
    client.farewell().await;
}

/// A client whose machine vanished is noticed after about two minutes.
fn keep_alive(stream: &TcpStream) {
    use nix::sys::socket::{setsockopt, sockopt};
    let _ = setsockopt(stream, sockopt::KeepAlive, &true);
    #[cfg(target_os = "linux")]
    {
        let _ = setsockopt(stream, sockopt::TcpKeepIdle, &60);
        let _ = setsockopt(stream, sockopt::TcpKeepInterval, &15);
        let _ = setsockopt(stream, sockopt::TcpKeepCount, &4);
    }
}
