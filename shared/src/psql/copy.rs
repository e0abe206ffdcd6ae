//! `\copy`: a COPY whose data the host reads or writes.

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use super::engine::{AfterHost, Engine};
use super::input::{After, Slash};
use super::slash::Kind;
use super::statement::Wishes;
use super::{HostRequest, Output};

/// Data is sent in messages of this size.
const PIECE: usize = 64 << 10;

/// Where `\copy` takes its data from or brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// `stdin`, `stdout`: where the commands come from, where results go.
    Here,
    /// `pstdin`, `pstdout`: psql's own.
    Own,
    /// A file, or a program as `|` and its command line.
    File(String),
}

/// What `\copy` says.
#[derive(Debug, PartialEq, Eq)]
struct Order {
    before: String,
    from: bool,
    place: Place,
    after: String,
}

/// Reads words as `\copy` is written: white space separates, some characters stand for themselves.
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// The next word; a quoted one goes on to its closing quote, which may be doubled in it.
    fn next(&mut self, alone: &str, quotes: &str) -> Option<&'a str> {
        let text = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let first = text.chars().next()?;
        let end = if alone.contains(first) {
            first.len_utf8()
        } else if quotes.contains(first) {
            let mut at = first.len_utf8();
            loop {
                match text[at..].find(first) {
                    None => break text.len(),
                    Some(found) if text[at + found + 1..].starts_with(first) => at += found + 2,
                    Some(found) => break at + found + 1,
                }
            }
        } else {
            text.find(|c: char| " \t\n\r".contains(c) || alone.contains(c) || quotes.contains(c)).unwrap_or(text.len())
        };
        self.rest = &text[end..];
        Some(&text[..end])
    }
}

fn parse_error(word: Option<&str>) -> String {
    match word {
        Some(word) => ["\\copy: parse error at \"", word, "\""].concat(),
        None => "\\copy: parse error at end of line".to_owned(),
    }
}

/// A file's name with its quotes taken off.
fn unquoted(word: &str) -> String {
    match word.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => word.to_owned(),
    }
}

fn parse(text: &str) -> Result<Order, String> {
    fn name<'a>(words: &mut Words<'a>) -> Option<&'a str> {
        words.next(".,()", "\"")
    }
    fn need(word: Option<&str>) -> Result<String, String> {
        word.map(str::to_owned).ok_or_else(|| parse_error(None))
    }
    let mut words = Words { rest: text };
    let mut before = String::new();
    let Some(mut word) = name(&mut words) else { return Err("\\copy: arguments required".to_owned()) };
    if word.eq_ignore_ascii_case("binary") {
        before.push_str(word);
        word = name(&mut words).ok_or_else(|| parse_error(None))?;
    }
    let mut last = if word == "(" {
        // A query in brackets.
        let mut depth = 1;
        before.push_str(" (");
        while depth > 0 {
            let part = need(words.next("()", "\"'"))?;
            match part.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            before.extend([" ", &part]);
        }
        need(name(&mut words))?
    } else {
        before.extend([" ", word]);
        let mut next = need(name(&mut words))?;
        if next == "." {
            let part = need(name(&mut words))?;
            before.extend([".", &part]);
            next = need(name(&mut words))?;
        }
        if next == "(" {
            before.push_str(" (");
            loop {
                let part = need(words.next("()", "\""))?;
                before.extend([" ", &part]);
                if part == ")" {
                    break;
                }
            }
            next = need(name(&mut words))?;
        }
        next
    };
    let from = match last.to_ascii_lowercase().as_str() {
        "from" => true,
        "to" => false,
        _ => return Err(parse_error(Some(&last))),
    };
    last = need(words.next(";", "'"))?;
    let place = if last.eq_ignore_ascii_case("program") {
        let program = need(words.next(";", "'"))?;
        if !(program.len() > 1 && program.starts_with('\'') && program.ends_with('\'')) {
            return Err(parse_error(Some(&program)));
        }
        Place::File(["|", &unquoted(&program)].concat())
    } else {
        match last.to_ascii_lowercase().as_str() {
            "stdin" | "stdout" => Place::Here,
            "pstdin" | "pstdout" => Place::Own,
            _ => Place::File(unquoted(&last)),
        }
    };
    Ok(Order { before, from, place, after: words.rest.trim_start_matches([' ', '\t']).to_owned() })
}

impl Engine {
    /// `\copy`.
    pub(super) fn copy(&mut self) -> Slash {
        let text = self.text(Kind::WholeLine).unwrap_or_default();
        let order = match parse(&text) {
            Ok(order) => order,
            Err(error) => return self.failed(&error),
        };
        let direction = if order.from { " FROM STDIN " } else { " TO STDOUT " };
        let query = ["COPY ", &order.before, direction, &order.after].concat();
        self.after = After::Slash;
        match (&order.place, order.from) {
            (Place::File(path), true) => {
                let path = path.clone();
                let what = if self.streams {
                    HostRequest::OpenData(path.clone())
                } else {
                    HostRequest::ReadData(path.clone())
                };
                self.ask_host(what, AfterHost::CopyData { query, path });
            }
            (Place::File(path), false) => {
                let path = path.clone();
                if path.starts_with('|') {
                    self.send_copy(query, Wishes { copy: Some(path), ..Wishes::default() });
                } else {
                    // Opened before the query is sent, so that a wrong path costs nothing.
                    let what = HostRequest::WriteFile { path: path.clone(), bytes: Vec::new(), append: false };
                    self.ask_host(what, AfterHost::CopyTo { query, path });
                }
            }
            _ => {
                let own = order.place == Place::Own;
                self.pending_copies = usize::from(order.from && !own);
                self.send_with(query, Wishes { copy_own: own, ..Wishes::default() }, After::Slash);
            }
        }
        Slash::Pending
    }

    pub(super) fn send_copy(&mut self, query: String, wishes: Wishes) {
        self.pending_copies = 0;
        self.send_with(query, wishes, After::Slash);
    }

    /// Sends a file's data, whole or as it is read; `binary` data has no end mark.
    pub(super) fn send_copy_data(&mut self, data: CopyData, binary: bool) {
        let marked = !binary && self.link.server_version() < 180_000;
        match data {
            CopyData::Whole(data) => {
                let end = if marked { end_mark(&data).unwrap_or(data.len()) } else { data.len() };
                self.send_copied(&data[..end], true);
            }
            CopyData::File(path) => {
                if let Some(statement) = &mut self.statement {
                    statement.reading = Some(Reading { path, marked, carry: Vec::new(), begun: true });
                }
                self.out.push(Output::ReadOn);
            }
        }
    }

    fn send_copied(&mut self, data: &[u8], end: bool) {
        let mut bytes = BytesMut::new();
        for piece in data.chunks(PIECE) {
            if let Ok(message) = frontend::CopyData::new(piece) {
                message.write(&mut bytes);
            }
        }
        if end {
            frontend::copy_done(&mut bytes);
        }
        self.send(&bytes);
    }

    /// The next piece of what `\copy` reads; an empty one is the end.
    pub(super) fn copy_piece(&mut self, result: Result<Vec<u8>, String>) {
        // A server that has refused the data wants no more of it.
        let Some(mut reading) = self.statement.as_mut().and_then(|statement| statement.reading.take()) else { return };
        let mut error = None;
        let (data, last) = match result {
            Ok(piece) => reading.take(piece),
            Err(text) => {
                error = Some(text);
                reading.take(Vec::new())
            }
        };
        self.send_copied(&data, last);
        #[cfg(not(target_arch = "wasm32"))]
        if last && reading.path.starts_with('|') {
            self.pipe_ended(&Ok(error.clone().unwrap_or_default()));
        }
        let Some(statement) = &mut self.statement else { return };
        if last {
            statement.copy_failed = error.map(|text| (reading.path, text));
        } else {
            statement.reading = Some(reading);
            self.out.push(Output::ReadOn);
        }
    }
}

/// Data for `\copy ... from` a file.
#[derive(Debug)]
pub(super) enum CopyData {
    /// All of it.
    Whole(Vec<u8>),
    /// To be read from this file or program.
    File(String),
}

/// A file that is read while its data is sent.
#[derive(Debug)]
pub(super) struct Reading {
    path: String,
    /// Whether a line with nothing but `\.` ends the data.
    marked: bool,
    /// What may be the beginning of such a line.
    carry: Vec<u8>,
    /// Whether a line begins with the next byte.
    begun: bool,
}

impl Reading {
    /// What of the file so far is to be sent, and whether that is all.
    fn take(&mut self, piece: Vec<u8>) -> (Vec<u8>, bool) {
        let last = piece.is_empty();
        if !self.marked {
            return (piece, last);
        }
        let mut data = std::mem::take(&mut self.carry);
        data.extend(piece);
        let from = if self.begun { 0 } else { data.iter().position(|b| *b == b'\n').map_or(data.len(), |at| at + 1) };
        if !last {
            let line = data.iter().rposition(|b| *b == b'\n').map_or(from, |at| (at + 1).max(from));
            if matches!(data[line.min(data.len())..], [b'\\'] | [b'\\', b'.'] | [b'\\', b'.', b'\r']) {
                self.carry = data.split_off(line);
            }
        }
        if let Some(end) = end_mark(&data[from..]) {
            data.truncate(from + end);
            return (data, true);
        }
        if let Some(byte) = data.last() {
            self.begun = *byte == b'\n';
        }
        (data, last)
    }
}

/// Where a line with nothing but `\.` ends: psql before 18 sends it along.
fn end_mark(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    for line in data.split_inclusive(|b| *b == b'\n') {
        if matches!(line, b"\\.\n" | b"\\.\r\n") {
            return Some(at + line.len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> (String, bool, Place, String) {
        let order = parse(text).unwrap();
        (order.before, order.from, order.place, order.after)
    }

    #[test]
    fn files_programs_and_options() {
        assert_eq!(
            order("shop.\"Big; table\" (a, b) from 'it''s.csv' with (format csv)"),
            (" shop.\"Big; table\" ( a, b )".into(), true, Place::File("it's.csv".into()), "with (format csv)".into())
        );
        assert_eq!(order("t to program 'gzip > x'").2, Place::File("|gzip > x".into()));
        let (before, from, place, _) = order("(select ')' from (values (1)) v) TO stdout");
        assert_eq!((before.as_str(), from, place), (" ( select ')' from ( values ( 1 ) ) v )", false, Place::Here));
        assert_eq!(order("t from pstdin").2, Place::Own);
        assert_eq!(order("t to stdout;").2, Place::Here);
        assert_eq!(order("t to a;b"), (" t".into(), false, Place::File("a".into()), ";b".into()));
    }

    #[test]
    fn what_is_no_copy_says_where() {
        assert_eq!(parse(" ").unwrap_err(), "\\copy: arguments required");
        assert_eq!(parse("t").unwrap_err(), "\\copy: parse error at end of line");
        assert_eq!(parse("t into x").unwrap_err(), "\\copy: parse error at \"into\"");
        assert_eq!(parse("t to program ls").unwrap_err(), "\\copy: parse error at \"ls\"");
        assert_eq!(parse("(select 1").unwrap_err(), "\\copy: parse error at end of line");
    }

    #[test]
    fn the_end_mark_stands_on_a_line_by_itself() {
        assert_eq!(end_mark(b"a\n\\.\nb\n"), Some(5));
        assert_eq!(end_mark(b"a\\.\nb"), None);
        assert_eq!(end_mark(b"a\n\\."), None);
    }

    #[test]
    fn the_end_mark_is_found_however_the_file_is_cut() {
        let file = b"1\ta\n\\.x\n\\.\r\n2\n";
        for size in 1..file.len() {
            let path = String::new();
            let mut reading = Reading { path, marked: true, carry: Vec::new(), begun: true };
            let mut sent = Vec::new();
            for piece in file.chunks(size) {
                let (data, last) = reading.take(piece.to_vec());
                sent.extend(data);
                if last {
                    break;
                }
            }
            assert_eq!(sent, b"1\ta\n\\.x\n\\.\r\n", "{size}");
        }
        let mut reading = Reading { path: String::new(), marked: true, carry: Vec::new(), begun: true };
        assert_eq!(reading.take(b"\\.".to_vec()), (Vec::new(), false));
        assert_eq!(reading.take(Vec::new()), (b"\\.".to_vec(), true));
    }
}
