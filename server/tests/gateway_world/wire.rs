//! The wire protocol by hand.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{ID, TOKEN, soon};

pub fn startup(parameters: &[(&str, &str)]) -> Vec<u8> {
    let mut body = 196_608u32.to_be_bytes().to_vec();
    for (name, value) in parameters {
        body.extend_from_slice(&[name.as_bytes(), b"\0", value.as_bytes(), b"\0"].concat());
    }
    body.push(0);
    [&(body.len() as u32 + 4).to_be_bytes()[..], &body].concat()
}

pub fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[tag][..], &(body.len() as u32 + 4).to_be_bytes(), body].concat()
}

pub fn query(sql: &str) -> Vec<u8> {
    message(b'Q', format!("{sql}\0").as_bytes())
}

/// Takes a whole message off the front.
pub fn take(buffer: &mut Vec<u8>) -> Option<(char, Vec<u8>)> {
    let length = u32::from_be_bytes(buffer.get(1..5)?.try_into().unwrap()) as usize;
    if buffer.len() <= length {
        return None;
    }
    let message: Vec<u8> = buffer.drain(..=length).collect();
    Some((char::from(message[0]), message[5..].to_vec()))
}

/// An ErrorResponse's or notice's fields as `S=FATAL C=... M=...`.
pub fn fields(body: &[u8]) -> String {
    let fields = body.split(|b| *b == 0).filter(|field| !field.is_empty());
    fields.map(|f| format!("{}={}", f[0] as char, String::from_utf8_lossy(&f[1..]))).collect::<Vec<_>>().join(" ")
}

/// A TCP client without a library.
pub struct Raw {
    pub stream: TcpStream,
    pub buffer: Vec<u8>,
}

impl Raw {
    pub async fn open(port: u16) -> Self {
        let stream = soon("connect", TcpStream::connect(("127.0.0.1", port))).await.unwrap();
        Self { stream, buffer: Vec::new() }
    }

    /// Past the handshake.
    pub async fn console(port: u16) -> Self {
        let mut raw = Self::open(port).await;
        raw.send(&startup(&[("user", &format!("oncall.{ID}")), ("database", "shop")])).await;
        assert_eq!(raw.next().await, Some(('R', vec![0, 0, 0, 3])));
        raw.send(&message(b'p', format!("{TOKEN}\0").as_bytes())).await;
        raw.until('Z').await;
        raw
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        soon("send", self.stream.write_all(bytes)).await.unwrap();
    }

    /// The next message; nothing at the end.
    pub async fn next(&mut self) -> Option<(char, Vec<u8>)> {
        loop {
            if let Some(message) = take(&mut self.buffer) {
                return Some(message);
            }
            if soon("a message", self.stream.read_buf(&mut self.buffer)).await.unwrap() == 0 {
                return None;
            }
        }
    }

    /// Messages up to the first of this type, with it.
    pub async fn until(&mut self, tag: char) -> Vec<(char, Vec<u8>)> {
        let mut seen = Vec::new();
        loop {
            let Some(message) = self.next().await else { panic!("no {tag} came, only {seen:?}") };
            seen.push(message);
            if seen.last().unwrap().0 == tag {
                return seen;
            }
        }
    }

    /// What it is told before the connection ends.
    pub async fn told(mut self) -> String {
        let seen = self.until('E').await;
        let told = fields(&seen.last().unwrap().1);
        assert_eq!(self.next().await, None, "it goes on after {told}");
        told
    }
}
