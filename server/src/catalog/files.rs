//! Where scenarios' files come from: a folder on this machine, or the folder that was built into the binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::basics::hex;
use sha2::{Digest, Sha256};

/// The scenarios that this binary carries, so that it works anywhere.
#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../scenarios"]
struct BuiltIn;

/// Files by their path from the top folder, `/` between names.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Deeper than `stage/name/file` nothing is looked at.
const DEPTH: usize = 3;

/// One scenario's folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// `stage-NN/NN-name`, or whatever stands in its place.
    pub(super) id: String,
    /// Its files by name.
    pub(super) files: Files,
}

impl Folder {
    /// SHA-256 over the files' names, lengths and contents, hex.
    pub(super) fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (name, content) in &self.files {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update((content.len() as u64).to_be_bytes());
            hash.update(content);
        }
        hex(&hash.finalize())
    }
}

/// The files built in.
pub(super) fn built_in() -> Files {
    BuiltIn::iter()
        .filter_map(|name| BuiltIn::get(&name).map(|file| (name.replace('\\', "/"), file.data.into_owned())))
        .collect()
}

/// The files in a folder.
pub(super) fn read(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    walk(folder, "", &mut |name, path| {
        files.insert(name, std::fs::read(path)?);
        Ok(())
    })?;
    Ok(files)
}

/// Visits every file, with its name from the top. What vanishes meanwhile was never there.
pub(super) fn walk(
    folder: &Path,
    prefix: &str,
    visit: &mut dyn FnMut(String, &Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|n| format!("{prefix}{n}")) else { continue };
        let seen = std::fs::metadata(entry.path()).and_then(|kind| {
            if kind.is_dir() && name.split('/').count() < DEPTH {
                walk(&entry.path(), &format!("{name}/"), visit)
            } else if kind.is_file() {
                visit(name, &entry.path())
            } else {
                Ok(())
            }
        });
        match seen {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Sorts files into scenarios' folders. `paths/` and what lies at the top belong to no scenario.
pub(super) fn folders(files: Files) -> Vec<Folder> {
    let mut folders: BTreeMap<String, Files> = BTreeMap::new();
    for (path, content) in files {
        let hidden = is_hidden(&path);
        let mut parts = path.rsplitn(2, '/');
        let (Some(name), Some(id)) = (parts.next(), parts.next()) else { continue };
        if !hidden && id != super::paths::FOLDER {
            folders.entry(id.to_owned()).or_default().insert(name.to_owned(), content);
        }
    }
    folders.into_iter().map(|(id, files)| Folder { id, files }).collect()
}

/// Files of editors and systems, not of an author's.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part.ends_with('~'))
}

/// The files of paths, by name without `.toml`.
pub(super) fn paths(files: &Files) -> Vec<(String, Vec<u8>)> {
    let path = |(name, content): (&String, &Vec<u8>)| {
        let (folder, name) = name.split_once('/')?;
        let name = name.strip_suffix(".toml").filter(|name| !name.contains('/') && !is_hidden(name))?;
        (folder == super::paths::FOLDER).then(|| (name.to_owned(), content.clone()))
    };
    files.iter().filter_map(path).collect()
}

/// Whether an id is `stage-NN/NN-name`.
pub(crate) fn is_id(id: &str) -> bool {
    let two_digits = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
    let word = |s: &str| {
        !s.is_empty()
            && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !s.starts_with('-')
            && !s.ends_with('-')
    };
    let Some((stage, name)) = id.split_once('/') else { return false };
    stage.strip_prefix("stage-").is_some_and(two_digits)
        && name.split_once('-').is_some_and(|(number, rest)| two_digits(number) && word(rest))
}

/// Where a scenario's file stands, for messages.
pub(super) fn path_of(root: &Path, id: &str, name: &str) -> PathBuf {
    root.join(id).join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_two_numbers_and_a_name() {
        assert!(is_id("stage-03/03-connection-storm-after-deploy"));
        for bad in
            ["stage-3/03-x", "stage-03/3-x", "stage-03/03-", "stage-03/03-X", "stage-03", "a/b", "stage-03/03-x-"]
        {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn the_version_changes_with_a_name_and_with_a_content() {
        let folder = |name: &str, content: &str| Folder {
            id: "x".into(),
            files: Files::from([(name.to_owned(), content.as_bytes().to_vec())]),
        };
        let versions = [folder("a", "b"), folder("a", "c"), folder("ab", ""), folder("b", "b")].map(|f| f.version());
        let different: std::collections::BTreeSet<_> = versions.iter().collect();
        assert_eq!(different.len(), 4);
        assert_eq!(folder("a", "b").version(), versions[0]);
    }

    #[test]
    fn paths_are_the_toml_files_in_their_folder() {
        let names = ["paths/a.toml", "paths/.b.toml", "paths/c.toml~", "paths/README.md", "paths/d/e.toml", "f.toml"];
        let files = names.map(|n| (n.to_owned(), vec![])).into_iter().collect();
        assert_eq!(paths(&files), [("a".to_owned(), vec![])]);
    }

    #[test]
    fn top_files_paths_and_hidden_files_belong_to_no_scenario() {
        let names = ["README.md", "paths/x.toml", "stage-01/01-a/scenario.toml", "stage-01/01-a/.swp", "b/c"];
        let files = names.map(|n| (n.to_owned(), vec![])).into_iter().collect();
        let folders: Vec<_> = folders(files).into_iter().map(|f| (f.id, f.files.len())).collect();
        assert_eq!(folders, [("b".to_owned(), 1), ("stage-01/01-a".to_owned(), 1)]);
    }
}
