//! What the gateway itself says to a client of PostgreSQL, in PostgreSQL's own form, and how to read what the server
//! says.

use bytes::{BufMut, Bytes, BytesMut};
use ride_shared::journal::ServerError;

use super::framing::{FrameError, take_c_string};
use super::{Refusal, text::cut};

/// An ErrorResponse that ends a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    sqlstate: &'static str,
    message: String,
    hint: Option<String>,
}

impl Complaint {
    /// A FATAL error with this SQLSTATE.
    pub fn new(sqlstate: &'static str, message: impl Into<String>) -> Self {
        Self { sqlstate, message: message.into(), hint: None }
    }

    /// What to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The session is over, or the server stops: what a shutdown looks like.
    pub fn ended(reason: &str) -> Self {
        Self::new("57P01", reason)
    }

    /// The message, for logs.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// As an ErrorResponse.
    pub fn to_bytes(&self) -> Bytes {
        said(b'E', "FATAL", self.sqlstate, &self.message, self.hint.as_deref())
    }
}

impl From<FrameError> for Complaint {
    fn from(error: FrameError) -> Self {
        match &error {
            FrameError::TooLong { .. } => Self::new("54000", error.to_string())
                .hint("Send it in smaller pieces: COPY in place of one long INSERT, for example."),
            FrameError::OtherProtocol(_) => Self::new("08P01", error.to_string()).hint(
                "Use psql or another PostgreSQL client, without direct TLS; the lab's page has an address of its own.",
            ),
            _ => Self::new("08P01", error.to_string()),
        }
    }
}

impl From<Refusal> for Complaint {
    fn from(refusal: Refusal) -> Self {
        let sqlstate = match refusal {
            Refusal::BadToken => "28P01",
            Refusal::Over(_) => "57P01",
            Refusal::TooMany(_) => "53300",
        };
        Self::new(sqlstate, refusal.to_string())
    }
}

/// A NoticeResponse.
pub fn notice(message: &str) -> Bytes {
    said(b'N', "NOTICE", "01000", message, None)
}

fn said(tag: u8, severity: &str, sqlstate: &str, message: &str, hint: Option<&str>) -> Bytes {
    let mut body = BytesMut::new();
    let fields =
        [(b'S', Some(severity)), (b'V', Some(severity)), (b'C', Some(sqlstate)), (b'M', Some(message)), (b'H', hint)];
    for (code, text) in fields.into_iter().filter_map(|(code, text)| Some((code, text?))) {
        body.put_u8(code);
        // A zero byte would end the field.
        body.extend(text.bytes().filter(|b| *b != 0));
        body.put_u8(0);
    }
    body.put_u8(0);
    message_of(tag, &body)
}

/// A typed message.
pub fn message_of(tag: u8, body: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(body.len() + 5);
    bytes.put_u8(tag);
    bytes.put_u32(body.len() as u32 + 4);
    bytes.put_slice(body);
    bytes.freeze()
}

/// SQLSTATE and primary message of an ErrorResponse's body; what is missing is empty.
pub fn server_error(mut body: &[u8]) -> ServerError {
    let mut error = ServerError { sqlstate: String::new(), message: String::new() };
    while let Some((&code, rest)) = body.split_first() {
        body = rest;
        // The body of a very long error is cut: its last field may lack its end.
        let text = take_c_string(&mut body).unwrap_or_else(|| std::mem::take(&mut body));
        match code {
            0 => break,
            b'C' => error.sqlstate = String::from_utf8_lossy(text).into_owned(),
            b'M' => error.message = cut(text),
            _ => {}
        }
    }
    error
}

/// The same ErrorResponse as FATAL: what an ERROR is when it meets a connection's start.
pub fn as_fatal(mut body: &[u8]) -> Bytes {
    let mut fatal = BytesMut::with_capacity(body.len() + 8);
    while let Some((&code, rest)) = body.split_first() {
        body = rest;
        let Some(text) = take_c_string(&mut body) else { break };
        if code == 0 {
            break;
        }
        fatal.put_u8(code);
        fatal.put_slice(if matches!(code, b'S' | b'V') { b"FATAL" } else { text });
        fatal.put_u8(0);
    }
    fatal.put_u8(0);
    message_of(b'E', &fatal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_reads_back() {
        let bytes = Complaint::new("28000", "who\0 are you").hint("say").to_bytes();
        assert_eq!(bytes[0], b'E');
        assert_eq!(bytes.len(), u32::from_be_bytes(bytes[1..5].try_into().unwrap()) as usize + 1);
        assert_eq!(server_error(&bytes[5..]), ServerError { sqlstate: "28000".into(), message: "who are you".into() });
    }

    #[test]
    fn an_error_becomes_fatal_and_keeps_the_rest() {
        let error = said(b'E', "ERROR", "22023", "no such zone", Some("look"));
        let fatal = as_fatal(&error[5..]);
        assert_eq!(fatal, said(b'E', "FATAL", "22023", "no such zone", Some("look")));
    }

    #[test]
    fn a_cut_error_still_says_what_it_can() {
        let error = server_error(b"SERROR\0C42601\0Msyntax err");
        assert_eq!((error.sqlstate.as_str(), error.message.as_str()), ("42601", "syntax err"));
        assert_eq!(server_error(b"").message, "");
    }
}
