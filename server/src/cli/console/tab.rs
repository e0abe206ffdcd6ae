//! What the machine itself offers when Tab is pressed: names of files and of environment variables.

use ride_shared::psql::Wish;
use ride_shared::psql::encoding::Encoding;

use crate::cli::machine::{Machine, system};
use crate::cli::psql::startup_files::expand_tilde;

/// The most names that are offered.
const MOST: usize = 5000;

/// Where the word begins, and what it may become.
pub(super) fn granted(wish: Wish, machine: &Machine) -> (usize, Vec<String>) {
    match wish {
        Wish::File { start, word, quoted, others } => {
            let home = machine.environment("HOME");
            let mut found = files(&word, quoted, home.as_deref());
            found.extend(others);
            (start, found)
        }
        Wish::Environment { start, word } => {
            let mut names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
            names.retain(|name| name.starts_with(&word));
            names.sort();
            (start, names)
        }
    }
}

/// The files whose names begin so; directories end in a slash. Names with what separates words stand in quotes, and with
/// `quoted` every name does.
fn files(word: &str, quoted: bool, home: Option<&str>) -> Vec<String> {
    let (open, typed) = match word.strip_prefix('\'') {
        Some(typed) => (true, typed.replace("''", "'")),
        None => (false, word.to_owned()),
    };
    let (directory, begun) =
        typed.rsplit_once('/').map_or(("", typed.as_str()), |(_, begun)| (&typed[..typed.len() - begun.len()], begun));
    let place = if directory.is_empty() { "./".into() } else { expand_tilde(directory, home) };
    let Ok(entries) = std::fs::read_dir(system(&place.to_string_lossy())) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten().take(MOST) {
        let name = Encoding::Utf8.text(std::os::unix::ffi::OsStrExt::as_bytes(entry.file_name().as_os_str()));
        // What is hidden is so unless it is asked for.
        if !name.starts_with(begun) || (begun.is_empty() && name.starts_with('.')) {
            continue;
        }
        // A link to a directory is one.
        let is_directory = std::fs::metadata(entry.path()).is_ok_and(|found| found.is_dir());
        let name = format!("{directory}{name}");
        let quote = quoted
            || open
            || name.contains([' ', '\t', '\n', '\'', '"', '\\', '`', '|', ';', '(', ')', '&', '<', '>', '$']);
        found.push(match (quote, is_directory) {
            (false, false) => name,
            (false, true) => format!("{name}/"),
            (true, false) => format!("'{}'", name.replace('\'', "''")),
            // More of it will follow.
            (true, true) => format!("'{}/", name.replace('\'', "''")),
        });
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_offered_as_they_must_be_typed() {
        let place = tempfile::tempdir().expect("a directory");
        for name in ["afile1", "afile2", "my file", ".hidden"] {
            std::fs::write(place.path().join(name), "").expect("a file");
        }
        std::fs::create_dir(place.path().join("below")).expect("a directory");
        let root = place.path().display().to_string();
        let offered = |word: &str, quoted| files(&format!("{root}/{word}"), quoted, None);
        let all = |names: &[&str]| names.iter().map(|name| name.replacen('@', &root, 1)).collect::<Vec<_>>();
        assert_eq!(offered("af", false), all(&["@/afile1", "@/afile2"]));
        assert_eq!(offered("af", true), all(&["'@/afile1'", "'@/afile2'"]));
        assert_eq!(offered("my", false), all(&["'@/my file'"]));
        assert_eq!(offered("be", false), all(&["@/below/"]));
        assert_eq!(offered("be", true), all(&["'@/below/"]));
        assert_eq!(offered("", false).len(), 4);
        assert_eq!(offered(".h", false), all(&["@/.hidden"]));
        assert_eq!(files(&format!("'{root}/my f"), false, None), all(&["'@/my file'"]));
        assert_eq!(files("~/af", false, Some(&root)), ["~/afile1", "~/afile2"]);
        assert!(offered("nothing", true).is_empty());
    }
}
