//! Notices that a folder of scenarios changed.
//!
//! By looking, once a second, at names, sizes, times and inodes: that is the same on a bind mount, a network file system
//! and a mounted volume whose links are swapped, where a kernel's notifications don't come or come for the wrong file;
//! and a folder of scenarios is some dozens of small files.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::files;

/// What tells one state of a file from another without reading it.
type Mark = (u64, i64, i64, u64);

/// A folder that is looked at again and again.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    /// As it was when it was last loaded.
    loaded: BTreeMap<String, Mark>,
    /// As it was at the last look, where that differed.
    moving: Option<BTreeMap<String, Mark>>,
}

impl Watch {
    /// A watch that takes the folder as it is now for loaded.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        Ok(Self { folder: folder.to_owned(), loaded: marks(folder)?, moving: None })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it changed and has been still since the last look: what is half written is not loaded.
    pub fn look(&mut self) -> std::io::Result<bool> {
        let now = marks(&self.folder)?;
        if now == self.loaded {
            self.moving = None;
            return Ok(false);
        }
        if self.moving.as_ref() == Some(&now) {
            self.loaded = now;
            self.moving = None;
            return Ok(true);
        }
        self.moving = Some(now);
        Ok(false)
    }
}

fn marks(folder: &Path) -> std::io::Result<BTreeMap<String, Mark>> {
    let mut marks = BTreeMap::new();
    files::walk(folder, "", &mut |name, path| {
        let data = std::fs::metadata(path)?;
        marks.insert(name, (data.len(), data.mtime(), data.mtime_nsec(), data.ino()));
        Ok(())
    })?;
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_only_when_it_is_still() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("stage-01/01-a");
        std::fs::create_dir_all(&place).unwrap();
        let file = place.join("scenario.toml");
        std::fs::write(&file, "1").unwrap();
        let mut watch = Watch::new(folder.path()).unwrap();
        assert!(!watch.look().unwrap());

        std::fs::write(&file, "12").unwrap();
        assert!(!watch.look().unwrap(), "it may still be written");
        std::fs::write(&file, "123").unwrap();
        assert!(!watch.look().unwrap(), "it was");
        assert!(watch.look().unwrap());
        assert!(!watch.look().unwrap());

        // As editors save: another file takes its place, here with the same size.
        std::fs::write(place.join("new"), "abc").unwrap();
        std::fs::rename(place.join("new"), &file).unwrap();
        assert!(!watch.look().unwrap());
        assert!(watch.look().unwrap());

        std::fs::remove_dir_all(&place).unwrap();
        assert!(!watch.look().unwrap());
        assert!(watch.look().unwrap());

        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(watch.look().is_err());
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(&file, "back").unwrap();
        assert!(!watch.look().unwrap());
        assert!(watch.look().unwrap());
    }
}
