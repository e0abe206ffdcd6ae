//! The gateway's framing: a stream of messages that is cut anywhere gives the messages of the whole, and no more of a
//! message is kept than was wanted.

use super::bytes::{Bytes, cut};

// The file itself, since the server's crate is too heavy for a fuzzer.
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../../../server/src/gateway/framing.rs"]
mod gateway;

use gateway::{Visit, Walker};

struct Collect {
    keep: usize,
    longest: usize,
    seen: Vec<(u8, Vec<u8>)>,
}

impl Visit for Collect {
    type Stop = (u8, usize);

    fn header(&mut self, tag: u8, length: usize) -> Result<usize, Self::Stop> {
        // As the gateway does: it refuses what can't be a message, and lengths that it doesn't take.
        if (4..self.longest).contains(&length) { Ok(self.keep) } else { Err((tag, length)) }
    }

    fn message(&mut self, tag: u8, body: &[u8]) {
        assert!(body.len() <= self.keep, "more of a message was kept than was wanted");
        self.seen.push((tag, body.to_vec()));
    }
}

type Walked = (Vec<(u8, Vec<u8>)>, Option<(u8, usize)>, usize);

/// Feeds `pieces` as a connection would: what a walk leaves comes before the next piece.
fn walk(pieces: &[&[u8]], keep: usize, longest: usize) -> Walked {
    let mut collect = Collect { keep, longest, seen: Vec::new() };
    let mut walker = Walker::default();
    let mut buffer = Vec::new();
    for piece in pieces {
        buffer.extend_from_slice(piece);
        let (taken, stop) = walker.walk(&buffer, &mut collect);
        if stop.is_some() {
            return (collect.seen, stop, 0);
        }
        buffer.drain(..taken);
        assert!(buffer.len() < gateway::HEADER, "a whole header was left");
    }
    (collect.seen, None, walker.missing() + buffer.len())
}

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(data);
    let (seed, keep, longest) = (input.byte(), usize::from(input.byte()), usize::from(input.byte()) * 300 + 4);
    let whole = walk(&[input.0], keep, longest);
    assert_eq!(whole, walk(&cut(input.0, seed), keep, longest), "the cut of the stream changed the messages");
    let opening = gateway::opening(input.0);
    if let Ok(Some((_, length))) = &opening {
        assert!(*length <= input.0.len(), "longer than what came");
    }
    // More bytes turn what waited into something, and change nothing that was decided.
    let before = gateway::opening(&input.0[..input.0.len() / 2]);
    assert!(before == Ok(None) || before == opening, "{before:?}, then {opening:?}");
}
