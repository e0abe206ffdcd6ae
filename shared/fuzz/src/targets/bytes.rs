//! Reads an input off piece by piece. Text stands in it as it is, so that a corpus can be read and written by hand.

/// What is left of an input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte; 0 at the end.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    pub fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// Bytes with their length before them; 255 stands for a longer one in the next two.
    pub fn counted(&mut self) -> &'a [u8] {
        let length = match self.byte() {
            255 => usize::from(u16::from_be_bytes([self.byte(), self.byte()])),
            short => usize::from(short),
        };
        self.take(length)
    }

    /// The same as text.
    pub fn text(&mut self) -> String {
        String::from_utf8_lossy(self.counted()).into_owned()
    }

    /// All that is left, as text.
    pub fn rest(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.0)).into_owned()
    }
}

/// Cuts bytes at places that a number decides.
pub(super) fn cut(bytes: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed).wrapping_mul(0x9e37_79b9) | 1;
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        // xorshift32, by Marsaglia.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let most = if seed & 1 == 0 { 7 } else { 90 };
        let (piece, after) = rest.split_at((1 + state as usize % most).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}
