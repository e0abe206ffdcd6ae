//! A text, read from its beginning on.

use super::lists::{leading, place};
use super::scan::Scan;
use super::text::beginning;

/// What is read of a text from its beginning on.
pub(super) struct Reader<'t> {
    text: &'t str,
    pub at: usize,
    /// Whether a `-05:00` may follow a time as its zone; else it is the end of a stretch.
    pub exact: bool,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, exact: false }
    }

    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The first of the signs, parted by `|`, that stands here.
    #[inline(never)]
    pub fn eat(&mut self, one_of: &str) -> bool {
        let found = leading(one_of, self.rest());
        self.at += found.unwrap_or(0);
        found.is_some()
    }

    pub fn blanks(&mut self) -> bool {
        let before = self.at;
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at > before
    }

    /// A number of so many digits, with no digit behind it.
    pub fn digits(&mut self, least: usize, most: usize) -> Option<(u32, usize)> {
        let count = self.rest().bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        if count < least || count > most {
            return None;
        }
        let value = self.rest()[..count].parse().ok()?;
        self.at += count;
        Some((value, count))
    }

    /// A word of letters, no longer than months are.
    #[inline(never)]
    pub fn word(&mut self) -> Option<&'t str> {
        let length = beginning(self.rest(), 24).run("l");
        if length == 0 || length > 16 {
            return None;
        }
        let word = &self.rest()[..length];
        self.at += length;
        Some(word)
    }

    /// A word of a table, see [`place`]: its line.
    #[inline(never)]
    pub fn one_of(&mut self, table: &str) -> Option<usize> {
        self.attempt(|r| place(table, r.word()?))
    }

    /// Tries; where it fails nothing is read.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = before;
        }
        found
    }
}
