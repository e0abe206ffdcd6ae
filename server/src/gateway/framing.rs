//! Message boundaries of PostgreSQL's wire protocol, both directions, and the opening packets that have no type byte.
//!
//! Nothing is copied that need not be: a [`Walker`] goes over a chunk by the lengths alone and hands out slices of it;
//! only a message that is cut by the chunk's end, and that somebody wants to read, is collected, up to a bound.

/// The longest opening packet (PostgreSQL's own limit).
const MAX_OPENING: usize = 10_000;
/// Type byte and length.
pub const HEADER: usize = 5;

const PROTOCOL_3: u32 = 3;
const CANCEL: u32 = 80_877_102;
const SSL: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

/// Bytes that are not the wire protocol, or more of it than is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A type byte that no frontend sends.
    #[error("a message of type {} was sent, which is none of PostgreSQL's frontend messages", readable(*.0))]
    UnknownType(u8),
    /// A length below the four bytes of the length itself.
    #[error("a message of type {} says it is {length} bytes long, which can't be", readable(*.tag))]
    BadLength {
        /// The type byte.
        tag: u8,
        /// The length as sent.
        length: usize,
    },
    /// Longer than is taken.
    #[error("a message of type {} has {length} bytes; at most {max} are taken", readable(*.tag))]
    TooLong {
        /// The type byte.
        tag: u8,
        /// The length as sent.
        length: usize,
        /// The most that is taken.
        max: usize,
    },
    /// The first bytes belong to another protocol.
    #[error("this is a PostgreSQL port, and what came looks like {0}")]
    OtherProtocol(&'static str),
    /// The first bytes belong to nothing known.
    #[error("the first packet is not a PostgreSQL startup packet: {0}")]
    BadOpening(String),
}

fn readable(tag: u8) -> String {
    if tag.is_ascii_graphic() { format!("'{}'", char::from(tag)) } else { format!("0x{tag:02x}") }
}

/// A client's opening packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// Asks for TLS.
    Ssl,
    /// Asks for GSSAPI encryption.
    Gss,
    /// Asks to cancel what another connection runs.
    Cancel {
        /// From BackendKeyData.
        pid: i32,
        /// From BackendKeyData.
        secret: i32,
    },
    /// Wants a session.
    Start(Startup),
}

/// A StartupMessage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Startup {
    /// The minor version asked for: 0 for 3.0, 2 for 3.2.
    pub minor: u16,
    /// Its parameters, in order.
    pub parameters: Vec<(String, String)>,
}

impl Startup {
    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Reads the opening packet at the start of `bytes`: it and its length, or nothing while it isn't all there.
pub fn opening(bytes: &[u8]) -> Result<Option<(Opening, usize)>, FrameError> {
    if let Some(other) = other_protocol(bytes) {
        return Err(FrameError::OtherProtocol(other));
    }
    let Some(length) = be_u32(bytes, 0).map(|n| n as usize) else { return Ok(None) };
    if !(8..=MAX_OPENING).contains(&length) {
        return Err(FrameError::BadOpening(format!(
            "its length is given as {length}; 8 to {MAX_OPENING} are possible"
        )));
    }
    let Some(packet) = bytes.get(..length) else { return Ok(None) };
    let code = be_u32(packet, 4).unwrap_or_default();
    let opening = match code {
        SSL if length == 8 => Opening::Ssl,
        GSS if length == 8 => Opening::Gss,
        CANCEL => match (be_u32(packet, 8), be_u32(packet, 12)) {
            (Some(pid), Some(secret)) if length == 16 => Opening::Cancel { pid: pid as i32, secret: secret as i32 },
            _ => return Err(FrameError::BadOpening(format!("a cancel request of {length} bytes; 16 would be right"))),
        },
        _ if code >> 16 == PROTOCOL_3 => {
            Opening::Start(Startup { minor: code as u16, parameters: parameters(&packet[8..])? })
        }
        _ => {
            let (major, minor) = (code >> 16, code & 0xffff);
            return Err(FrameError::BadOpening(format!("it asks for protocol {major}.{minor}; 3.0 is spoken here")));
        }
    };
    Ok(Some((opening, length)))
}

fn other_protocol(bytes: &[u8]) -> Option<&'static str> {
    const HTTP: [&[u8]; 7] = [b"GET ", b"POST", b"HEAD", b"PUT ", b"DELE", b"OPTI", b"PRI "];
    let start = bytes.get(..4)?;
    if HTTP.contains(&start) {
        Some("HTTP")
    } else if start[..2] == [0x16, 0x03] {
        Some("TLS without PostgreSQL's SSLRequest before it")
    } else if start == b"SSH-" {
        Some("SSH")
    } else {
        None
    }
}

fn parameters(mut rest: &[u8]) -> Result<Vec<(String, String)>, FrameError> {
    let mut found = Vec::new();
    loop {
        let name = take_text(&mut rest)?;
        if name.is_empty() {
            return Ok(found);
        }
        found.push((name, take_text(&mut rest)?));
    }
}

fn take_text(rest: &mut &[u8]) -> Result<String, FrameError> {
    let text = take_c_string(rest).ok_or_else(|| FrameError::BadOpening("a parameter in it has no end".into()))?;
    match std::str::from_utf8(text) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(FrameError::BadOpening("a parameter in it is not UTF-8".into())),
    }
}

/// Takes a zero-terminated string off the front; nothing where the terminator is missing.
pub fn take_c_string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|b| *b == 0)?;
    let text = &rest[..end];
    *rest = &rest[end + 1..];
    Some(text)
}

/// A big-endian u32 at `at`.
pub fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A big-endian i16 at `at`.
pub fn be_i16(bytes: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// What a [`Walker`] calls on.
pub trait Visit {
    /// Why it stops.
    type Stop;

    /// A message begins. `length` is as sent: it counts itself. Gives how many bytes of the body are wanted.
    fn header(&mut self, tag: u8, length: usize) -> Result<usize, Self::Stop>;

    /// A message ended. `body` is cut at what was wanted.
    fn message(&mut self, tag: u8, body: &[u8]);
}

/// Walks typed messages, cut anywhere.
#[derive(Debug, Default)]
pub struct Walker {
    /// The type of the message that a chunk's end has cut.
    cut: Option<u8>,
    left: usize,
    keep: usize,
    body: Vec<u8>,
}

impl Walker {
    /// Walks over `bytes`: gives how many were taken in, and why it stopped if it did. A header that isn't all there
    /// is not taken in: the caller puts those few bytes before the next chunk. Where the visitor stopped, the message
    /// that it stopped at is not taken in.
    pub fn walk<V: Visit>(&mut self, bytes: &[u8], visit: &mut V) -> (usize, Option<V::Stop>) {
        let mut at = 0;
        if let Some(tag) = self.cut {
            let piece = &bytes[..self.left.min(bytes.len())];
            self.collect(piece);
            at = piece.len();
            if self.left > 0 {
                return (at, None);
            }
            self.cut = None;
            visit.message(tag, &self.body);
            self.body.clear();
            // One long message must not pin its memory for the connection's life.
            self.body.shrink_to(4096);
        }
        loop {
            let Some(header) = bytes.get(at..at + HEADER) else { return (at, None) };
            let tag = header[0];
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            let keep = match visit.header(tag, length) {
                Ok(keep) => keep,
                Err(stop) => return (at, Some(stop)),
            };
            at += HEADER;
            let size = length.saturating_sub(4);
            if let Some(body) = bytes.get(at..at + size) {
                visit.message(tag, &body[..keep.min(size)]);
                at += size;
            } else {
                self.cut = Some(tag);
                self.left = size;
                self.keep = keep.min(size);
                self.collect(&bytes[at..]);
                return (bytes.len(), None);
            }
        }
    }

    fn collect(&mut self, piece: &[u8]) {
        let wanted = self.keep.saturating_sub(self.body.len()).min(piece.len());
        self.body.extend_from_slice(&piece[..wanted]);
        self.left -= piece.len();
    }

    /// Bytes that are missing until the message that was begun is whole.
    pub fn missing(&self) -> usize {
        if self.cut.is_some() { self.left } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Default)]
    struct Collect {
        seen: Vec<(u8, Vec<u8>)>,
        keep: usize,
    }

    impl Visit for Collect {
        type Stop = usize;

        fn header(&mut self, _tag: u8, length: usize) -> Result<usize, usize> {
            if (4..100_000).contains(&length) { Ok(self.keep) } else { Err(length) }
        }

        fn message(&mut self, tag: u8, body: &[u8]) {
            self.seen.push((tag, body.to_vec()));
        }
    }

    type Fed = (Vec<(u8, Vec<u8>)>, Option<usize>, usize);

    /// Feeds `pieces` as a connection would: what a walk leaves comes before the next piece.
    fn feed(pieces: &[&[u8]], keep: usize) -> Fed {
        let mut collect = Collect { keep, ..Collect::default() };
        let mut walker = Walker::default();
        let mut buffer = Vec::new();
        let mut largest = 0;
        for piece in pieces {
            buffer.extend_from_slice(piece);
            let (taken, stop) = walker.walk(&buffer, &mut collect);
            if stop.is_some() {
                return (collect.seen, stop, largest);
            }
            buffer.drain(..taken);
            assert!(buffer.len() < HEADER, "a whole header was left");
            largest = largest.max(walker.body.capacity());
        }
        (collect.seen, None, largest)
    }

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag];
        bytes.extend_from_slice(&(body.len() as u32 + 4).to_be_bytes());
        bytes.extend_from_slice(body);
        bytes
    }

    fn start(code: u32, rest: &[u8]) -> Vec<u8> {
        let mut bytes = (rest.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(&code.to_be_bytes());
        bytes.extend_from_slice(rest);
        bytes
    }

    #[test]
    fn openings_are_told_apart() {
        assert_eq!(opening(&start(SSL, b"")), Ok(Some((Opening::Ssl, 8))));
        assert_eq!(opening(&start(GSS, b"")), Ok(Some((Opening::Gss, 8))));
        let cancel = start(CANCEL, &[0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!(opening(&cancel), Ok(Some((Opening::Cancel { pid: 7, secret: -1 }, 16))));
        let packet = start(3 << 16 | 2, b"user\0oncall.x\0database\0shop\0\0");
        let Ok(Some((Opening::Start(startup), length))) = opening(&packet) else { panic!("no startup") };
        assert_eq!((length, startup.minor), (packet.len(), 2));
        assert_eq!(startup.get("database"), Some("shop"));
        assert_eq!(opening(&packet[..packet.len() - 1]), Ok(None));
    }

    #[test]
    fn what_is_no_opening_says_what_it_is() {
        assert_eq!(opening(b"GET / HTTP/1.1\r\n"), Err(FrameError::OtherProtocol("HTTP")));
        assert!(matches!(opening(&[0x16, 3, 1, 0, 5]), Err(FrameError::OtherProtocol(_))));
        let long = opening(&[0x7f; 8]).unwrap_err().to_string();
        assert!(long.contains("2139062143"), "{long}");
        let old = opening(&start(2 << 16, b"\0")).unwrap_err().to_string();
        assert!(old.contains("protocol 2.0"), "{old}");
        assert!(opening(&start(3 << 16, b"user\0half")).is_err());
        assert!(opening(&start(CANCEL, b"")).is_err());
    }

    proptest! {
        #[test]
        fn cut_anywhere_gives_the_same_messages(
            messages in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..60)), 0..12),
            cuts in prop::collection::vec(0usize..800, 0..10),
            keep in 0usize..80,
        ) {
            let bytes: Vec<u8> = messages.iter().flat_map(|(tag, body)| message(*tag, body)).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).chain([0, bytes.len()]).collect();
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            let wanted: Vec<(u8, Vec<u8>)> =
                messages.iter().map(|(tag, body)| (*tag, body[..keep.min(body.len())].to_vec())).collect();
            prop_assert_eq!(feed(&pieces, keep).0, wanted);
        }

        #[test]
        fn garbage_never_panics_and_never_grows(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
        ) {
            let slices: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let (_, _, largest) = feed(&slices, 64);
            prop_assert!(largest <= 4096);
            let _ = opening(&pieces.concat());
        }
    }
}
