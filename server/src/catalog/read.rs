//! From a folder's files to a scenario that makes sense for every seed, or to every mistake in them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ride_shared::scenario::{Names, Scenario, VaryValue, substitute, unknown_placeholders};
use sha2::{Digest, Sha256};
use toml::de::{DeArray, DeValue};

use super::document::{Document, line_at, what};
use super::files::{Folder, is_id, path_of};
use super::{Loaded, Mistake, Source, meaning, shape};
use crate::basics::hex;
use crate::sandbox::TemplateSpec;

const FILE: &str = "scenario.toml";
/// More sets than this make loading slow and give a class nothing.
const MOST_SETS: usize = 32;

/// A file's mistakes in the making.
pub(super) struct Mistakes {
    file: PathBuf,
    list: Vec<Mistake>,
}

impl Mistakes {
    /// None yet.
    pub(super) fn of(file: PathBuf) -> Self {
        Self { file, list: Vec::new() }
    }

    pub(super) fn tell(&mut self, line: Option<usize>, key: impl Into<String>, message: impl Into<String>) {
        self.tell_in(self.file.clone(), line, key, message);
    }

    fn tell_in(&mut self, file: PathBuf, line: Option<usize>, key: impl Into<String>, message: impl Into<String>) {
        let mistake = Mistake { file, line, key: key.into(), message: message.into() };
        if !self.list.contains(&mistake) {
            self.list.push(mistake);
        }
    }

    /// The value, if there is one and no mistake was told.
    pub(super) fn done<T>(mut self, value: Option<T>) -> Result<T, Vec<Mistake>> {
        self.list.sort_by(|a, b| (&a.file, a.line, &a.key).cmp(&(&b.file, b.line, &b.key)));
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => Err(self.list),
        }
    }
}

/// Reads one scenario's folder.
pub(super) fn read(root: &Path, folder: &Folder) -> Result<Loaded, Vec<Mistake>> {
    let mut mistakes = Mistakes::of(path_of(root, &folder.id, FILE));
    if !is_id(&folder.id) {
        let message = format!(
            "the folder {:?} is not named as a scenario; expected stage-NN/NN-name, such as stage-03/03-connection-storm",
            folder.id
        );
        mistakes.tell_in(root.join(&folder.id), None, "", message);
        return mistakes.done(None);
    }
    let Some(text) = folder.files.get(FILE) else {
        mistakes.tell_in(root.join(&folder.id), None, "", format!("there is no {FILE} in this folder"));
        return mistakes.done(None);
    };
    let Some(text) = utf8(&mut mistakes, root, folder, FILE, text) else { return mistakes.done(None) };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(errors) => {
            for (line, message) in errors {
                mistakes.tell(line, key_on(text, line), format!("this is no TOML: {message}"));
            }
            return mistakes.done(None);
        }
    };
    let sets = sets(&mut mistakes, &document);
    let schema = sql_file(&mut mistakes, root, folder, &document, "schema");
    let history = sql_file(&mut mistakes, root, folder, &document, "history");
    if let Some(names) = sets.first() {
        for unknown in unknown_placeholders(text, names) {
            let key = key_on(text, Some(unknown.line));
            mistakes.tell(Some(unknown.line), key, placeholder(&unknown.name, names));
        }
        for (name, sql) in [schema, history].into_iter().flatten() {
            for unknown in unknown_placeholders(sql, names) {
                let file = path_of(root, &folder.id, name);
                mistakes.tell_in(file, Some(unknown.line), "", placeholder(&unknown.name, names));
            }
        }
    }
    if !mistakes.list.is_empty() {
        return mistakes.done(None);
    }
    let ((_, schema), (_, history)) = (schema.unwrap_or_default(), history.unwrap_or_default());
    let files: Vec<&str> = folder.files.keys().map(String::as_str).filter(|name| *name != FILE).collect();
    let sets: Option<Vec<_>> = sets
        .iter()
        .enumerate()
        .map(|(at, names)| {
            let scenario = resolve(&mut mistakes, text, names, at, &files)?;
            let template = template(&scenario, &substitute(schema, names).ok()?, &substitute(history, names).ok()?);
            Some((Arc::new(scenario), template))
        })
        .collect();
    let source = Source {
        id: folder.id.clone(),
        version: folder.version(),
        path: mistakes.file.clone(),
        text: text.to_owned(),
        schema: schema.to_owned(),
    };
    mistakes.done(sets.map(|sets| Loaded { source, sets }))
}

/// The key that a line assigns, for what is found before there is a document to look in.
pub(super) fn key_on(text: &str, line: Option<usize>) -> String {
    let line = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default();
    let key = line.split_once('=').map(|(key, _)| key.trim()).unwrap_or_default();
    let bare = key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    if bare { key.to_owned() } else { String::new() }
}

fn placeholder(name: &str, names: &Names) -> String {
    let known = super::suggest(name, names.keys().map(String::as_str));
    format!("{{{{{name}}}}} stands for nothing: [[vary]] has no such name; {known}")
}

fn utf8<'f>(mistakes: &mut Mistakes, root: &Path, folder: &Folder, name: &str, content: &'f [u8]) -> Option<&'f str> {
    match std::str::from_utf8(content) {
        Ok(text) => Some(text),
        Err(e) => {
            let line = content[..e.valid_up_to()].split(|b| *b == b'\n').count();
            let file = path_of(root, &folder.id, name);
            mistakes.tell_in(file, Some(line), "", "this is no UTF-8 text");
            None
        }
    }
}

/// Name and text of a SQL file that a key of `sandbox` names. That the key is there and names a file is told by the later
/// checks.
fn sql_file<'f>(
    mistakes: &mut Mistakes,
    root: &Path,
    folder: &'f Folder,
    document: &Document<'_>,
    key: &str,
) -> Option<(&'f str, &'f str)> {
    let sandbox = document.root.get_ref().get("sandbox")?.get_ref().as_table()?;
    let name = sandbox.get(key)?.get_ref().as_str()?;
    let (name, content) = folder.files.get_key_value(name)?;
    Some((name, utf8(mistakes, root, folder, name, content)?))
}

/// The sets of `[[vary]]`; one empty set where there is none.
fn sets(mistakes: &mut Mistakes, document: &Document<'_>) -> Vec<Names> {
    let Some((key, value)) = document.root.get_ref().iter().find(|(key, _)| key.get_ref() == "vary") else {
        return vec![Names::new()];
    };
    let line = Some(document.line(key.span().start));
    let Some(array) = value.get_ref().as_array().filter(|a| a.iter().all(|s| s.get_ref().is_table())) else {
        mistakes.tell(line, "vary", format!("expected [[vary]] tables, found {}", what(value.get_ref())));
        return vec![];
    };
    if array.is_empty() || array.len() > MOST_SETS {
        mistakes.tell(line, "vary", format!("expected 1 to {MOST_SETS} sets"));
    }
    let before = mistakes.list.len();
    let sets: Vec<Names> = tables(mistakes, document, array);
    if let Some(first) = sets.first().filter(|_| mistakes.list.len() == before) {
        for (at, set) in sets.iter().enumerate().skip(1) {
            let line = document.line_of(&format!("vary[{at}]"));
            for name in first.keys().filter(|name| !set.contains_key(*name)) {
                mistakes.tell(line, format!("vary[{at}]"), format!("{name} is missing: every set has the same names"));
            }
            for (name, value) in set {
                let line = document.line_of(&format!("vary[{at}].{name}"));
                let key = format!("vary[{at}].{name}");
                match first.get(name) {
                    None => mistakes.tell(line, key, "the first set has no such name: every set has the same names"),
                    Some(other) if std::mem::discriminant(other) != std::mem::discriminant(value) => {
                        mistakes.tell(line, key, "it is of another type than in the first set");
                    }
                    Some(_) => {}
                }
            }
        }
    }
    sets
}

fn tables(mistakes: &mut Mistakes, document: &Document<'_>, array: &DeArray<'_>) -> Vec<Names> {
    let mut sets = Vec::new();
    for (at, set) in array.iter().enumerate() {
        let mut names = Names::new();
        for (name, value) in set.get_ref().as_table().into_iter().flatten() {
            let (line, key) = (Some(document.line(name.span().start)), format!("vary[{at}].{}", name.get_ref()));
            if !name.get_ref().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                mistakes.tell(line, &key, "expected a name of lower-case letters, digits and underscores");
            }
            match scalar(value.get_ref()) {
                Ok(value) => drop(names.insert(name.get_ref().to_string(), value)),
                Err(message) => mistakes.tell(line, key, message),
            }
        }
        sets.push(names);
    }
    sets
}

/// A value that can be put into TOML and SQL as it is.
fn scalar(value: &DeValue<'_>) -> Result<VaryValue, String> {
    match value {
        DeValue::Boolean(flag) => Ok(VaryValue::Flag(*flag)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(VaryValue::Number)
            .map_err(|_| "the number is too large".to_owned()),
        DeValue::String(text) if text.chars().any(|c| c.is_control() || "\"'\\{}$".contains(c)) => {
            Err("a text here goes into TOML and SQL as it is: no quotes, backslashes, braces, dollars or line ends"
                .into())
        }
        DeValue::String(text) => Ok(VaryValue::Text(text.to_string())),
        other => Err(format!("expected text, a whole number, true or false, found {}", what(other))),
    }
}

/// The scenario with one set's names put in, if nothing is wrong with it.
fn resolve(mistakes: &mut Mistakes, text: &str, names: &Names, at: usize, files: &[&str]) -> Option<Scenario> {
    // What is wrong in every set is told once, for the first.
    let told: BTreeSet<(Option<usize>, String)> = mistakes.list.iter().map(|m| (m.line, m.key.clone())).collect();
    let mut tell = |line: Option<usize>, key: String, message: String| {
        if !told.contains(&(line, key.clone())) {
            let message = if at == 0 { message } else { format!("{message} (with the names of vary[{at}])") };
            mistakes.tell(line, key, message);
        }
    };
    let text = match substitute(text, names) {
        Ok(text) => text,
        Err(e) => {
            tell(Some(e.line), String::new(), e.to_string());
            return None;
        }
    };
    let document = match Document::parse(&text) {
        Ok(document) => document,
        Err(errors) => {
            for (line, message) in errors {
                tell(line, key_on(&text, line), format!("with the names put in this is no TOML: {message}"));
            }
            return None;
        }
    };
    let wrong = shape::check(&document);
    if !wrong.is_empty() {
        for (line, key, message) in wrong {
            tell(line, key, message);
        }
        return None;
    }
    let scenario: Scenario = match toml::from_str(&text) {
        Ok(scenario) => scenario,
        Err(e) => {
            tell(e.span().map(|span| line_at(&text, span.start)), String::new(), e.message().to_owned());
            return None;
        }
    };
    for (path, message) in meaning::check(&scenario, files) {
        tell(document.line_of(&path), path, message);
    }
    Some(scenario)
}

/// What the sandbox is made from, under a key that changes with it.
fn template(scenario: &Scenario, sql: &str, history: &str) -> TemplateSpec {
    let sandbox = &scenario.sandbox;
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(&sandbox.database);
    for list in [&sandbox.roles, &sandbox.owners, &sandbox.grant_settings] {
        part(&list.len().to_string());
        for item in list {
            part(item);
        }
    }
    part(sql);
    part(history);
    TemplateSpec {
        key: hex(&hash.finalize()),
        database: sandbox.database.clone(),
        roles: sandbox.roles.clone(),
        owners: sandbox.owners.clone(),
        files: [sandbox.schema.clone(), sandbox.history.clone().unwrap_or_default()],
        sql: sql.to_owned(),
        history: history.to_owned(),
        grant_settings: sandbox.grant_settings.clone(),
    }
}
