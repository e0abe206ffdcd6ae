//! The way to a server: unix sockets, names, addresses; and cancel requests beside a connection.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::BytesMut;
use nix::sys::socket::{setsockopt, sockopt};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use super::hosts::Host;
use super::parameters::Parameters;

/// How long a cancel request may take.
const CANCEL_WITHIN: Duration = Duration::from_secs(10);

/// A byte stream to a server.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// One place where a server may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Socket(PathBuf),
    Tcp(SocketAddr),
}

impl Address {
    /// Where this host may be reached; an error is libpq's whole message.
    pub(super) async fn of(host: &Host, port: u16) -> Result<Vec<Self>, String> {
        if let Some(directory) = host.socket_directory() {
            return Ok(vec![Self::Socket(Path::new(directory).join(format!(".s.PGSQL.{port}")))]);
        }
        let name = host.address.as_deref().unwrap_or(&host.name);
        let failed = |why: String| match host.address {
            Some(_) => format!("could not parse network address \"{name}\": {why}"),
            None => format!("could not translate host name \"{name}\" to address: {why}"),
        };
        if host.address.is_some() && name.parse::<std::net::IpAddr>().is_err() {
            return Err(failed("Name or service not known".to_owned()));
        }
        match tokio::net::lookup_host((name, port)).await {
            Ok(addresses) => Ok(addresses.map(Self::Tcp).collect()),
            Err(error) => {
                // The resolver's own words stand behind Rust's.
                let text = plain(&error);
                Err(failed(text.strip_prefix("failed to lookup address information: ").unwrap_or(&text).to_owned()))
            }
        }
    }

    /// Its number, for messages and `\conninfo`.
    pub(super) fn ip(&self) -> Option<String> {
        match self {
            Self::Socket(_) => None,
            Self::Tcp(address) => Some(address.ip().to_string()),
        }
    }

    pub(super) async fn open(&self) -> io::Result<Transport> {
        Ok(match self {
            Self::Socket(path) => Transport::Socket(UnixStream::connect(path).await?),
            Self::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                // A console sends small messages and waits: they must not be held back.
                let _ = stream.set_nodelay(true);
                Transport::Tcp(stream)
            }
        })
    }

    /// Why it could not be opened, in libpq's words.
    pub(super) fn refusal(&self, error: &io::Error) -> String {
        let hint = match (error.kind(), self) {
            (io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused, Self::Socket(_)) => {
                "\n\tIs the server running locally and accepting connections on that socket?"
            }
            (io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused, Self::Tcp(_)) => {
                "\n\tIs the server running on that host and accepting TCP/IP connections?"
            }
            _ => "",
        };
        format!("{}{hint}", plain(error))
    }

    /// Asks the server to cancel what the connection with this key runs, and waits until the server has taken it in:
    /// a statement sent before that could be hit in place of the one that was meant. As with libpq's PQcancel it goes
    /// without TLS: the key lets nobody do more than cancel.
    pub(crate) async fn cancel(&self, key: (i32, i32)) {
        let asking = async {
            let Ok(transport) = self.open().await else { return };
            let mut stream = transport.plain();
            let mut bytes = BytesMut::new();
            frontend::cancel_request(key.0, key.1, &mut bytes);
            if stream.write_all(&bytes).await.is_ok() && stream.flush().await.is_ok() {
                let mut rest = [0; 64];
                while matches!(stream.read(&mut rest).await, Ok(n) if n > 0) {}
            }
        };
        // A server that doesn't take it in isn't worth waiting for.
        let _ = timeout(CANCEL_WITHIN, asking).await;
    }
}

/// An open way to a server, before anything was said.
pub(super) enum Transport {
    Socket(UnixStream),
    Tcp(TcpStream),
}

impl Transport {
    /// Lets the system find out that the other side is gone, as libpq's parameters have it.
    pub(super) fn keep_alive(&self, parameters: &Parameters) {
        let Self::Tcp(stream) = self else { return };
        let number =
            |name: &str| parameters.get(name).and_then(|text| text.trim().parse::<u32>().ok()).filter(|n| *n > 0);
        // A system that can't do it has its own ways; the connection is as good.
        if parameters.get("keepalives") != Some("0") {
            let _ = setsockopt(stream, sockopt::KeepAlive, &true);
            let _ = number("keepalives_idle").map(|n| setsockopt(stream, sockopt::TcpKeepIdle, &n));
            let _ = number("keepalives_interval").map(|n| setsockopt(stream, sockopt::TcpKeepInterval, &n));
            let _ = number("keepalives_count").map(|n| setsockopt(stream, sockopt::TcpKeepCount, &n));
        }
        let _ = number("tcp_user_timeout").map(|n| setsockopt(stream, sockopt::TcpUserTimeout, &n));
    }

    pub(super) fn plain(self) -> Box<dyn Stream> {
        match self {
            Self::Socket(stream) => Box::new(stream),
            Self::Tcp(stream) => Box::new(stream),
        }
    }
}

/// The system's own words, without Rust's number behind them.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
