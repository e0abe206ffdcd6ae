//! The history of what was typed, in psql's own file and by psql's own rules.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use ride_shared::psql::encoding::{self, Encoding};

use super::connect::plain;
use super::psql::startup_files::expand_tilde;

/// A newline within an entry, as psql writes it.
const NEWLINE: char = '\u{1}';

/// The entries, oldest first, and where they are kept.
#[derive(Debug, Default)]
pub(super) struct History {
    entries: Vec<String>,
    path: Option<PathBuf>,
    /// The last that was kept in this run, for `ignoredups`.
    last: Option<String>,
}

fn decode(line: &str) -> String {
    line.replace(NEWLINE, "\n")
}

fn encode(entry: &str) -> String {
    entry.replace('\n', "\u{1}")
}

/// Where it is kept: HISTFILE, or else PSQL_HISTORY, or else `.psql_history` in the home directory.
pub(super) fn path(histfile: Option<&str>, environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let home = environment("HOME");
    let named = histfile.map(str::to_owned).or_else(|| environment("PSQL_HISTORY").filter(|path| !path.is_empty()));
    match named {
        Some(path) if path.is_empty() => None,
        Some(path) => Some(expand_tilde(&path, home.as_deref())),
        None => Some(Path::new(&home?).join(".psql_history")),
    }
}

impl History {
    /// Reads what is kept.
    pub(super) fn load(path: Option<PathBuf>) -> Self {
        let bytes = path.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let text = Encoding::Utf8.text(&bytes);
        Self { entries: text.lines().map(decode).collect(), path, last: None }
    }

    pub(super) fn entries(&self) -> &[String] {
        &self.entries
    }

    /// Keeps an entry, unless `control` (HISTCONTROL) leaves it out; whether it did.
    pub(super) fn add(&mut self, entry: String, control: &str) -> bool {
        let (spaces, duplicates) = match control.to_ascii_lowercase().as_str() {
            "ignorespace" => (true, false),
            "ignoredups" => (false, true),
            "ignoreboth" => (true, true),
            _ => (false, false),
        };
        if (spaces && entry.starts_with(' ')) || (duplicates && self.last.as_ref() == Some(&entry)) {
            return false;
        }
        if let Some(path) = &self.path {
            // What can't be kept is still there for this run.
            let _ = append(path, &entry);
        }
        self.last = Some(entry.clone());
        self.entries.push(entry);
        true
    }

    /// Leaves so many entries in the file (HISTSIZE); with less than none it may grow.
    pub(super) fn shorten(&self, most: i64) {
        let (Ok(most), Some(path)) = (usize::try_from(most), &self.path) else { return };
        let Ok(bytes) = std::fs::read(path) else { return };
        let text = Encoding::Utf8.text(&bytes);
        let count = text.lines().count();
        if count > most {
            let kept: String = text.lines().skip(count - most).flat_map(|line| [line, "\n"]).collect();
            // At worst it stays too long.
            let _ = write(path, &kept);
        }
    }

    /// `\s`: the entries as they were typed.
    pub(super) fn text(&self) -> String {
        self.entries.iter().flat_map(|entry| [entry.as_str(), "\n"]).collect()
    }

    /// `\s FILE`.
    pub(super) fn save(&self, name: &str) -> Result<String, String> {
        let all: String = self.entries.iter().map(|entry| encode(entry) + "\n").collect();
        match write(Path::new(name), &all) {
            Ok(()) => Ok(format!("Wrote history to file \"{name}\".\n")),
            Err(why) => Err(format!("could not save history to file \"{name}\": {}", plain(&why))),
        }
    }
}

fn append(path: &Path, entry: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    file.write_all(&encoding::bytes(&format!("{}\n", encode(entry))))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(&encoding::bytes(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_kept_as_psql_keeps_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("history");
        std::fs::write(&file, "select 1;\nselect\u{1}2;\n").unwrap();
        let mut history = History::load(Some(file.clone()));
        assert_eq!(history.entries(), ["select 1;", "select\n2;"]);
        assert!(history.add("a\nb".into(), "none"));
        assert!(history.add("a\nb".into(), "ignorespace"));
        assert!(!history.add("a\nb".into(), "ignoredups"));
        assert!(!history.add(" x".into(), "IGNOREBOTH"));
        assert!(history.add(" x".into(), "ignoredups"));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "select 1;\nselect\u{1}2;\na\u{1}b\na\u{1}b\n x\n");
        assert_eq!(history.text(), "select 1;\nselect\n2;\na\nb\na\nb\n x\n");
        history.shorten(-1);
        history.shorten(2);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a\u{1}b\n x\n");
    }

    #[test]
    fn where_it_is_kept() {
        let environment = |name: &str| (name == "HOME").then(|| "/h".to_owned());
        assert_eq!(path(None, &environment), Some("/h/.psql_history".into()));
        assert_eq!(path(Some("~/x-shop"), &environment), Some("/h/x-shop".into()));
        let named = |name: &str| (name == "PSQL_HISTORY").then(|| "/p".to_owned());
        assert_eq!(path(None, &named), Some("/p".into()));
        assert_eq!(path(None, &|_| None), None);
    }
}
