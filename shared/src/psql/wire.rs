//! The backend's messages out of a byte stream that may be cut anywhere.

use bytes::BytesMut;
use postgres_protocol::message::backend::{Header, Message};

/// Longer messages than this are refused, whatever they are.
const MAX_MESSAGE: usize = 256 << 20;
/// What libpq allows for messages that have no reason to be long.
const MAX_SHORT_MESSAGE: usize = 30_000;

/// The stream can't be understood any further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// What comes is no message.
    #[error("lost synchronization with server: got message type \"{0}\", length {1}")]
    LostSync(char, i64),
    /// A message's inside is broken.
    #[error("message contents do not agree with length in message type \"{0}\"")]
    Contents(char),
}

/// Cuts the stream into messages.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: BytesMut,
    /// Whether messages may be as long as the protocol lets them.
    unlimited: bool,
}

impl Decoder {
    /// Takes bytes in.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// From now on messages may be as long as the protocol lets them, as with libpq.
    pub fn unlimited(&mut self) {
        self.unlimited = true;
    }

    /// Forgets everything: a new connection begins.
    pub fn reset(&mut self) {
        self.buffer = BytesMut::new();
    }

    /// The next whole message, if it has come.
    pub fn next(&mut self) -> Result<Option<Message>, ProtocolError> {
        let Some(tag) = self.buffer.first().copied() else { return Ok(None) };
        let shown = char::from(tag);
        if !b"123ACDEGHIKNRSTZcdnst".contains(&tag) {
            let length = self.buffer.get(1..5).map_or(0, |b| i64::from(i32::from_be_bytes([b[0], b[1], b[2], b[3]])));
            return Err(ProtocolError::LostSync(shown, length));
        }
        let length = match Header::parse(&self.buffer) {
            Ok(Some(header)) => header.len(),
            Ok(None) => return Ok(None),
            Err(_) => return Err(ProtocolError::LostSync(shown, -1)),
        };
        let most = if b"TDdENA".contains(&tag) {
            if self.unlimited { i32::MAX as usize } else { MAX_MESSAGE }
        } else {
            MAX_SHORT_MESSAGE
        };
        if usize::try_from(length).map_or(true, |length| length > most) {
            return Err(ProtocolError::LostSync(shown, i64::from(length)));
        }
        if tag == b'R' && length < 8 {
            return Err(ProtocolError::Contents(shown));
        }
        Message::parse(&mut self.buffer).map_err(|_| ProtocolError::Contents(shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn garbage_ends_in_an_error_or_waits(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes);
            for _ in 0..200 {
                if !matches!(decoder.next(), Ok(Some(_))) { break; }
            }
        }

        #[test]
        fn broken_insides_do_not_panic(tag in proptest::sample::select(&b"123ACDEGHIKNRSTZcdnst"[..]), inside in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut bytes = vec![tag];
            bytes.extend((inside.len() as u32 + 4).to_be_bytes());
            bytes.extend(&inside);
            let mut decoder = Decoder::default();
            decoder.feed(&bytes);
            let _ = decoder.next().map(|message| message.is_some());
        }
    }

    #[test]
    fn an_enormous_length_is_refused_at_once() {
        let mut decoder = Decoder::default();
        decoder.feed(&[b'Z', 0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(decoder.next().err(), Some(ProtocolError::LostSync('Z', 0x7fff_ffff)));
    }
}
