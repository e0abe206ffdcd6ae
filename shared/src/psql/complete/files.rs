//! Where Tab wants what only the machine knows: files, and its environment.

use super::super::engine::Engine;
use super::words;

/// What the machine is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A file's name.
    File {
        /// Where in the line it begins.
        start: usize,
        /// What was typed of it, quotes and all.
        word: String,
        /// Whether it must stand in quotes.
        quoted: bool,
        /// What else may stand there.
        others: Vec<String>,
    },
    /// The name of an environment variable.
    Environment {
        /// Where in the line it begins.
        start: usize,
        /// What was typed of it.
        word: String,
    },
}

const FILES: &str =
    "\\cd \\e \\edit \\g \\gx \\i \\include \\ir \\include_relative \\o \\out \\s \\w \\write \\lo_import";

impl Engine {
    /// What the machine may complete here; the engine itself knows what else fits.
    pub fn wish(&self, line: &str, cursor: usize) -> Option<Wish> {
        let before = line.get(..cursor)?;
        let start = words::start(before);
        let word = before[start..].to_owned();
        let buffer = self.frames.last().map_or("", |frame| frame.buffer.as_str());
        let text = format!("{buffer}\n{}", &before[..start]);
        let words = words::before(super::after_semicolon(&text));
        let is = |word: &str, one: &str| word.eq_ignore_ascii_case(one);
        match words.as_slice() {
            [.., "\\setenv"] | [.., "\\getenv", _] => Some(Wish::Environment { start, word }),
            [.., "\\lo_export", _] => Some(Wish::File { start, word, quoted: false, others: Vec::new() }),
            [.., command] if FILES.split(' ').any(|one| one == *command) => {
                Some(Wish::File { start, word, quoted: false, others: Vec::new() })
            }
            [copy, _, way] if is(way, "from") || is(way, "to") => {
                let quoted = is(copy, "copy");
                let end = if is(way, "from") { "STDIN" } else { "STDOUT" };
                let own = format!("P{end}");
                let case = self.variables.get("COMP_KEYWORD_CASE").unwrap_or("");
                let others = [end, "PROGRAM", if quoted { "" } else { &own }].into_iter();
                let others = others.filter(|text| !text.is_empty() && super::begins(text, &word));
                let others = others.map(|text| super::cased(text, &word, case)).collect();
                (quoted || *copy == "\\copy").then_some(Wish::File { start, word, quoted, others })
            }
            _ => None,
        }
    }
}
