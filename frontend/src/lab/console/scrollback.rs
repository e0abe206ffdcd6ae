//! The lines that a console keeps. Knows no browser.

use std::collections::VecDeque;

/// Lines kept at most.
const MOST_LINES: usize = 50_000;
/// Bytes of text kept at most.
const MOST_BYTES: usize = 32 << 20;
/// Characters of one line that are kept; more would stall the browser's layout.
const MOST_IN_LINE: usize = 20_000;

/// Where a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Standard output.
    Output,
    /// Standard error: errors, notices, warnings.
    Error,
    /// What the learner typed, after its prompt.
    Input,
    /// The console's own remarks.
    Note,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it came from.
    pub kind: Kind,
    /// Its text, without its end.
    pub text: String,
    /// So many bytes of it are the prompt.
    pub prompt: usize,
}

/// The lines, numbered from 0 over the console's whole life.
#[derive(Debug, Default)]
pub struct Scrollback {
    lines: VecDeque<Line>,
    first: u64,
    bytes: usize,
    widest: usize,
    /// Whether the last line has not ended yet.
    open: bool,
    /// How many characters of the last line were left out.
    cut: usize,
    result_from: u64,
}

impl Scrollback {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The number of the first line that is still kept.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Columns of the widest line so far.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Whether the last line has not ended yet.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Line `at`, counted from the first that is kept.
    pub fn line(&self, at: usize) -> Option<&Line> {
        self.lines.get(at)
    }

    /// Appends text as it stands; lines go on where the last piece of the same kind ended.
    pub fn push(&mut self, kind: Kind, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, ended, after) = match rest.split_once('\n') {
                Some((piece, after)) => (piece, true, after),
                None => (rest, false, ""),
            };
            let piece = piece.strip_suffix('\r').unwrap_or(piece);
            if !(self.open && self.lines.back().is_some_and(|line| line.kind == kind)) {
                self.lines.push_back(Line { kind, text: String::new(), prompt: 0 });
                self.cut = 0;
            }
            self.open = true;
            self.append(piece);
            if ended {
                self.end_line();
            }
            rest = after;
        }
        self.evict();
    }

    /// Appends what was typed after its prompt, as a line of its own; a result begins after it.
    pub fn echo(&mut self, prompt: &str, typed: &str) {
        self.end_line();
        self.push(Kind::Input, &[prompt, typed, "\n"].concat());
        // A prompt of several lines has its last one here.
        let prompt = prompt.rsplit('\n').next().unwrap_or_default().len();
        if let Some(line) = self.lines.back_mut().filter(|line| prompt <= line.text.len()) {
            line.prompt = prompt;
        }
        self.result_from = self.first + self.lines.len() as u64;
    }

    /// Forgets every line.
    pub fn clear(&mut self) {
        self.first += self.lines.len() as u64;
        self.lines.clear();
        (self.bytes, self.widest, self.open, self.cut) = (0, 0, false, 0);
        self.result_from = self.first;
    }

    /// The text that came after the last thing that was typed.
    pub fn last_result(&self) -> String {
        let skip = self.result_from.saturating_sub(self.first) as usize;
        let mut text = String::new();
        for line in self.lines.iter().skip(skip).filter(|line| line.kind != Kind::Input) {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }

    fn append(&mut self, piece: &str) {
        let Some(line) = self.lines.back_mut() else { return };
        let room = MOST_IN_LINE.saturating_sub(line.text.len());
        let keep = piece.floor_char_boundary(room);
        line.text.push_str(&piece[..keep]);
        self.bytes += keep;
        self.cut += piece.len() - keep;
    }

    fn end_line(&mut self) {
        if !self.open {
            return;
        }
        self.open = false;
        let cut = std::mem::take(&mut self.cut);
        if let Some(line) = self.lines.back_mut() {
            if cut > 0 {
                let note = [" \u{2026} (", &cut.to_string(), " more bytes not shown)"].concat();
                self.bytes += note.len();
                line.text.push_str(&note);
            }
            self.widest = self.widest.max(columns(&line.text));
        }
    }

    fn evict(&mut self) {
        if let Some(line) = self.lines.back() {
            self.widest = self.widest.max(columns(&line.text));
        }
        while self.lines.len() > MOST_LINES || (self.bytes > MOST_BYTES && self.lines.len() > 1) {
            if let Some(line) = self.lines.pop_front() {
                self.bytes -= line.text.len();
                self.first += 1;
            }
        }
    }

    /// Whether lines were dropped because there were too many.
    pub fn dropped(&self) -> bool {
        self.first > 0 && (self.lines.len() >= MOST_LINES || self.bytes + MOST_IN_LINE > MOST_BYTES)
    }
}

/// About how many columns a text takes; only the width of the scrolled area hangs on it.
fn columns(text: &str) -> usize {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.len();
    }
    text.chars()
        .map(|c| match c {
            '\t' => 8,
            '\u{1100}'.. => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scrollback: &Scrollback) -> Vec<&str> {
        scrollback.lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn lines_go_on_across_pieces() {
        let mut s = Scrollback::default();
        s.push(Kind::Output, "a");
        s.push(Kind::Output, "b\nc\n");
        s.push(Kind::Output, "\n");
        assert_eq!(texts(&s), ["ab", "c", ""]);
        s.push(Kind::Output, "d");
        s.push(Kind::Error, "e\r\n");
        assert_eq!(texts(&s), ["ab", "c", "", "d", "e"]);
    }

    #[test]
    fn the_last_result_is_what_came_after_the_last_input() {
        let mut s = Scrollback::default();
        s.push(Kind::Output, "old\n");
        s.echo("shop=> ", "select 1;");
        s.push(Kind::Output, " 1\n(1 row)\n");
        assert_eq!(s.last_result(), " 1\n(1 row)\n");
        assert_eq!(s.line(1).map(|line| &line.text[line.prompt..]), Some("select 1;"));
        assert!(!s.is_open());
        s.echo("shop=> ", "select 2;");
        assert_eq!(s.last_result(), "");
        s.clear();
        s.push(Kind::Output, "x\n");
        assert_eq!(s.last_result(), "x\n");
    }

    #[test]
    fn old_lines_go_and_numbers_stay() {
        let mut s = Scrollback::default();
        s.push(Kind::Output, &"x\n".repeat(MOST_LINES + 10));
        assert_eq!((s.len(), s.first()), (MOST_LINES, 10));
        assert!(s.dropped());
        s.clear();
        assert_eq!((s.len(), s.first(), s.widest()), (0, MOST_LINES as u64 + 10, 0));
        assert!(!s.dropped());
    }

    #[test]
    fn bytes_are_bounded_too() {
        let mut s = Scrollback::default();
        let line = "y".repeat(MOST_IN_LINE - 1) + "\n";
        for _ in 0..(MOST_BYTES / MOST_IN_LINE + 20) {
            s.push(Kind::Output, &line);
        }
        assert!(s.bytes <= MOST_BYTES && s.first() > 0);
    }

    #[test]
    fn a_huge_line_is_cut_and_says_so() {
        let mut s = Scrollback::default();
        s.push(Kind::Output, &"\u{e9}".repeat(MOST_IN_LINE));
        s.push(Kind::Output, "tail\n");
        let text = &s.line(0).unwrap().text;
        assert!(text.ends_with("(20004 more bytes not shown)"), "{}", &text[text.len() - 40..]);
        assert_eq!(s.len(), 1);
    }
}
