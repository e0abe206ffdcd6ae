//! Sentences as words, without code and quotes.

use crate::postmortem::text::{self, is_word};

/// A sentence.
pub(super) struct Sentence {
    /// As it was written.
    pub words: Vec<String>,
    /// In small letters, without punctuation.
    pub plain: Vec<String>,
}

impl Sentence {
    /// The sentences of a text; what stands in backticks or in double quotes is left out, for nobody wrote that about anybody.
    pub fn all(given: &str) -> Vec<Sentence> {
        let line = text::line(given);
        let mut out = Vec::new();
        let mut words = Vec::new();
        for word in without_quotes(&line).split(' ').filter(|w| !w.is_empty()) {
            let ends = word.ends_with(['.', '!', '?', ';']) && !word.ends_with("..");
            words.push(word.to_owned());
            if ends {
                out.push(Sentence::new(std::mem::take(&mut words)));
            }
        }
        if !words.is_empty() {
            out.push(Sentence::new(words));
        }
        out
    }

    fn new(words: Vec<String>) -> Self {
        let plain = words.iter().map(|w| plain(w)).collect();
        Self { words, plain }
    }

    /// Where a run of words begins and ends; `|` parts words that may stand in a place, `*` is any word.
    pub fn find(&self, pattern: &str) -> Option<(usize, usize)> {
        (0..self.plain.len()).find_map(|at| {
            let mut end = at;
            for wanted in pattern.split(' ') {
                let word = self.plain.get(end)?;
                if wanted != "*" && !wanted.split('|').any(|w| w == word) {
                    return None;
                }
                end += 1;
            }
            Some((at, end))
        })
    }

    /// The first of several runs, a line each.
    pub fn find_any(&self, patterns: &str) -> Option<(usize, usize)> {
        patterns.split('\n').find_map(|pattern| self.find(pattern))
    }

    /// The words from one to another, as they were written.
    pub fn shown(&self, from: usize, to: usize) -> String {
        let joined = self.words[from..to.min(self.words.len())].join(" ");
        joined.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')')).to_owned()
    }
}

/// A word in small letters, without the punctuation around it; apostrophes as they are typed.
fn plain(word: &str) -> String {
    let word = word.replace(['’', '‘'], "'").to_ascii_lowercase();
    word.trim_matches(|c: char| !is_word(c)).to_owned()
}

/// Leaves out code and quotes, if they end; single quotes only where they don't belong to words.
fn without_quotes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // Once a mark has no other end, no later one has either.
    let mut open_ended: Vec<char> = Vec::new();
    let closing = |c: char| match c {
        '`' | '"' => Some(c),
        '“' => Some('”'),
        '«' => Some('»'),
        _ => None,
    };
    while let Some(at) = rest.find(|c: char| closing(c).is_some()) {
        let opened = rest[at..].chars().next().unwrap_or(' ');
        let after = &rest[at + opened.len_utf8()..];
        let close = closing(opened).unwrap_or(opened);
        let end = if open_ended.contains(&close) { None } else { after.find(close) };
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = if let Some(end) = end {
            // It stands for a word, so that what is before and after it don't meet.
            out.push_str("… ");
            &after[end + close.len_utf8()..]
        } else {
            open_ended.push(close);
            after
        };
    }
    out.push_str(rest);
    out
}
