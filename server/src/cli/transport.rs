//! A connection to a PostgreSQL: unix socket or TCP, and cancel requests beside it.

use std::io;
use std::path::Path;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// How long a cancel request may take.
const CANCEL_WITHIN: Duration = Duration::from_secs(10);

/// A byte stream to a server.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Host name, address or socket directory.
    pub host: String,
    /// Port.
    pub port: String,
    /// How long connecting may take.
    pub within: Duration,
}

impl Target {
    fn is_unix(&self) -> bool {
        self.host.starts_with('/')
    }

    fn socket(&self) -> String {
        format!("{}/.s.PGSQL.{}", self.host, self.port)
    }

    /// Connects; gives the stream and how it was reached, in libpq's words. An error is the whole message but for
    /// `connection to server ... failed: `, with the same words before it.
    pub(super) async fn connect(&self) -> Result<(Box<dyn Stream>, String), (String, String)> {
        if self.is_unix() {
            let address = format!("on socket \"{}\"", self.socket());
            return match self.within(UnixStream::connect(Path::new(&self.socket()))).await {
                Ok(stream) => Ok((Box::new(stream), address)),
                Err(error) => {
                    let hint = "\n\tIs the server running locally and accepting connections on that socket?";
                    Err((address, format!("{}{}", plain(&error), hint_for(&error, hint))))
                }
            };
        }
        let unresolved = format!("at \"{}\", port {}", self.host, self.port);
        let Ok(port) = self.port.parse::<u16>() else {
            return Err((unresolved, format!("invalid port number: \"{}\"", self.port)));
        };
        let addresses = match self.within(tokio::net::lookup_host((self.host.as_str(), port))).await {
            Ok(addresses) => addresses.collect::<Vec<_>>(),
            Err(error) => {
                return Err((
                    unresolved,
                    format!("could not translate host name \"{}\" to address: {}", self.host, plain(&error)),
                ));
            }
        };
        let mut failure = (unresolved, format!("host name \"{}\" has no address", self.host));
        for address in addresses {
            let ip = address.ip().to_string();
            let words = if ip == self.host {
                format!("at \"{ip}\", port {port}")
            } else {
                format!("at \"{}\" ({ip}), port {port}", self.host)
            };
            match self.within(TcpStream::connect(address)).await {
                Ok(stream) => {
                    // A console sends small messages and waits: they must not be held back.
                    let _ = stream.set_nodelay(true);
                    return Ok((Box::new(stream), words));
                }
                Err(error) => {
                    let hint = "\n\tIs the server running on that host and accepting TCP/IP connections?";
                    failure = (words, format!("{}{}", plain(&error), hint_for(&error, hint)));
                }
            }
        }
        Err(failure)
    }

    async fn within<T>(&self, connecting: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        timeout(self.within, connecting)
            .await
            .unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, "timeout expired")))
    }

    /// Asks the server to cancel what the connection with this key runs, and waits until the server has taken it in:
    /// a statement sent before that could be hit in place of the one that was meant.
    pub(super) async fn cancel(&self, key: (i32, i32)) {
        let asking = async {
            let Ok((mut stream, _)) = self.connect().await else { return };
            let mut bytes = BytesMut::new();
            frontend::cancel_request(key.0, key.1, &mut bytes);
            if stream.write_all(&bytes).await.is_ok() && stream.flush().await.is_ok() {
                let mut rest = [0; 64];
                while matches!(stream.read(&mut rest).await, Ok(n) if n > 0) {}
            }
        };
        let _ = timeout(CANCEL_WITHIN, asking).await;
    }
}

fn hint_for<'a>(error: &io::Error, hint: &'a str) -> &'a str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => hint,
        _ => "",
    }
}

/// The system's own words, without Rust's number behind them.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
