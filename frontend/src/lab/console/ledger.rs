//! Which bytes have gone which way, so that a dropped connection can be taken up again. Knows no browser.

use std::collections::VecDeque;

use ride_shared::protocol::PG_ACK_EVERY;

/// Unacknowledged bytes of ours that are kept at most.
pub const MOST_UNACKNOWLEDGED: usize = 16 << 20;

/// A connection's two counts, and our bytes that the server has not yet said it has.
#[derive(Debug, Default)]
pub struct Ledger {
    received: u64,
    told: u64,
    /// The number of the first byte in `unacknowledged`.
    base: u64,
    unacknowledged: VecDeque<u8>,
}

/// The server says it has bytes that we never sent, or misses some that it once had.
#[derive(Debug, PartialEq, Eq)]
pub struct Gap;

impl Ledger {
    /// Bytes from the server that were taken in.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// So many bytes were taken in; gives what to acknowledge where it is time.
    pub fn took(&mut self, bytes: usize) -> Option<u64> {
        self.received += bytes as u64;
        (self.received - self.told >= PG_ACK_EVERY).then(|| self.tell())
    }

    /// Nothing came for a while: gives what to acknowledge, if anything.
    pub fn idle(&mut self) -> Option<u64> {
        (self.received > self.told).then(|| self.tell())
    }

    fn tell(&mut self) -> u64 {
        self.told = self.received;
        self.received
    }

    /// Keeps bytes that are about to be sent; false where there is no more room for them.
    pub fn sent(&mut self, bytes: &[u8]) -> bool {
        if self.unacknowledged.len() + bytes.len() > MOST_UNACKNOWLEDGED {
            return false;
        }
        self.unacknowledged.extend(bytes);
        true
    }

    /// The server has our bytes up to `received`.
    pub fn acknowledged(&mut self, received: u64) -> Result<(), Gap> {
        let count = received.checked_sub(self.base).ok_or(Gap)?;
        if count > self.unacknowledged.len() as u64 {
            return Err(Gap);
        }
        self.unacknowledged.drain(..count as usize);
        self.base = received;
        Ok(())
    }

    /// The connection is taken up again and the server has our bytes up to `received`: gives those to send again. What
    /// we have was told by the resume itself.
    pub fn resume(&mut self, received: u64) -> Result<Vec<u8>, Gap> {
        self.acknowledged(received)?;
        self.told = self.received;
        Ok(self.unacknowledged.iter().copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acknowledges_every_so_often_and_when_idle() {
        let mut l = Ledger::default();
        assert_eq!(l.took(PG_ACK_EVERY as usize - 1), None);
        assert_eq!(l.took(1), Some(PG_ACK_EVERY));
        assert_eq!(l.idle(), None);
        assert_eq!(l.took(10), None);
        assert_eq!(l.idle(), Some(PG_ACK_EVERY + 10));
        assert_eq!(l.received(), PG_ACK_EVERY + 10);
    }

    #[test]
    fn resends_exactly_what_the_server_misses() {
        let mut l = Ledger::default();
        assert!(l.sent(b"hello "));
        assert!(l.sent(b"world"));
        l.acknowledged(3).unwrap();
        assert_eq!(l.resume(6).unwrap(), b"world");
        assert_eq!(l.resume(6).unwrap(), b"world");
        assert_eq!(l.resume(11).unwrap(), b"");
        assert_eq!(l.resume(12), Err(Gap));
        assert_eq!(l.resume(10), Err(Gap));
        assert!(l.sent(b"!"));
        assert_eq!(l.resume(11).unwrap(), b"!");
    }

    #[test]
    fn an_old_acknowledgement_is_a_gap_and_changes_nothing() {
        let mut l = Ledger::default();
        assert!(l.sent(b"abc"));
        l.acknowledged(2).unwrap();
        assert_eq!(l.acknowledged(1), Err(Gap));
        assert_eq!(l.resume(2).unwrap(), b"c");
    }

    #[test]
    fn keeps_no_more_than_it_may() {
        let mut l = Ledger::default();
        assert!(l.sent(&vec![0; MOST_UNACKNOWLEDGED]));
        assert!(!l.sent(b"x"));
        l.acknowledged(1).unwrap();
        assert!(l.sent(b"x"));
    }
}
