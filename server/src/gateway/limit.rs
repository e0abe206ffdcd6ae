//! The browser's limiter: so many rows or bytes of one result reach a page, the rest of its rows are dropped, and a notice
//! says so when the server is ready again: a psql prints notices as they come and a result at its end, and this notice must
//! stand below the result to be seen. Everything else passes, so that the protocol goes on.

use bytes::BytesMut;
use ride_shared::numbers::grouped;

use super::error::notice;
use super::framing::HEADER;

/// Cuts results on their way to a browser. Fed with what the tap took in: never a part of a header.
#[derive(Debug)]
pub struct Limiter {
    max_rows: u64,
    max_bytes: u64,
    /// How to see the rest.
    instead: String,
    rows: u64,
    bytes: u64,
    cut: bool,
    /// Notices of cut results, due after ReadyForQuery.
    due: Vec<String>,
    /// The message under way is a ReadyForQuery.
    ready: bool,
    left: usize,
    dropping: bool,
}

impl Limiter {
    /// At most so many rows and bytes of each result. `instead` ends the notice.
    pub fn new(max_rows: u64, max_bytes: u64, instead: String) -> Self {
        Self {
            max_rows,
            max_bytes,
            instead,
            rows: 0,
            bytes: 0,
            cut: false,
            due: Vec::new(),
            ready: false,
            left: 0,
            dropping: false,
        }
    }

    /// Appends to `out` what passes of `bytes`.
    pub fn pass(&mut self, bytes: &[u8], out: &mut BytesMut) {
        let mut at = 0;
        // Neighbours that pass go in one piece.
        let mut from = 0;
        while at < bytes.len() {
            if self.left == 0 {
                let Some(header) = bytes.get(at..at + HEADER) else {
                    debug_assert!(false, "a part of a header came");
                    break;
                };
                let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
                self.ready = header[0] == b'Z';
                let was = self.dropping;
                self.dropping = self.drops(header[0], length);
                if was != self.dropping {
                    if self.dropping {
                        out.extend_from_slice(&bytes[from..at]);
                    }
                    from = at;
                }
                // The header is taken with the body, so that a message's `left` is never 0 in its middle.
                self.left = length.max(4) + 1;
            }
            let step = self.left.min(bytes.len() - at);
            self.left -= step;
            at += step;
            if self.left == 0 && self.ready && !self.due.is_empty() {
                out.extend_from_slice(&bytes[from..at]);
                self.due.drain(..).for_each(|text| out.extend_from_slice(&notice(&text)));
                from = at;
            }
        }
        if !self.dropping {
            out.extend_from_slice(&bytes[from..at]);
        }
    }

    fn drops(&mut self, tag: u8, length: usize) -> bool {
        match tag {
            // DataRow, and CopyData of a COPY TO STDOUT.
            b'D' | b'd' => {
                if !self.cut {
                    self.rows += 1;
                    self.bytes += length as u64 + 1;
                    self.cut = self.rows > self.max_rows || self.bytes > self.max_bytes;
                }
                self.cut
            }
            // A result's beginning or end.
            b'T' | b'H' | b'C' | b's' | b'E' | b'I' | b'Z' => {
                if self.cut {
                    self.due.push(self.words());
                }
                (self.rows, self.bytes, self.cut) = (0, 0, false);
                false
            }
            _ => false,
        }
    }

    fn words(&self) -> String {
        let cut_at = if self.rows > self.max_rows {
            format!("{} rows", grouped(self.max_rows))
        } else if self.max_bytes >= 1 << 20 {
            format!("{} MB", self.max_bytes >> 20)
        } else {
            format!("{} bytes", grouped(self.max_bytes))
        };
        format!(
            "result cut at {cut_at}: the rest was dropped on its way to the browser; use LIMIT, or {}",
            self.instead
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::error::message_of;
    use proptest::prelude::*;

    fn pass(limiter: &mut Limiter, bytes: &[u8]) -> Vec<u8> {
        let mut out = BytesMut::new();
        limiter.pass(bytes, &mut out);
        out.to_vec()
    }

    fn tags(mut bytes: &[u8]) -> String {
        let mut tags = String::new();
        while let Some((tag, rest)) = bytes.split_first() {
            tags.push(char::from(*tag));
            bytes = &rest[u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize..];
        }
        tags
    }

    fn stream(tags: &str, body: &[u8]) -> Vec<u8> {
        tags.bytes().flat_map(|tag| message_of(tag, body)).collect()
    }

    #[test]
    fn rows_past_the_limit_become_one_notice() {
        let mut limiter = Limiter::new(2, 1 << 20, "psql".into());
        let out = pass(&mut limiter, &stream("TDDDDDCZ", b"row"));
        assert_eq!(tags(&out), "TDDCZN");
        assert!(String::from_utf8_lossy(&out).contains("cut at 2 rows"));
        assert_eq!(
            tags(&pass(&mut limiter, &stream("TDDCTDDDCZ", b"row"))),
            "TDDCTDDCZN",
            "the next result starts anew"
        );
    }

    #[test]
    fn bytes_and_other_messages_between_the_rows() {
        let mut limiter = Limiter::new(100, 20, "psql".into());
        let out = pass(&mut limiter, &stream("HdddNdSdcCZ", b"12345"));
        assert_eq!(tags(&out), "HddNScCZN");
        assert!(String::from_utf8_lossy(&out).contains("cut at 20 bytes"));
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(size in 0usize..40, cuts in prop::collection::vec(0usize..600, 0..8)) {
            let bytes = stream("TDDDNDDDCTDCZ", &vec![7; size]);
            let mut whole = Limiter::new(3, 100, "psql".into());
            let mut pieces = Limiter::new(3, 100, "psql".into());
            // As the tap hands it on: never a part of a header.
            let mut starts = vec![];
            for message in 0..13 { starts.push(message * (size + HEADER)); }
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).filter(|c| {
                let inside = c % (size + HEADER);
                inside == 0 || inside >= HEADER
            }).chain([0, bytes.len()]).collect();
            cuts.sort_unstable();
            let got: Vec<u8> = cuts.windows(2).flat_map(|w| pass(&mut pieces, &bytes[w[0]..w[1]])).collect();
            prop_assert_eq!(got, pass(&mut whole, &bytes));
        }
    }
}
