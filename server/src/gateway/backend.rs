//! Connections to the sandbox's PostgreSQL, spoken in its own protocol.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use postgres_protocol::IsNull;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::cancel::Target;
use super::cell::Cells;
use super::error::server_error;
use super::framing::{HEADER, be_u32, take_c_string};
pub use crate::sandbox::{Endpoint, Reader, Writer};

/// How long the server may take to let a connection in.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The longest message in a handshake or in an answer to the gateway's own questions.
const MAX_OWN_MESSAGE: usize = 1 << 20;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server said no; the body of its very ErrorResponse.
    #[error("{}", server_error(.0).message)]
    Refused(Bytes),
    /// It could not be reached, or did not make sense.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// A connection that is past its handshake.
pub struct Backend {
    /// Reads from the server.
    pub reader: Reader,
    /// Writes to the server.
    pub writer: Writer,
    /// Read and not yet looked at.
    pub buffer: BytesMut,
    /// How to cancel what it runs.
    pub target: Target,
    /// The parameters that the server reported.
    pub parameters: BTreeMap<String, String>,
    /// Notices that came with the handshake, whole messages.
    pub notices: Vec<Bytes>,
}

impl Backend {
    /// Connects with these startup parameters.
    pub async fn connect(endpoint: &Endpoint, parameters: &[(&str, &str)]) -> Result<Self, ConnectError> {
        let work = async {
            let (reader, writer) = endpoint.open().await?;
            let target = Target { endpoint: endpoint.clone(), pid: 0, secret: 0 };
            let mut backend = Self {
                reader,
                writer,
                buffer: BytesMut::new(),
                target,
                parameters: BTreeMap::new(),
                notices: Vec::new(),
            };
            backend.shake_hands(parameters).await?;
            Ok(backend)
        };
        let late = || std::io::Error::new(std::io::ErrorKind::TimedOut, "it did not answer in time");
        tokio::time::timeout(CONNECT_WITHIN, work).await.unwrap_or_else(|_| Err(late().into()))
    }

    async fn shake_hands(&mut self, parameters: &[(&str, &str)]) -> Result<(), ConnectError> {
        let mut packet = BytesMut::new();
        frontend::startup_message(parameters.iter().copied(), &mut packet)?;
        // A server that is full may say so and close before it has read this.
        let sent = self.writer.write_all(&packet).await;
        loop {
            let (tag, body) = match self.message().await {
                Ok(message) => message,
                Err(error) => return Err(sent.err().unwrap_or(error).into()),
            };
            match tag {
                b'R' if be_u32(&body, 0) == Some(0) => {}
                b'R' => return Err(nonsense("it asks for a password, and a sandbox must not").into()),
                b'K' => {
                    let (Some(pid), Some(secret)) = (be_u32(&body, 0), be_u32(&body, 4)) else {
                        return Err(nonsense("its BackendKeyData is too short").into());
                    };
                    (self.target.pid, self.target.secret) = (pid as i32, secret as i32);
                }
                b'E' => return Err(ConnectError::Refused(body)),
                b'N' if self.notices.len() < 16 => self.notices.push(super::error::message_of(b'N', &body)),
                b'Z' => return Ok(()),
                _ => self.noted(tag, &body),
            }
        }
    }

    /// Keeps what a ParameterStatus tells.
    fn noted(&mut self, tag: u8, mut body: &[u8]) {
        if tag != b'S' {
            return;
        }
        if let (Some(name), Some(value)) = (take_c_string(&mut body), take_c_string(&mut body)) {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            self.parameters.insert(text(name), text(value));
        }
    }

    /// The next message, for handshakes and the gateway's own short questions.
    async fn message(&mut self) -> std::io::Result<(u8, Bytes)> {
        loop {
            if let Some(length) = be_u32(&self.buffer, 1).map(|n| n as usize) {
                if !(4..=MAX_OWN_MESSAGE).contains(&length) {
                    return Err(nonsense("a message of impossible length came"));
                }
                if self.buffer.len() > length {
                    let mut message = self.buffer.split_to(length + 1).freeze();
                    let tag = message[0];
                    message.advance(HEADER);
                    return Ok((tag, message));
                }
            }
            if self.reader.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "it closed the connection"));
            }
        }
    }

    /// Whether an idle connection still lives: takes in what the server said meanwhile, without waiting.
    pub fn lives(&mut self) -> bool {
        use futures_util::FutureExt as _;
        loop {
            match self.message().now_or_never() {
                // A notice, or a parameter that a reload changed.
                Some(Ok((tag, body))) if tag != b'E' => self.noted(tag, &body),
                Some(_) => return false,
                None => return true,
            }
        }
    }

    /// Runs a statement with text parameters, once for each set of them, in one transaction; gives the rows' cells as
    /// text. The inner error is the body of the server's ErrorResponse.
    pub async fn run(
        &mut self,
        sql: &str,
        sets: &[Vec<&str>],
    ) -> std::io::Result<Result<Vec<Vec<Option<String>>>, Bytes>> {
        let mut packet = BytesMut::new();
        frontend::parse("", sql, [], &mut packet)?;
        for set in sets {
            let bound = frontend::bind(
                "",
                "",
                [],
                set,
                |value, buffer| {
                    buffer.extend_from_slice(value.as_bytes());
                    Ok(IsNull::No)
                },
                [],
                &mut packet,
            );
            bound.map_err(|_| nonsense("too many parameters"))?;
            frontend::execute("", 0, &mut packet)?;
        }
        frontend::sync(&mut packet);
        self.writer.write_all(&packet).await?;
        self.writer.flush().await?;
        let mut rows = Vec::new();
        let mut failed = None;
        loop {
            let (tag, body) = self.message().await?;
            match tag {
                b'D' => {
                    let cells = Cells::read(&body).ok_or_else(|| nonsense("a row makes no sense"))?;
                    let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
                    rows.push(cells.iter().map(|cell| cell.map(text)).collect());
                }
                b'E' => failed = Some(body),
                b'Z' => return Ok(failed.map_or(Ok(rows), Err)),
                _ => self.noted(tag, &body),
            }
        }
    }

    /// Runs one command by the simple protocol and returns when the server is ready again after it.
    pub async fn command(&mut self, sql: &str) -> std::io::Result<()> {
        let mut packet = BytesMut::new();
        frontend::query(sql, &mut packet)?;
        self.writer.write_all(&packet).await?;
        self.writer.flush().await?;
        let mut done = false;
        loop {
            let (tag, body) = self.message().await?;
            match tag {
                b'C' => done = true,
                b'E' => return Err(std::io::Error::other(server_error(&body).message)),
                // One that is not this command's own is left over from before.
                b'Z' if done => return Ok(()),
                _ => self.noted(tag, &body),
            }
        }
    }

    /// Says goodbye.
    pub async fn terminate(mut self) {
        let goodbye = async {
            let _ = self.writer.write_all(b"X\0\0\0\x04").await;
            let _ = self.writer.shutdown().await;
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
    }
}

fn nonsense(what: &'static str) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, what)
}
