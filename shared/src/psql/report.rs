//! Errors and notices as libpq words them, with the line and the caret.

use std::fmt::Write as _;

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::ErrorFields;

use super::encoding::continues;
use super::variables::{ShowContext, Verbosity};
use super::widths::Unicode;

/// The severity of what psql itself complains of, where a host says it in the server's place; servers write theirs in
/// capitals.
pub const PSQLS_OWN: &str = "error";

/// An ErrorResponse or NoticeResponse.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// ERROR, FATAL, NOTICE..., in the server's language.
    pub severity: String,
    /// The five characters.
    pub sqlstate: String,
    /// The message.
    pub message: String,
    detail: Option<String>,
    hint: Option<String>,
    position: Option<usize>,
    internal_position: Option<usize>,
    internal_query: Option<String>,
    context: Option<String>,
    schema: Option<String>,
    table: Option<String>,
    column: Option<String>,
    datatype: Option<String>,
    constraint: Option<String>,
    file: Option<String>,
    line: Option<String>,
    routine: Option<String>,
    /// Whether it is an error and not a notice.
    pub error: bool,
    /// Whose characters' widths place the caret.
    pub unicode: Unicode,
}

impl Report {
    /// Reads the fields of a message.
    pub fn read(mut fields: ErrorFields<'_>, error: bool, unicode: Unicode) -> std::io::Result<Self> {
        let mut report = Self { error, unicode, ..Self::default() };
        while let Some(field) = fields.next()? {
            let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'S' => report.severity = value,
                b'C' => report.sqlstate = value,
                b'M' => report.message = value,
                b'D' => report.detail = Some(value),
                b'H' => report.hint = Some(value),
                b'P' => report.position = value.parse().ok(),
                b'p' => report.internal_position = value.parse().ok(),
                b'q' => report.internal_query = Some(value),
                b'W' => report.context = Some(value),
                b's' => report.schema = Some(value),
                b't' => report.table = Some(value),
                b'c' => report.column = Some(value),
                b'd' => report.datatype = Some(value),
                b'n' => report.constraint = Some(value),
                b'F' => report.file = Some(value),
                b'L' => report.line = Some(value),
                b'R' => report.routine = Some(value),
                _ => {}
            }
        }
        Ok(report)
    }

    /// The text, each line ended by a newline. `query` is what was sent, where the position points into it.
    pub fn text(&self, query: Option<&str>, verbosity: Verbosity, show_context: ShowContext) -> String {
        let mut out = String::new();
        if !self.severity.is_empty() {
            let _ = write!(out, "{}:  ", self.severity);
        }
        if verbosity == Verbosity::SqlState {
            // An error without an SQLSTATE shows its message after all.
            out.push_str(if self.sqlstate.is_empty() { &self.message } else { &self.sqlstate });
            out.push('\n');
            return out;
        }
        if verbosity == Verbosity::Verbose && !self.sqlstate.is_empty() {
            let _ = write!(out, "{}: ", self.sqlstate);
        }
        out.push_str(&self.message);
        let mut excerpt = None;
        match (self.position, query, self.internal_position, &self.internal_query) {
            (Some(at), Some(query), ..) if verbosity != Verbosity::Terse => excerpt = Some((query, at)),
            (Some(at), ..) => {
                let _ = write!(out, " at character {at}");
            }
            (None, _, Some(at), Some(query)) if verbosity != Verbosity::Terse => excerpt = Some((query.as_str(), at)),
            (None, _, Some(at), _) => {
                let _ = write!(out, " at character {at}");
            }
            (None, _, None, _) => {}
        }
        out.push('\n');
        if verbosity == Verbosity::Terse {
            return out;
        }
        if let Some((query, at)) = excerpt {
            out.push_str(&caret(query, at, self.unicode));
        }
        let context = match show_context {
            ShowContext::Always => true,
            ShowContext::Errors => self.error,
            ShowContext::Never => false,
        };
        let context = self.context.as_ref().filter(|_| context);
        let parts = [
            ("DETAIL", self.detail.as_ref()),
            ("HINT", self.hint.as_ref()),
            ("QUERY", self.internal_query.as_ref()),
            ("CONTEXT", context),
        ];
        let verbose = [
            ("SCHEMA NAME", &self.schema),
            ("TABLE NAME", &self.table),
            ("COLUMN NAME", &self.column),
            ("DATATYPE NAME", &self.datatype),
            ("CONSTRAINT NAME", &self.constraint),
        ];
        let verbose =
            verbose.iter().map(|(label, value)| (*label, value.as_ref())).filter(|_| verbosity == Verbosity::Verbose);
        for (label, value) in parts.into_iter().chain(verbose) {
            if let Some(value) = value {
                let _ = writeln!(out, "{label}:  {value}");
            }
        }
        if verbosity == Verbosity::Verbose && (self.file.is_some() || self.line.is_some() || self.routine.is_some()) {
            out.push_str("LOCATION:  ");
            if let Some(routine) = &self.routine {
                let _ = write!(out, "{routine}, ");
            }
            if let (Some(file), Some(line)) = (&self.file, &self.line) {
                let _ = write!(out, "{file}:{line}");
            }
            out.push('\n');
        }
        out
    }
}

/// The screen's columns that an excerpt may take.
const DISPLAY_SIZE: usize = 60;
/// How far the caret stays from the right end, where the line is cut.
const MIN_RIGHT_CUT: usize = 10;

/// `LINE n: ...` and the caret under character `position` (from 1), as libpq's reportErrorPosition draws them.
pub fn caret(query: &str, position: usize, unicode: Unicode) -> String {
    let Some(mut at) = position.checked_sub(1) else { return String::new() };
    let chars: Vec<char> = query.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    for (index, c) in chars.iter().enumerate() {
        // The server counts characters, of which these are no more than parts.
        at += usize::from(index <= at && continues(*c));
    }
    // The screen's column in which each character starts.
    let mut columns = Vec::with_capacity(chars.len() + 1);
    let mut column = 0;
    let (mut line, mut begin, mut end) = (1, 0, None);
    for (index, c) in chars.iter().enumerate() {
        columns.push(column);
        if *c == '\n' || *c == '\r' {
            if index < at {
                if *c == '\r' || index == 0 || chars[index - 1] != '\r' {
                    line += 1;
                }
                begin = index + 1;
            } else {
                end = Some(index);
                break;
            }
        }
        column += unicode.width(*c).unwrap_or(0).max(usize::from(!continues(*c)));
    }
    if end.is_none() {
        columns.push(column);
    }
    let mut end = end.unwrap_or(chars.len());
    if at > end {
        return String::new();
    }
    let (mut cut_left, mut cut_right) = (false, false);
    if columns[end] - columns[begin] > DISPLAY_SIZE {
        if columns[begin] + DISPLAY_SIZE >= columns[at] + MIN_RIGHT_CUT {
            while columns[end] - columns[begin] > DISPLAY_SIZE {
                end -= 1;
            }
            cut_right = true;
        } else {
            while columns[at] + MIN_RIGHT_CUT < columns[end] {
                end -= 1;
                cut_right = true;
            }
            while columns[end] - columns[begin] > DISPLAY_SIZE {
                begin += 1;
                cut_left = true;
            }
        }
    }
    let prefix = format!("LINE {line}: {}", if cut_left { "..." } else { "" });
    let excerpt: String = chars[begin..end].iter().collect();
    let indent = prefix.len() + columns[at] - columns[begin];
    format!("{prefix}{excerpt}{}\n{:indent$}^\n", if cut_right { "..." } else { "" }, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_caret_stands_under_the_character() {
        assert_eq!(
            caret("select * from nope;", 15, Unicode::default()),
            "LINE 1: select * from nope;\n                      ^\n"
        );
        assert_eq!(caret("select\n  x", 10, Unicode::default()), "LINE 2:   x\n          ^\n");
        // Two columns for each of the wide characters, one for each accented one.
        assert_eq!(
            caret("select '日本', é, x", 17, Unicode::default()),
            "LINE 1: select '日本', é, x\n                          ^\n"
        );
        assert_eq!(caret("select", 7, Unicode::default()), "LINE 1: select\n              ^\n");
        assert_eq!(caret("select", 9, Unicode::default()), "");
        assert_eq!(caret("select", 0, Unicode::default()), "");
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let query = format!("select {} from nope;", "a, ".repeat(40));
        let text = caret(&query, query.find("nope").unwrap() + 1, Unicode::default());
        let mut lines = text.lines();
        let (line, marker) = (lines.next().unwrap(), lines.next().unwrap());
        assert!(line.starts_with("LINE 1: ...") && line.ends_with("from nope;"), "{line}");
        assert_eq!(line.find("nope"), marker.find('^'));
        let text = caret(&format!("nope {}", "a, ".repeat(40)), 1, Unicode::default());
        assert!(text.starts_with("LINE 1: nope a,") && text.lines().next().unwrap().ends_with("..."), "{text}");
    }

    proptest! {
        #[test]
        fn never_panics(query in any::<String>(), at in 0usize..200) {
            caret(&query, at, Unicode::default());
        }
    }
}
