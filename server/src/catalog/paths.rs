//! Paths: `paths/<id>.toml`, each an ordered list of scenarios that load.

use std::collections::BTreeSet;
use std::path::Path;

use ride_shared::scenario::{self, PathFile, Summary};

use super::Mistake;
use super::document::{Document, line_at};
use super::mistake::nearest;
use super::read::{Mistakes, key_on};
use super::shape;

/// The folder that paths lie in.
pub(super) const FOLDER: &str = "paths";

/// What the catalog knows of the scenarios that a path may list.
pub(super) trait Known {
    /// The scenario's line, if it loads.
    fn summary(&self, id: &str) -> Option<Summary>;
    /// How many mistakes keep it from loading.
    fn mistakes(&self, id: &str) -> usize;
    /// Every scenario that is there.
    fn ids(&self) -> Vec<&str>;
}

/// The path with each scenario's line, if all of them load.
pub(super) fn resolve(id: &str, file: &PathFile, known: &impl Known) -> Option<scenario::Path> {
    let steps: Option<Vec<_>> = file.scenarios.iter().map(|id| known.summary(id)).collect();
    Some(file.to_path(id, steps?))
}

/// Reads one path's file.
pub(super) fn read(root: &Path, id: &str, content: &[u8], known: &impl Known) -> Result<PathFile, Vec<Mistake>> {
    let mut mistakes = Mistakes::of(root.join(FOLDER).join(format!("{id}.toml")));
    if !is_name(id) {
        mistakes.tell(
            None,
            "",
            format!("the file {id:?} is not named as a path; expected lower-case words, such as too-many-clients.toml"),
        );
        return mistakes.done(None);
    }
    let text = match std::str::from_utf8(content) {
        Ok(text) => text,
        Err(e) => {
            let line = content[..e.valid_up_to()].split(|b| *b == b'\n').count();
            mistakes.tell(Some(line), "", "this is no UTF-8 text");
            return mistakes.done(None);
        }
    };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(errors) => {
            for (line, message) in errors {
                mistakes.tell(line, key_on(text, line), format!("this is no TOML: {message}"));
            }
            return mistakes.done(None);
        }
    };
    let wrong = shape::check_path(&document);
    if !wrong.is_empty() {
        for (line, key, message) in wrong {
            mistakes.tell(line, key, message);
        }
        return mistakes.done(None);
    }
    let file: PathFile = match toml::from_str(text) {
        Ok(file) => file,
        Err(e) => {
            mistakes.tell(e.span().map(|span| line_at(text, span.start)), "", e.message());
            return mistakes.done(None);
        }
    };
    for (key, message) in check(&file, known) {
        mistakes.tell(document.line_of(&key), key, message);
    }
    mistakes.done(Some(file))
}

/// What makes no sense: key and message.
fn check(file: &PathFile, known: &impl Known) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut tell = |key: String, message: &str| found.push((key, message.to_owned()));
    for (key, text) in [("title", &file.title), ("purpose", &file.purpose)] {
        if text.trim().is_empty() {
            tell(key.to_owned(), "it must not be empty");
        }
    }
    for (key, list) in [("afterwards", &file.afterwards), ("scenarios", &file.scenarios)] {
        if list.is_empty() {
            tell(key.to_owned(), "it must not be empty");
        }
    }
    for (at, text) in file.afterwards.iter().enumerate() {
        if text.trim().is_empty() {
            tell(format!("afterwards[{at}]"), "it must not be empty");
        }
    }
    if let Some([least, most]) = file.minutes
        && (least == 0 || least > most)
    {
        tell("minutes".to_owned(), "expected [least, most], both from 1 on, the least first");
    }
    let mut seen = BTreeSet::new();
    for (at, id) in file.scenarios.iter().enumerate() {
        let key = format!("scenarios[{at}]");
        if !seen.insert(id) {
            tell(key, &format!("{id:?} stands here twice; each must be unique"));
        } else if known.summary(id).is_none() {
            let message = match (known.mistakes(id), nearest(id, known.ids())) {
                (0, Some(near)) => format!("there is no scenario {id:?}; did you mean {near}?"),
                (0, None) => format!("there is no scenario {id:?}, nor any other"),
                (count, _) => format!(
                    "the scenario {id} doesn't load ({count} mistakes): mend it first, see `ride scenario check {id}`"
                ),
            };
            tell(key, &message);
        }
    }
    found
}

/// Whether a name is lower-case words.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}
