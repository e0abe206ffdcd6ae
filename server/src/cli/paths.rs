//! Where things are on this machine.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::catalog::Catalog;

/// ride's data directory: the one asked for, else where the system keeps such things for this user.
pub fn data(asked: Option<&Path>) -> anyhow::Result<PathBuf> {
    asked.map_or_else(super::serve::default_data, |path| Ok(path.to_owned()))
}

/// The data directory of labs in a terminal, beside the server's: the two can run at once.
pub fn terminal_data(asked: Option<&Path>) -> anyhow::Result<PathBuf> {
    let data = data(asked)?.join("terminal");
    std::fs::create_dir_all(&data)
        .with_context(|| format!("{} can't be written: pass another --data", data.display()))?;
    Ok(data)
}

/// The scenarios: a folder's, or the built-in ones.
pub fn catalog(folder: Option<&Path>) -> anyhow::Result<Catalog> {
    let shown = folder.unwrap_or(Path::new("built-in")).display().to_string();
    Catalog::open(folder)
        .with_context(|| format!("{shown} can't be read as a folder of scenarios: pass another --scenarios"))
}
