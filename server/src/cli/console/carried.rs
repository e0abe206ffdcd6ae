//! The border between the server's bytes and the engine's strings: texts in the server's messages become strings that
//! carry every byte, and the engine's messages become bytes again. Data of COPY goes both ways as it is.

use std::borrow::Cow;

use ride_shared::psql::PSQLS_OWN;
use ride_shared::psql::encoding::{Encoding, bytes};

/// Messages with text in them.
const WITH_TEXT: &[u8] = b"TDENCSA";
/// Of these two the engine takes no longer ones.
const MAX_SHORT: usize = 30_000;
/// A message's type and length.
const HEADER: usize = 5;

/// What comes from one server.
#[derive(Debug, Default)]
pub(super) struct FromServer {
    encoding: Encoding,
    /// What was told meanwhile: it counts once the whole of what was sent is answered, as with psql.
    next: Option<Encoding>,
    /// The beginning of a message whose text isn't all here.
    pending: Vec<u8>,
    /// Bytes to come of a message that is handed on as it is.
    passing: usize,
    /// What came was no message: the engine shall see it as it is.
    lost: bool,
    /// The server streams both ways (START_REPLICATION), which psql can't. It reads no more of it, and answers every
    /// further statement with all the complaints so far.
    both: Option<String>,
}

/// What libpq says of the state in which the server streams both ways.
const COPY_BOTH: &str = "unexpected PQresultStatus: 8";
const IN_PROGRESS: &str = "another command is already in progress";

impl FromServer {
    /// Takes in what has come, cut anywhere; gives what the engine shall get of it.
    pub(super) fn take(&mut self, came: &[u8]) -> Vec<u8> {
        if self.both.is_some() {
            return Vec::new();
        }
        let mut held = std::mem::take(&mut self.pending);
        let all = if held.is_empty() {
            Cow::Borrowed(came)
        } else {
            held.extend_from_slice(came);
            Cow::Owned(held)
        };
        let mut out = Vec::with_capacity(all.len());
        // What is not yet in `out`, and where the next message begins.
        let (mut copied, mut at) = (0, 0);
        while at < all.len() {
            if self.passing > 0 || self.lost {
                let part = if self.lost { all.len() - at } else { self.passing.min(all.len() - at) };
                self.passing = self.passing.saturating_sub(part);
                at += part;
                continue;
            }
            let Some(&[tag, a, b, c, d]) = all[at..].first_chunk::<HEADER>() else { break };
            if tag == b'W' {
                out.extend_from_slice(&all[copied..at]);
                refuse(PSQLS_OWN, COPY_BOTH, &mut out);
                self.both = Some(String::new());
                return out;
            }
            let size = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX).saturating_add(1);
            if !(HEADER..=1 << 31).contains(&size) {
                self.lost = true;
                continue;
            }
            if tag == b'Z' {
                self.encoding = self.next.take().unwrap_or(self.encoding);
            }
            if !WITH_TEXT.contains(&tag) || (matches!(tag, b'C' | b'S') && size > MAX_SHORT) {
                self.passing = size;
                continue;
            }
            let Some(message) = all.get(at..at + size) else { break };
            let body = &message[HEADER..];
            if let Some(other) = carried(tag, body, self.encoding) {
                out.extend_from_slice(&all[copied..at]);
                put(tag, &other, &mut out);
                copied = at + size;
            }
            if tag == b'S'
                && let Some(name) = body.strip_prefix(b"client_encoding\0").and_then(|rest| rest.strip_suffix(b"\0"))
            {
                self.next = Some(Encoding::named(&String::from_utf8_lossy(name)));
            }
            at += size;
        }
        out.extend_from_slice(&all[copied..at]);
        // A long message comes in many pieces: what is held is not copied for each.
        self.pending = match all {
            Cow::Owned(mut held) => {
                held.drain(..at);
                held
            }
            Cow::Borrowed(came) => came[at..].to_vec(),
        };
        out
    }
}

impl FromServer {
    /// What comes of sending this, where it is not for the server any more.
    pub(super) fn instead(&mut self, sent: &[u8]) -> Option<Vec<u8>> {
        let complaints = self.both.as_mut()?;
        let mut out = Vec::new();
        let mut rest = sent;
        while let Some(&[tag, a, b, c, d]) = rest.first_chunk::<HEADER>() {
            // The end is for the server.
            if tag == b'X' {
                return None;
            }
            // Each of these two is answered by itself.
            if matches!(tag, b'Q' | b'S') {
                if !complaints.is_empty() {
                    complaints.push('\n');
                }
                complaints.push_str(IN_PROGRESS);
                refuse("", complaints, &mut out);
            }
            let size = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX).saturating_add(1);
            rest = rest.get(size..).unwrap_or(&[]);
        }
        Some(out)
    }
}

/// An error of libpq's own, and that the next statement may come.
fn refuse(severity: &str, text: &str, out: &mut Vec<u8>) {
    put(b'E', &[b"S", severity.as_bytes(), b"\0M", text.as_bytes(), b"\0\0"].concat(), out);
    put(b'Z', b"I", out);
}

fn put(tag: u8, body: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    out.extend_from_slice(&u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(body);
}

/// A message's inside with its texts carried; none where it stays as it is, be it broken.
fn carried(tag: u8, body: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    if body.is_ascii() {
        return None;
    }
    match tag {
        b'D' => row(body, encoding),
        b'T' => {
            let (count, mut rest) = body.split_at_checked(2)?;
            let mut out = count.to_vec();
            while !rest.is_empty() {
                let (name, after) = string(rest)?;
                let (kind, after) = after.split_at_checked(18)?;
                out.extend_from_slice(encoding.text(name).as_bytes());
                out.push(0);
                out.extend_from_slice(kind);
                rest = after;
            }
            Some(out)
        }
        b'A' => {
            let (pid, rest) = body.split_at_checked(4)?;
            Some([pid, encoding.text(rest).as_bytes()].concat())
        }
        // Zero bytes and letters stay what they are.
        _ => Some(encoding.text(body).into_bytes()),
    }
}

fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn row(body: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    let cells = |body: &[u8], cell: &mut dyn FnMut(Option<&[u8]>)| -> Option<()> {
        let (_, mut rest) = body.split_at_checked(2)?;
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let size = i32::from_be_bytes(*length);
            let (text, after) = if size < 0 {
                (None, after)
            } else {
                let (text, after) = after.split_at_checked(usize::try_from(size).ok()?)?;
                (Some(text), after)
            };
            cell(text);
            rest = after;
        }
        rest.is_empty().then_some(())
    };
    let mut plain = true;
    cells(body, &mut |cell| plain &= cell.is_none_or(|cell| encoding.is_plain(cell)))?;
    if plain {
        return None;
    }
    let mut out = body[..2].to_vec();
    cells(body, &mut |cell| match cell {
        None => out.extend_from_slice(&(-1i32).to_be_bytes()),
        Some(cell) => {
            let text = encoding.text(cell);
            out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    })?;
    Some(out)
}

/// The engine's messages as they go to the server. Data of COPY and parameters are bytes already.
pub(super) fn to_server(messages: &[u8]) -> Cow<'_, [u8]> {
    // Nothing is carried by ASCII, and by little else.
    if !messages.contains(&0xf4) {
        return Cow::Borrowed(messages);
    }
    let mut out = Vec::with_capacity(messages.len());
    let mut rest = messages;
    while let Some(&[tag, a, b, c, d]) = rest.first_chunk::<HEADER>() {
        let size = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX).saturating_add(1);
        let Some((message, after)) = rest.split_at_checked(size.max(HEADER)) else { break };
        let body = &message[HEADER..];
        match tag {
            b'Q' | b'P' | b'D' | b'C' | b'E' => put(tag, &returned(body), &mut out),
            // The portal's and the statement's names, and then parameters.
            b'B' => match string(body).and_then(|(_, rest)| string(rest)) {
                Some((_, parameters)) => {
                    let names = body.len() - parameters.len();
                    put(tag, &[&*returned(&body[..names]), parameters].concat(), &mut out);
                }
                None => out.extend_from_slice(message),
            },
            _ => out.extend_from_slice(message),
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// The bytes that a message's inside was carried for; numbers between its texts may be no text at all.
fn returned(body: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        out.extend_from_slice(&bytes(chunk.valid()));
        out.extend_from_slice(chunk.invalid());
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        put(tag, body, &mut out);
        out
    }

    #[test]
    fn rows_are_carried_however_they_are_cut() {
        let stream = [
            message(b'S', b"client_encoding\0LATIN1\0"),
            message(b'D', b"\0\x02\0\0\0\x01\xe9\xff\xff\xff\xff"),
            message(b'd', b"\xe9"),
            message(b'Z', b"I"),
        ]
        .concat();
        let text = Encoding::Single.text(b"\xe9");
        let expected = [
            message(b'S', b"client_encoding\0LATIN1\0"),
            message(b'D', &[b"\0\x02\0\0\0\x04", text.as_bytes(), b"\xff\xff\xff\xff"].concat()),
            message(b'd', b"\xe9"),
            message(b'Z', b"I"),
        ]
        .concat();
        for size in 1..stream.len() {
            let mut from = FromServer::default();
            let got: Vec<u8> = stream.chunks(size).flat_map(|piece| from.take(piece)).collect();
            assert_eq!(got, expected, "{size}");
        }
    }

    #[test]
    fn utf8_and_what_is_no_message_are_left_alone() {
        for stream in [message(b'D', "\0\x01\0\0\0\x02\u{e9}".as_bytes()), b"HTTP/1.1 400 Bad Request\xe9".to_vec()] {
            assert_eq!(FromServer::default().take(&stream), stream);
        }
        // Its last cell is cut: the engine shall say so.
        let broken = message(b'D', b"\0\x01\0\0\0\x09\xe9");
        assert_eq!(FromServer::default().take(&broken), broken);
    }

    #[test]
    fn what_is_sent_is_bytes_again() {
        let text = Encoding::Single.text(b"select '\xe9'");
        let bound = [Encoding::Single.text(b"\xe9").as_bytes(), b"\0\0\0\0\x01\0\0\0\x01\xe9\0\0"].concat();
        let data = message(b'd', text.as_bytes());
        let sent = [message(b'Q', text.as_bytes()), message(b'B', &bound), data.clone()].concat();
        let expected =
            [message(b'Q', b"select '\xe9'"), message(b'B', b"\xe9\0\0\0\0\x01\0\0\0\x01\xe9\0\0"), data].concat();
        assert_eq!(*to_server(&sent), expected);
    }
}
