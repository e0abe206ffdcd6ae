//! What is what in a text that is being typed, for a host that shows it in colours: told by the scanner that will read it.

use super::engine::Engine;
use super::lexer::{Lexer, Token};
use super::statement::Run;
use super::{engine::Activity, slashing::takes_whole_line};

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Names, operators, blanks.
    Plain,
    /// A word of SQL's own.
    Keyword,
    /// A literal.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A psql variable.
    Variable,
    /// A backslash command's name.
    Command,
}

/// Words that statements begin with and are built from. Not all that PostgreSQL has: those that are common as names of
/// columns (`name`, `type`, `value`) would be coloured where they are names.
const KEYWORDS: &str = " abort all alter analyse analyze and any array as asc asymmetric authorization begin between \
    bigint binary bit boolean both by cascade case cast char character check checkpoint close cluster coalesce collate column \
    comment commit concurrently conflict constraint copy create cross cube current_catalog current_date current_role \
    current_schema current_time current_timestamp current_user cursor database deallocate dec decimal declare default \
    deferrable deferred delete desc discard distinct do drop each else end escape except exclude execute exists explain \
    extension extract false fetch filter first float following for foreign freeze from full function generated grant \
    greatest group grouping having if ilike immediate immutable in index inherits initially inner inout insert int integer \
    intersect interval into is isnull join key language last lateral leading least left like limit listen local localtime \
    localtimestamp lock locked materialized merge move national natural nchar no none not nothing notify notnull null nullif \
    nulls numeric of offset on only or order ordinality out outer over overlaps overlay partition placing position policy \
    preceding precision prepare primary privileges procedure publication range read real reassign recursive references \
    refresh reindex release rename repeatable replace reset restrict return returning returns revoke right role rollback \
    rollup row rows savepoint schema security select sequence serializable session session_user set setof sets show similar \
    skip smallint some stable start statement statistics strict subscription substring symmetric system system_user table \
    tablesample tablespace temp temporary then ties time timestamp to trailing transaction treat trigger trim true truncate \
    unbounded union unique unlisten unlogged until update user using vacuum values varchar variadic verbose view volatile when \
    where window with within without work write zone ";

fn is_keyword(word: &str) -> bool {
    let word = [" ", &word.to_ascii_lowercase(), " "].concat();
    KEYWORDS.contains(&word)
}

/// The parts of a text and what they are, from a scanner in whatever state it is: lengths in bytes, which add up to the
/// text's. Lines are told apart as the host passes them on.
pub(super) fn colours(mut lexer: Lexer, text: &str) -> Vec<(usize, Colour)> {
    let mut out = Parts(Vec::new());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push(1, Colour::Plain);
        }
        lexer.set_input(line);
        let mut read = 0;
        while let Some((length, token, slash)) = lexer.token() {
            let piece = &line[read..read + length];
            read += length;
            if slash {
                let rest = &line[read..];
                let name = rest.find(|c: char| c.is_ascii_whitespace() || c == '\\').unwrap_or(rest.len());
                out.push(length + name, Colour::Command);
                read += name + arguments(&rest[..name], &rest[name..], &mut out);
                lexer.set_input(&line[read..]);
                continue;
            }
            let colour = match token {
                Token::Word if is_keyword(piece) => Colour::Keyword,
                Token::Word | Token::Other => Colour::Plain,
                Token::Text => Colour::Text,
                Token::Number => Colour::Number,
                Token::Comment => Colour::Comment,
                Token::Variable => Colour::Variable,
            };
            out.push(length, colour);
        }
    }
    out.0
}

/// A command's arguments, up to the next backslash; how long they are.
fn arguments(command: &str, text: &str, out: &mut Parts) -> usize {
    if takes_whole_line(command) {
        out.push(text.len(), Colour::Plain);
        return text.len();
    }
    let mut read = 0;
    while let Some(c) = text[read..].chars().next() {
        let rest = &text[read..];
        let (length, colour) = match c {
            '\\' if rest.starts_with("\\\\") => {
                out.push(2, Colour::Command);
                return read + 2;
            }
            '\\' => break,
            '\'' => (1 + literal(&rest[1..]), Colour::Text),
            ':' => {
                let quotes = rest[1..].starts_with(['\'', '"']);
                let name =
                    rest[1 + usize::from(quotes)..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_');
                match (name.count(), quotes) {
                    (0, _) => (1, Colour::Plain),
                    (name, false) => (1 + name, Colour::Variable),
                    (name, true) => ((3 + name).min(rest.len()), Colour::Variable),
                }
            }
            c => (c.len_utf8(), Colour::Plain),
        };
        let length = (read..=text.len()).find(|end| *end >= read + length && text.is_char_boundary(*end));
        let length = length.unwrap_or(text.len()) - read;
        out.push(length, colour);
        read += length;
    }
    read
}

/// The length of a quoted argument after its opening quote.
fn literal(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

struct Parts(Vec<(usize, Colour)>);

impl Parts {
    fn push(&mut self, length: usize, colour: Colour) {
        match self.0.last_mut() {
            Some((before, same)) if *same == colour => *before += length,
            _ if length > 0 => self.0.push((length, colour)),
            _ => {}
        }
    }
}

impl Engine {
    /// The parts of a text that is being typed at the prompt and what they are; lengths in bytes, which add up to the
    /// text's.
    pub fn colours(&self, text: &str) -> Vec<(usize, Colour)> {
        let lexer = match (&self.activity, self.frames.last()) {
            // Data is no SQL, and neither is an answer.
            (Activity::Asking(_) | Activity::Stepping, _) => return vec![(text.len(), Colour::Plain)],
            (Activity::Query(run), _) if Run::wants_copy_data(run) => return vec![(text.len(), Colour::Plain)],
            (Activity::Idle, Some(frame)) => frame.lexer.clone(),
            _ => Lexer::default(),
        };
        colours(lexer, text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Colour::{Command, Comment, Keyword, Number, Plain, Text, Variable};
    use super::*;
    use crate::psql::lexer::NoVariables;

    fn parts(text: &str) -> Vec<(&str, Colour)> {
        after("", text)
    }

    /// With a scanner that has read `before`.
    fn after<'a>(before: &str, text: &'a str) -> Vec<(&'a str, Colour)> {
        let mut lexer = Lexer::default();
        lexer.set_input(before);
        lexer.scan(&mut String::new(), &NoVariables);
        let mut at = 0;
        let parts = colours(lexer, text).into_iter().map(|(length, colour)| {
            at += length;
            (&text[at - length..at], colour)
        });
        parts.filter(|(text, _)| !text.trim().is_empty()).collect()
    }

    #[test]
    fn statements() {
        assert_eq!(
            parts("SELECT a.name, 12 + 1.5 FROM \"from\" -- where"),
            [
                ("SELECT", Keyword),
                (" a.name, ", Plain),
                ("12", Number),
                (" + ", Plain),
                ("1", Number),
                (".", Plain),
                ("5", Number),
                ("FROM", Keyword),
                (" \"from\" ", Plain),
                ("-- where", Comment),
            ]
        );
        assert_eq!(
            parts("e'it\\'s' || $x$ '$x$ /* select */"),
            [("e'it\\'s'", Text), (" || ", Plain), ("$x$ '$x$", Text), ("/* select */", Comment),]
        );
        assert_eq!(
            parts(":v :'v' a::int b := 1 :{?v}"),
            [
                (":v", Variable),
                (":'v'", Variable),
                (" a::", Plain),
                ("int", Keyword),
                (" b := ", Plain),
                ("1", Number),
                (":{?v}", Variable),
            ]
        );
    }

    #[test]
    fn what_was_begun_in_an_earlier_line_goes_on() {
        assert_eq!(after("select 'a", "b' from"), [("b'", Text), ("from", Keyword)]);
        assert_eq!(after("/*", "select */ x"), [("select */", Comment), (" x", Plain)]);
        assert_eq!(
            parts("select $$a\nselect\n$$ from"),
            [("select", Keyword), ("$$a", Text), ("select", Text), ("$$", Text), ("from", Keyword),]
        );
    }

    #[test]
    fn commands() {
        assert_eq!(
            parts(r"select 1 \gx \\ select"),
            [("select", Keyword), ("1", Number), (r"\gx", Command), (r"\\", Command), ("select", Keyword),]
        );
        assert_eq!(
            parts(r"\echo 'it\'s' :v select :'w \d"),
            [
                (r"\echo", Command),
                (r"'it\'s'", Text),
                (":v", Variable),
                (" select ", Plain),
                (":'w ", Variable),
                (r"\d", Command),
            ]
        );
        assert_eq!(parts(r"\copy t from 'x' \d"), [(r"\copy", Command), (r" t from 'x' \d", Plain)]);
        assert_eq!(parts("\\d t\nselect"), [(r"\d", Command), (" t\n", Plain), ("select", Keyword)]);
    }

    proptest! {
        /// The lengths add up and fall between characters, whatever is typed.
        #[test]
        fn the_parts_are_the_text(pieces in prop::collection::vec(
            prop_oneof![
                "\\PC{0,4}",
                prop::sample::select(vec![
                    "'", "\"", "$$", "$a$", "/*", "*/", "--", "\n", "\\", "\\d", ":", ":'", ":{?", "e'", "u&\"", "\u{e9}", ";", "(",
                    "\\\\", " ", "\\copy", "1", "::", "\0",
                ])
                .prop_map(str::to_owned),
            ],
            0..24,
        )) {
            let text = pieces.concat();
            let mut at = 0;
            for (length, _) in colours(Lexer::default(), &text) {
                at += length;
                prop_assert!(text.is_char_boundary(at), "{text:?} at {at}");
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
