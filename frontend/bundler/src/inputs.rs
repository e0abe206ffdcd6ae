//! Whether anything changed: a hash over every input, kept beside the list of what was made from it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::compress::Size;

/// What the page is made from, relative to the workspace's root.
const INPUTS: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "shared/Cargo.toml",
    "shared/src",
    "frontend/Cargo.toml",
    "frontend/index.html",
    "frontend/icon.svg",
    "frontend/src",
    "frontend/style",
];

/// The bundler itself is an input too.
const BUNDLER: &str = "frontend/bundler";

/// A hash over the inputs' names and contents and the tools' versions.
pub fn stamp(root: &Path, tools: &str) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS.iter().chain([&BUNDLER]) {
        let path = root.join(input);
        if path.exists() {
            collect(&path, &mut files)?;
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    hash.update(tools.as_bytes());
    for file in files {
        let bytes = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        hash.update(file.strip_prefix(root).unwrap_or(&file).to_string_lossy().as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    Ok(hex(&hash.finalize()))
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        into.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| format!("reading {}", path.display()))? {
        collect(&entry?.path(), into)?;
    }
    Ok(())
}

/// Whether `dist` was made from inputs with this stamp and still is as it was made.
pub fn is_current(stamp_file: &Path, stamp: &str, dist: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(stamp_file) else { return false };
    let mut lines = text.lines();
    lines.next() == Some(stamp)
        && lines.all(|line| {
            let Some((size, name)) = line.split_once(' ') else { return false };
            std::fs::metadata(dist.join(name)).is_ok_and(|meta| meta.len().to_string() == size)
        })
}

/// Keeps the stamp and what was made.
pub fn write_stamp(stamp_file: &Path, stamp: &str, sizes: &[Size]) -> Result<()> {
    let mut text = format!("{stamp}\n");
    for size in sizes {
        for (suffix, bytes) in [("", Some(size.raw)), (".br", size.brotli), (".gz", size.gzip)] {
            if let Some(bytes) = bytes {
                let _ = writeln!(text, "{bytes} {}{suffix}", size.name);
            }
        }
    }
    if let Some(folder) = stamp_file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(stamp_file, text).with_context(|| format!("writing {}", stamp_file.display()))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ride-bundler-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("frontend/src/lab")).unwrap();
        folder
    }

    #[test]
    fn the_stamp_follows_contents_names_and_tools() {
        let root = folder("stamp");
        let file = root.join("frontend/src/lab/mod.rs");
        std::fs::write(&file, "a").unwrap();
        let first = stamp(&root, "rustc 1").unwrap();
        assert_eq!(first, stamp(&root, "rustc 1").unwrap());
        assert_ne!(first, stamp(&root, "rustc 2").unwrap());
        std::fs::write(&file, "b").unwrap();
        let second = stamp(&root, "rustc 1").unwrap();
        assert_ne!(first, second);
        std::fs::rename(&file, root.join("frontend/src/lab/top.rs")).unwrap();
        assert_ne!(second, stamp(&root, "rustc 1").unwrap());
        std::fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_missing_or_changed_output_is_not_current() {
        let root = folder("current");
        let stamp_file = root.join("stamp");
        std::fs::write(root.join("index.html"), "12345").unwrap();
        let size =
            Size { name: "index.html".into(), raw: 5, brotli: None, gzip: None, loaded: crate::pack::Loaded::First };
        write_stamp(&stamp_file, "abc", &[size]).unwrap();
        assert!(is_current(&stamp_file, "abc", &root));
        assert!(!is_current(&stamp_file, "abd", &root));
        std::fs::write(root.join("index.html"), "123456").unwrap();
        assert!(!is_current(&stamp_file, "abc", &root));
        std::fs::remove_file(root.join("index.html")).unwrap();
        assert!(!is_current(&stamp_file, "abc", &root));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
