//! The protocol up to the first ReadyForQuery: what is asked for, who asks, and what the server says to it.

use std::collections::BTreeMap;
use std::io;

use bytes::{Buf as _, BytesMut};
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::authentication::{md5_hash, sasl};
use postgres_protocol::message::backend::{Header, Message};
use postgres_protocol::message::frontend;
use ride_shared::psql::variables::{ShowContext, Verbosity};
use ride_shared::psql::{Report, Unicode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::transport::{Stream, plain};

/// What the server may say before it is ready, in bytes.
const MAX_STARTUP: usize = 1 << 20;

const CLOSED: &str = "server closed the connection unexpectedly\n\
    \tThis probably means the server terminated abnormally\n\
    \tbefore or while processing the request.";

/// Why a session didn't come about.
#[derive(Debug)]
pub(super) enum Refused {
    /// The server said no.
    Server { text: String, sqlstate: String, asked: bool },
    /// There is no password to answer with.
    NoPassword,
    /// Something else, with its words.
    Other(String),
}

/// A session that is ready.
#[derive(Debug)]
pub(super) struct Ready {
    /// All that the server said from AuthenticationOk on.
    pub said: Vec<u8>,
    /// Parameters that it reported.
    pub reported: BTreeMap<String, String>,
    /// Whether it asked for a password.
    pub password_used: bool,
}

fn broken(error: &io::Error) -> Refused {
    Refused::Other(match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => CLOSED.to_owned(),
        _ => format!("could not receive data from server: {}", plain(error)),
    })
}

/// One message whole, as bytes.
async fn read(stream: &mut dyn Stream, buffer: &mut BytesMut) -> Result<BytesMut, Refused> {
    loop {
        let header = Header::parse(buffer).map_err(|e| Refused::Other(e.to_string()))?;
        let length = header.map_or(0, |header| usize::try_from(header.len()).unwrap_or(usize::MAX).saturating_add(1));
        if length > MAX_STARTUP {
            return Err(Refused::Other("received invalid response to the startup message".to_owned()));
        }
        if length > 0 && buffer.len() >= length {
            return Ok(buffer.split_to(length));
        }
        if stream.read_buf(buffer).await.map_err(|e| broken(&e))? == 0 {
            return Err(Refused::Other(CLOSED.to_owned()));
        }
    }
}

async fn send(stream: &mut dyn Stream, bytes: &[u8]) -> Result<(), Refused> {
    stream.write_all(bytes).await.map_err(|e| broken(&e))?;
    stream.flush().await.map_err(|e| broken(&e))
}

/// Says who is there and answers what the server asks, until it is ready.
pub(super) async fn start(
    stream: &mut dyn Stream,
    parameters: &[(String, String)],
    user: &str,
    password: Option<&str>,
) -> Result<Ready, Refused> {
    let other = |e: io::Error| Refused::Other(e.to_string());
    let mut bytes = BytesMut::new();
    frontend::startup_message(parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())), &mut bytes).map_err(other)?;
    send(stream, &bytes).await?;
    let mut ready = Ready { said: Vec::new(), reported: BTreeMap::new(), password_used: false };
    let mut buffer = BytesMut::with_capacity(8 << 10);
    let mut scram = None;
    loop {
        let mut raw = read(stream, &mut buffer).await?;
        if !matches!(raw[0], b'R' | b'E') || raw[..] == *b"R\0\0\0\x08\0\0\0\0" {
            ready.said.extend_from_slice(&raw);
            if ready.said.len() > MAX_STARTUP {
                return Err(Refused::Other("the server says more than a server says at its start".to_owned()));
            }
        }
        if raw[0] == b'v' {
            // The server names protocol options that it doesn't know; none were asked for.
            raw.clear();
            continue;
        }
        let message = Message::parse(&mut raw).map_err(|e| Refused::Other(format!("invalid message: {e}")))?;
        let mut answer = BytesMut::new();
        match message {
            Some(Message::ErrorResponse(body)) => {
                let report = Report::read(body.fields(), true, Unicode::of_major(15)).map_err(other)?;
                let text = report.text(None, Verbosity::Default, ShowContext::Errors);
                let text = text.trim_end_matches('\n').to_owned();
                return Err(Refused::Server { text, sqlstate: report.sqlstate, asked: ready.password_used });
            }
            Some(Message::ParameterStatus(body)) => {
                let (name, value) = (body.name().map_err(other)?, body.value().map_err(other)?);
                ready.reported.insert(name.to_owned(), value.to_owned());
            }
            Some(Message::ReadyForQuery(_)) => {
                ready.said.extend_from_slice(buffer.chunk());
                return Ok(ready);
            }
            Some(Message::AuthenticationOk) => scram = None,
            Some(Message::AuthenticationCleartextPassword) => {
                ready.password_used = true;
                let password = password.ok_or(Refused::NoPassword)?;
                frontend::password_message(password.as_bytes(), &mut answer).map_err(other)?;
            }
            Some(Message::AuthenticationMd5Password(body)) => {
                ready.password_used = true;
                let password = password.ok_or(Refused::NoPassword)?;
                let hash = md5_hash(user.as_bytes(), password.as_bytes(), body.salt());
                frontend::password_message(hash.as_bytes(), &mut answer).map_err(other)?;
            }
            Some(Message::AuthenticationSasl(body)) => {
                ready.password_used = true;
                if !body.mechanisms().any(|m| Ok(m == sasl::SCRAM_SHA_256)).map_err(other)? {
                    let text = "none of the server's SASL authentication mechanisms are supported";
                    return Err(Refused::Other(text.to_owned()));
                }
                let password = password.ok_or(Refused::NoPassword)?;
                let begun = sasl::ScramSha256::new(password.as_bytes(), sasl::ChannelBinding::unsupported());
                frontend::sasl_initial_response(sasl::SCRAM_SHA_256, begun.message(), &mut answer).map_err(other)?;
                scram = Some(begun);
            }
            Some(Message::AuthenticationSaslContinue(body)) => {
                let scram = scram.as_mut().ok_or_else(out_of_turn)?;
                scram
                    .update(body.data())
                    .map_err(|e| Refused::Other(format!("could not interpret the server's SCRAM message: {e}")))?;
                frontend::sasl_response(scram.message(), &mut answer).map_err(other)?;
            }
            Some(Message::AuthenticationSaslFinal(body)) => {
                let scram = scram.as_mut().ok_or_else(out_of_turn)?;
                scram.finish(body.data()).map_err(|_| Refused::Other("incorrect server signature".to_owned()))?;
            }
            Some(
                Message::AuthenticationGss
                | Message::AuthenticationGssContinue(_)
                | Message::AuthenticationSspi
                | Message::AuthenticationKerberosV5,
            ) => {
                let text = "the server asks for GSSAPI or SSPI authentication, which is not supported here";
                return Err(Refused::Other(text.to_owned()));
            }
            Some(Message::AuthenticationScmCredential) => {
                return Err(Refused::Other("SCM_CRED authentication method not supported".to_owned()));
            }
            Some(Message::BackendKeyData(_) | Message::NoticeResponse(_)) => {}
            _ => return Err(out_of_turn()),
        }
        if !answer.is_empty() {
            send(stream, &answer).await?;
        }
    }
}

fn out_of_turn() -> Refused {
    Refused::Other("the server sent an unexpected message during startup".to_owned())
}
