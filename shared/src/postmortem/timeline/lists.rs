//! Lists and tables of words. A list is a text whose words `|` parts, a table one of such lines: so they take no more room in the
//! page than their letters do, and one function asks them all.

use std::sync::OnceLock;

use super::text::{is_at, key, word_starts};
use crate::postmortem::order;

/// The line of a table in which a word stands, large or small.
#[inline(never)]
pub(super) fn place(table: &str, word: &str) -> Option<usize> {
    let mut line = 0;
    let mut rest = table.as_bytes();
    loop {
        let end = rest.iter().position(|c| matches!(c, b'|' | b'\n')).unwrap_or(rest.len());
        if rest[..end].eq_ignore_ascii_case(word.as_bytes()) {
            return Some(line);
        }
        line += usize::from(*rest.get(end)? == b'\n');
        rest = &rest[end + 1..];
    }
}

/// A table that is asked at every line: its words are put in order once.
pub(super) struct Table {
    pub text: &'static str,
    words: OnceLock<Vec<(&'static str, usize)>>,
}

impl Table {
    pub const fn new(text: &'static str) -> Self {
        Self { text, words: OnceLock::new() }
    }

    /// The line in which a word of small letters stands.
    #[inline(never)]
    pub fn line(&self, word: &str) -> Option<usize> {
        let words = self.words.get_or_init(|| {
            let mut words = Vec::new();
            for (at, line) in self.text.split('\n').enumerate() {
                words.extend(line.split('|').map(|word| (word, at)));
            }
            order::sort(&mut words);
            words
        });
        words.binary_search_by(|(known, _)| (*known).cmp(word)).ok().map(|at| words[at].1)
    }

    /// The line in which a label stands, see [`key`].
    pub fn label(&self, label: &str) -> Option<usize> {
        self.line(&key(label))
    }
}

/// Whether a list has a label, see [`key`].
pub(super) fn known(table: &str, label: &str) -> Option<usize> {
    place(table, &key(label))
}

/// The first line of a table of which something stands in a text of small letters as whole words; or that of what is longest.
#[inline(never)]
pub(super) fn standing(table: &str, small: &str, longest: bool) -> Option<usize> {
    let starts = word_starts(small, usize::MAX);
    let mut found = None;
    let mut most = 0;
    for (at, line) in table.split('\n').enumerate() {
        for words in line.split('|') {
            if words.len() > most && stands(small, &starts, words) {
                (found, most) = (Some(at), words.len());
                if !longest {
                    return found;
                }
            }
        }
    }
    found
}

fn stands(small: &str, starts: &[usize], phrase: &str) -> bool {
    starts.iter().any(|at| is_at(small, *at, phrase))
}

/// A list's words. Few have more than some bytes, for which str's own search takes longer to begin than to end.
fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.as_bytes().split(|sign| *sign == b'|')
}

/// The length of the first of a list's words that a text begins with.
#[inline(never)]
pub(super) fn leading(list: &str, text: &str) -> Option<usize> {
    words(list).find(|word| text.as_bytes().starts_with(word)).map(<[u8]>::len)
}

/// The length of the first of a list's words that a text ends with.
#[inline(never)]
pub(super) fn trailing(list: &str, text: &str) -> Option<usize> {
    words(list).find(|word| text.as_bytes().ends_with(word)).map(<[u8]>::len)
}
