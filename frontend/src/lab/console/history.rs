//! What was typed before. Knows no browser.

use crate::json::parse;
use crate::read::Read;

/// Entries kept at most.
const MOST: usize = 500;

/// The history, and where in it the learner is.
#[derive(Debug, Default)]
pub struct History {
    entries: Vec<String>,
    /// Index of the entry that is shown; `entries.len()` is the draft.
    at: usize,
    draft: String,
}

impl History {
    /// Reads what [`History::save`] gave; anything else is an empty history.
    pub fn load(text: &str) -> Self {
        let mut entries = parse(text).and_then(|json| Vec::<String>::read(&json)).unwrap_or_default();
        entries.drain(..entries.len().saturating_sub(MOST));
        Self { at: entries.len(), entries, draft: String::new() }
    }

    /// What was typed, the oldest first.
    pub fn entries(&self) -> &[String] {
        &self.entries
    }

    /// As text to keep.
    pub fn save(&self) -> String {
        serde_json::to_string(&self.entries).unwrap_or_default()
    }

    /// Appends what was submitted, unless it is blank or the same again, and goes to the end.
    pub fn add(&mut self, entry: &str) {
        if !entry.trim().is_empty() && self.entries.last().is_none_or(|last| last != entry) {
            if self.entries.len() >= MOST {
                self.entries.remove(0);
            }
            self.entries.push(entry.to_owned());
        }
        self.at = self.entries.len();
        self.draft.clear();
    }

    /// The entry before the one that is shown; `current` is kept as the draft when leaving it.
    pub fn up(&mut self, current: &str) -> Option<&str> {
        if self.at == 0 {
            return None;
        }
        if self.at >= self.entries.len() {
            current.clone_into(&mut self.draft);
        }
        self.at -= 1;
        self.entries.get(self.at).map(String::as_str)
    }

    /// The newest entry that holds `wanted` and is older than entry `before` (any, where that is none): which one it is,
    /// and its text.
    pub fn search(&self, wanted: &str, before: Option<usize>) -> Option<(usize, &str)> {
        let older = &self.entries[..before.unwrap_or(self.entries.len()).min(self.entries.len())];
        let at = older.iter().rposition(|entry| entry.contains(wanted))?;
        Some((at, older.get(at)?))
    }

    /// The entry after the one that is shown, and at last the draft.
    pub fn down(&mut self) -> Option<&str> {
        if self.at >= self.entries.len() {
            return None;
        }
        self.at += 1;
        Some(self.entries.get(self.at).unwrap_or(&self.draft))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_and_back_to_the_draft() {
        let mut h = History::default();
        assert_eq!(h.up("x"), None);
        h.add("a");
        h.add("b");
        h.add("b");
        h.add("  ");
        assert_eq!(h.up("dra"), Some("b"));
        assert_eq!(h.up("b"), Some("a"));
        assert_eq!(h.up("a"), None);
        assert_eq!(h.down(), Some("b"));
        assert_eq!(h.down(), Some("dra"));
        assert_eq!(h.down(), None);
    }

    #[test]
    fn a_search_goes_back_from_match_to_match() {
        let mut h = History::default();
        for entry in ["select 1;", "\\d orders", "select 2;"] {
            h.add(entry);
        }
        assert_eq!(h.search("select", None), Some((2, "select 2;")));
        assert_eq!(h.search("select", Some(2)), Some((0, "select 1;")));
        assert_eq!(h.search("select", Some(0)), None);
        assert_eq!(h.search("nope", None), None);
        assert_eq!(h.search("", None), Some((2, "select 2;")));
    }

    #[test]
    fn survives_a_reload_and_stays_bounded() {
        let mut h = History::default();
        for n in 0..MOST + 5 {
            h.add(&n.to_string());
        }
        let mut h = History::load(&h.save());
        assert_eq!(h.entries.len(), MOST);
        assert_eq!(h.entries[0], "5");
        assert_eq!(h.up(""), Some("504"));
        assert_eq!(History::load("not json").up(""), None);
    }
}
