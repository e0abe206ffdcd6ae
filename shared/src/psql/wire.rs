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
        // Judged when type and length are there, as libpq does: what is said must not depend on how the stream was cut.
        let Some(&[tag, a, b, c, d]) = self.buffer.first_chunk() else { return Ok(None) };
        let shown = char::from(tag);
        if !b"123ACDEGHIKNRSTZcdnst".contains(&tag) {
            return Err(ProtocolError::LostSync(shown, i64::from(i32::from_be_bytes([a, b, c, d]))));
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
        if usize::try_from(length).is_ok_and(|length| self.buffer.len() <= length) {
            // The parser would reserve at once what the message only says that it will have.
            return Ok(None);
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
    fn what_is_no_message_is_judged_when_its_length_is_there() {
        let mut decoder = Decoder::default();
        decoder.feed(b"W\0");
        assert!(matches!(decoder.next(), Ok(None)));
        decoder.feed(&[0, 1, 4]);
        assert_eq!(decoder.next().err(), Some(ProtocolError::LostSync('W', 260)));
    }

    #[test]
    fn a_message_takes_the_memory_that_has_come_and_not_what_is_announced() {
        let mut decoder = Decoder::default();
        decoder.feed(&[b'D', 8, 0, 0, 0, 0, 1]);
        assert!(matches!(decoder.next(), Ok(None)));
        assert!(decoder.buffer.capacity() < 1 << 10, "{} bytes", decoder.buffer.capacity());
    }

    #[test]
    fn an_enormous_length_is_refused_at_once() {
        let mut decoder = Decoder::default();
        decoder.feed(&[b'Z', 0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(decoder.next().err(), Some(ProtocolError::LostSync('Z', 0x7fff_ffff)));
    }
}
