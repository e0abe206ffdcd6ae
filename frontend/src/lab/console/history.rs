//! What was typed before. Knows no browser.

use crate::json::parse;
use crate::read::Read;

/// Entries kept where HISTSIZE says nothing, as with psql.
const SIZE: usize = 500;
/// Entries kept at most, and bytes of one: browsers give a page some megabytes.
const MOST: usize = 5000;
const MOST_IN_ENTRY: usize = 16 << 10;

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

    /// Appends what was carried out, as HISTCONTROL (`control`) and HISTSIZE (`size`) will have it.
    pub fn add(&mut self, entry: String, control: Option<&str>, size: Option<&str>) {
        let control = control.unwrap_or_default().to_ascii_lowercase();
        let (spaces, duplicates) = match control.as_str() {
            "ignorespace" => (true, false),
            "ignoredups" => (false, true),
            "ignoreboth" => (true, true),
            _ => (false, false),
        };
        if entry.len() > MOST_IN_ENTRY
            || (spaces && entry.starts_with(' '))
            || (duplicates && self.entries.last() == Some(&entry))
        {
            return;
        }
        let at_draft = self.at >= self.entries.len();
        self.entries.push(entry);
        // With less than none it may grow.
        let size = size.and_then(|size| size.parse::<i64>().ok()).map_or(SIZE, |n| usize::try_from(n).unwrap_or(MOST));
        let over = self.entries.len().saturating_sub(size.min(MOST));
        self.entries.drain(..over);
        self.at = if at_draft { self.entries.len() } else { self.at.saturating_sub(over) };
    }

    /// Something was submitted: goes to the end.
    pub fn rest(&mut self) {
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

    fn add(h: &mut History, entry: &str) {
        h.add(entry.to_owned(), None, None);
    }

    #[test]
    fn up_and_down_and_back_to_the_draft() {
        let mut h = History::default();
        assert_eq!(h.up("x"), None);
        add(&mut h, "a");
        add(&mut h, "b");
        assert_eq!(h.up("dra"), Some("b"));
        assert_eq!(h.up("b"), Some("a"));
        assert_eq!(h.up("a"), None);
        // An entry that comes meanwhile doesn't move it.
        add(&mut h, "c");
        assert_eq!(h.down(), Some("b"));
        assert_eq!(h.down(), Some("c"));
        assert_eq!(h.down(), Some("dra"));
        assert_eq!(h.down(), None);
        assert_eq!(h.up("dra"), Some("c"));
        h.rest();
        assert_eq!(h.up("x"), Some("c"));
    }

    #[test]
    fn histcontrol_and_histsize() {
        let mut h = History::default();
        for (entry, control) in [
            ("a", None),
            ("a", Some("none")),
            ("a", Some("ignoredups")),
            (" a", Some("IGNORESPACE")),
            (" b", Some("ignoredups")),
            (" b", Some("ignoreboth")),
        ] {
            h.add(entry.to_owned(), control, None);
        }
        assert_eq!(h.entries(), ["a", "a", " b"]);
        h.add("x".repeat(MOST_IN_ENTRY + 1), None, None);
        assert_eq!(h.entries().len(), 3);
        h.add("c".into(), None, Some("2"));
        assert_eq!(h.entries(), [" b", "c"]);
        h.add("d".into(), None, Some("-1"));
        assert_eq!(h.entries().len(), 3);
        h.add("e".into(), None, Some("0"));
        assert_eq!((h.entries().len(), h.up("")), (0, None));
    }

    #[test]
    fn a_search_goes_back_from_match_to_match() {
        let mut h = History::default();
        for entry in ["select 1;", "\\d orders", "select 2;"] {
            add(&mut h, entry);
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
        for n in 0..SIZE + 5 {
            add(&mut h, &n.to_string());
        }
        let mut h = History::load(&h.save());
        assert_eq!(h.entries.len(), SIZE);
        assert_eq!(h.entries[0], "5");
        assert_eq!(h.up(""), Some("504"));
        assert_eq!(History::load("not json").up(""), None);
    }
}
