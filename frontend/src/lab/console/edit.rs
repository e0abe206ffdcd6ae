//! Editing a line: keys, cursor arithmetic, completion. Knows no browser.
//!
//! A browser counts a text's positions in UTF-16 units, Rust in bytes; positions here are bytes.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Enter: run it.
    Submit,
    /// Tab.
    Complete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// To the line's start.
    Home,
    /// To the line's end.
    End,
    /// Delete to the line's end.
    KillEnd,
    /// Delete to the line's start.
    KillStart,
    /// Delete the word before the cursor.
    KillWord,
    /// Delete the word after the cursor.
    KillNextWord,
    /// Put in what was deleted last.
    Yank,
    /// To the beginning of the word.
    WordLeft,
    /// To the end of the word.
    WordRight,
    /// Look in the history for what is typed.
    Search,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-L.
    Clear,
    /// Ctrl-D on an empty line.
    Eof,
    /// Escape.
    Escape,
    /// A screen back.
    PageUp,
    /// A screen on.
    PageDown,
    /// A character.
    Insert(char),
}

/// What a key means in the prompt; nothing where the browser shall do as it always does.
pub fn act(key: &str, ctrl: bool, shift: bool, alt_or_meta: bool) -> Option<Act> {
    if alt_or_meta {
        return match (ctrl, key) {
            (false, "b") => Some(Act::WordLeft),
            (false, "f") => Some(Act::WordRight),
            (false, "d") => Some(Act::KillNextWord),
            _ => None,
        };
    }
    Some(match (ctrl, key) {
        (false, "Enter") if !shift => Act::Submit,
        (false, "Tab") if !shift => Act::Complete,
        (false, "ArrowUp") if !shift => Act::Up,
        (false, "ArrowDown") if !shift => Act::Down,
        (false, "Escape") => Act::Escape,
        (false, "PageUp") => Act::PageUp,
        (false, "PageDown") => Act::PageDown,
        (true, "c") => Act::Interrupt,
        (true, "l") => Act::Clear,
        (true, "a") => Act::Home,
        (true, "e") => Act::End,
        (true, "k") => Act::KillEnd,
        (true, "u") => Act::KillStart,
        (true, "w") => Act::KillWord,
        (true, "y") => Act::Yank,
        (true, "r") if !shift => Act::Search,
        (true, "d") => Act::Eof,
        (true, "p") => Act::Up,
        (true, "n") => Act::Down,
        _ => return None,
    })
}

/// Whether a character belongs to a word as readline counts them, letters and digits; beyond ASCII, where telling takes
/// tables, all do.
fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

/// A text and where its cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, maybe several lines.
    pub text: String,
    /// The cursor, a byte offset at a character's start.
    pub cursor: usize,
}

impl Text {
    /// A text with the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    /// A text whose cursor is counted in UTF-16 units.
    pub fn from_utf16(text: String, cursor: u32) -> Self {
        let mut left = cursor as usize;
        let at = text.char_indices().find(|(_, c)| {
            let here = left == 0;
            left = left.saturating_sub(c.len_utf16());
            here
        });
        let cursor = at.map_or(text.len(), |(at, _)| at);
        Self { text, cursor }
    }

    /// The cursor in UTF-16 units.
    pub fn cursor_utf16(&self) -> u32 {
        self.text[..self.cursor].encode_utf16().count() as u32
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    /// The line that the cursor is in, and the cursor's offset in it.
    pub fn line(&self) -> (&str, usize) {
        (&self.text[self.line_start()..self.line_end()], self.cursor - self.line_start())
    }

    /// Whether the cursor is in the first line.
    pub fn in_first_line(&self) -> bool {
        self.line_start() == 0
    }

    /// Whether the cursor is in the last line.
    pub fn in_last_line(&self) -> bool {
        self.line_end() == self.text.len()
    }

    fn cut(&mut self, from: usize, to: usize) -> String {
        self.cursor = from;
        self.text.drain(from..to).collect()
    }

    /// Where the word ends that the cursor is in or before.
    fn word_end(&self) -> usize {
        let rest = &self.text[self.cursor..];
        let begin = rest.find(in_word).unwrap_or(rest.len());
        let length = rest[begin..].find(|c: char| !in_word(c)).unwrap_or(rest.len() - begin);
        self.cursor + begin + length
    }

    /// Where the word begins that the cursor is in or behind.
    fn word_start(&self) -> usize {
        let before = self.text[..self.cursor].trim_end_matches(|c: char| !in_word(c));
        before.trim_end_matches(in_word).len()
    }

    /// Puts a text in at the cursor.
    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Carries out what changes text and cursor only; gives what was deleted, where something was.
    pub fn edit(&mut self, act: Act) -> Option<String> {
        let killed = match act {
            Act::KillEnd => self.cut(self.cursor, self.line_end()),
            Act::KillStart => self.cut(self.line_start(), self.cursor),
            Act::KillNextWord => self.cut(self.cursor, self.word_end()),
            Act::KillWord => {
                let (line, cursor) = self.line();
                let before = line[..cursor].trim_end();
                let word = before
                    .rfind(char::is_whitespace)
                    .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
                self.cut(self.line_start() + word, self.cursor)
            }
            _ => {
                self.move_by(act);
                return None;
            }
        };
        (!killed.is_empty()).then_some(killed)
    }

    fn move_by(&mut self, act: Act) {
        match act {
            Act::WordLeft => self.cursor = self.word_start(),
            Act::WordRight => self.cursor = self.word_end(),
            Act::Left => self.cursor = self.text[..self.cursor].char_indices().next_back().map_or(0, |(at, _)| at),
            Act::Right => self.cursor += self.text[self.cursor..].chars().next().map_or(0, char::len_utf8),
            Act::Home => self.cursor = self.line_start(),
            Act::End => self.cursor = self.line_end(),
            Act::Insert(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    /// Puts `candidate` in place of the line's part from `start` (in the line) to the cursor.
    pub fn complete(&mut self, start: usize, candidate: &str) {
        let from = (self.line_start() + start).min(self.cursor);
        if self.text.is_char_boundary(from) {
            self.text.replace_range(from..self.cursor, candidate);
            self.cursor = from + candidate.len();
        }
    }
}

/// What all candidates begin with.
pub fn common_prefix(candidates: &[String]) -> &str {
    let Some(first) = candidates.first() else { return "" };
    let mut end = first.len();
    for other in &candidates[1..] {
        let same = first.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        end = end.min(same.unwrap_or(other.len().min(first.len())));
    }
    &first[..first.floor_char_boundary(end)]
}

/// The one candidate as it is put in: a blank after what is a word of its own.
pub fn finished(candidate: &str) -> String {
    let goes_on = candidate.ends_with(['(', '.', '/', ' ', '\'', '"']) || candidate.is_empty();
    [candidate, if goes_on { "" } else { " " }].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Text {
        let cursor = text.find('|').unwrap();
        Text { text: text.replacen('|', "", 1), cursor }
    }

    fn after(text: &str, act: Act) -> Text {
        let mut text = at(text);
        text.edit(act);
        text
    }

    #[test]
    fn keys() {
        assert_eq!(act("Enter", false, false, false), Some(Act::Submit));
        assert_eq!(act("Enter", false, true, false), None);
        assert_eq!(act("c", true, false, false), Some(Act::Interrupt));
        assert_eq!(act("c", false, false, true), None);
        assert_eq!(act("Tab", false, true, false), None);
        assert_eq!(act("x", false, false, false), None);
    }

    #[test]
    fn kills_stay_in_their_line() {
        assert_eq!(after("a\nbc|d\ne", Act::KillEnd), at("a\nbc|\ne"));
        assert_eq!(after("a\nbc|d\ne", Act::KillStart), at("a\n|d\ne"));
        assert_eq!(after("select  foo |x", Act::KillWord), at("select  |x"));
        assert_eq!(after("\u{e9}\u{2003}wort|", Act::KillWord), at("\u{e9}\u{2003}|"));
        assert_eq!(after("|x", Act::KillWord), at("|x"));
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(after("select pg_stat|", Act::WordLeft), at("select pg_|stat"));
        assert_eq!(after("select pg_|", Act::WordLeft), at("select |pg_"));
        assert_eq!(after("| a.b", Act::WordRight), at(" a|.b"));
        assert_eq!(after("x| = 'y'", Act::KillNextWord), at("x|'"));
        assert_eq!(after("\u{e9}\u{e8} |", Act::WordLeft), at("|\u{e9}\u{e8} "));
        assert_eq!(at("a b|").edit(Act::KillWord), Some("b".into()));
        assert_eq!(at("|").edit(Act::KillEnd), None);
        assert_eq!(act("b", false, false, true), Some(Act::WordLeft));
        assert_eq!(act("r", true, true, false), None, "that reloads the page");
    }

    #[test]
    fn moves_by_whole_characters() {
        assert_eq!(after("\u{e9}|", Act::Left), at("|\u{e9}"));
        assert_eq!(after("|\u{1f418}", Act::Right), at("\u{1f418}|"));
        assert_eq!(after("|", Act::Left), at("|"));
        assert_eq!(after("a\nb|c", Act::Home), at("a\n|bc"));
        assert_eq!(after("a|b\nc", Act::End), at("ab|\nc"));
    }

    #[test]
    fn positions_of_the_browser() {
        let text = Text::from_utf16("a\u{1f418}b".into(), 3);
        assert_eq!(text.cursor, 5);
        assert_eq!(text.cursor_utf16(), 3);
        assert_eq!(Text::from_utf16("ab".into(), 9).cursor, 2);
        assert_eq!(Text::from_utf16("ab".into(), 0).cursor, 0);
    }

    #[test]
    fn completion_replaces_the_started_word_of_its_line() {
        let mut text = at("select 1;\nsel| x");
        assert_eq!(text.line(), ("sel x", 3));
        text.complete(0, "select");
        assert_eq!(text, at("select 1;\nselect| x"));
    }

    #[test]
    fn prefixes() {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(common_prefix(&list(&["pg_stat_activity", "pg_stat_archiver"])), "pg_stat_a");
        assert_eq!(common_prefix(&list(&["ab", "abc"])), "ab");
        assert_eq!(common_prefix(&list(&["abc", "ab"])), "ab");
        assert_eq!(common_prefix(&list(&["x"])), "x");
        assert_eq!(common_prefix(&[]), "");
        assert_eq!(finished("select"), "select ");
        assert_eq!(finished("count("), "count(");
    }
}
