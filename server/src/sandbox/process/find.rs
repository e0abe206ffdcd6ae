//! PostgreSQL's binaries on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::{SandboxConfig, SandboxError};

/// The versions that ride knows.
const OLDEST: u32 = 15;

/// A PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// Holds `initdb` and `postgres`.
    pub directory: PathBuf,
    /// What `postgres --version` says after its name.
    pub version: String,
    /// 15, 16, 17, 18...
    pub major: u32,
}

/// Finds PostgreSQL: `RIDE_PG_BIN` and nothing else if it is given; else `PATH`, else what the distributions' packages
/// put elsewhere, the newest first.
pub fn find(config: &SandboxConfig) -> Result<Binaries, SandboxError> {
    if let Some(directory) = &config.pg_bin {
        let told = |why: String| SandboxError::Unavailable(format!("RIDE_PG_BIN is {}: {why}", directory.display()));
        let found = look(directory).map_err(told)?;
        return if found.major >= OLDEST { Ok(found) } else { Err(told(too_old(&found))) };
    }
    let mut old = None;
    for directory in candidates(config) {
        match look(&directory) {
            Ok(found) if found.major >= OLDEST => return Ok(found),
            Ok(found) => old = Some(found),
            Err(_) => {}
        }
    }
    let why = old.map_or_else(|| "PostgreSQL was not found".to_owned(), |it| too_old(&it));
    Err(SandboxError::Unavailable(format!(
        "{why}: install it (Debian, Ubuntu: `apt-get install postgresql`; Fedora: `dnf install postgresql-server`; \
         macOS: `brew install postgresql@17`), or set RIDE_PG_BIN to the directory that holds initdb and postgres"
    )))
}

fn too_old(found: &Binaries) -> String {
    format!("PostgreSQL {} in {} is too old, ride needs {OLDEST} or newer", found.version, found.directory.display())
}

fn candidates(config: &SandboxConfig) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = config.path.iter().flat_map(std::env::split_paths).collect();
    for (root, tail) in
        [("/usr/lib/postgresql", "bin"), ("/usr/pgsql", "bin"), ("/opt/homebrew/opt", "bin"), ("/usr/local/opt", "bin")]
    {
        all.extend(versions(Path::new(root)).into_iter().map(|it| it.join(tail)));
    }
    all.extend(versions(Path::new("/usr")).into_iter().map(|it| it.join("bin")));
    all
}

/// Directories named like `17`, `postgresql@17` or `pgsql-17`, newest first.
fn versions(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.strip_prefix("postgresql@").or(name.strip_prefix("pgsql-")).unwrap_or(&name);
            Some((number.parse().ok()?, entry.path()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

fn look(directory: &Path) -> Result<Binaries, String> {
    for name in ["initdb", "postgres"] {
        if !directory.join(name).is_file() {
            return Err(format!("there is no {name} in it"));
        }
    }
    // A wrapper on PATH may be a link; its neighbours (share, lib) are found from where it really is.
    let real = directory.join("postgres").canonicalize().map_err(|error| error.to_string())?;
    let directory = real.parent().filter(|it| it.join("initdb").is_file()).unwrap_or(directory);
    let output = Command::new(&real).arg("--version").output().map_err(|error| format!("postgres: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let version = said.split_once(") ").map(|(_, version)| version.to_owned());
    let major = version
        .as_deref()
        .and_then(|it| it.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()));
    match (version, major) {
        (Some(version), Some(major)) => Ok(Binaries { directory: directory.to_path_buf(), version, major }),
        _ => Err(format!("`postgres --version` said {said:?}")),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn fake(dir: &Path, says: &str) {
        fs::create_dir_all(dir).unwrap();
        for name in ["initdb", "postgres"] {
            fs::write(dir.join(name), format!("#!/bin/sh\necho '{says}'\n")).unwrap();
            fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_given_directory_is_the_only_one_looked_at() {
        let base = tempfile::tempdir().unwrap();
        let mut config = SandboxConfig::new(base.path());
        config.pg_bin = Some(base.path().join("nowhere"));
        let told = find(&config).unwrap_err().to_string();
        assert!(told.contains("RIDE_PG_BIN") && told.contains("no initdb"), "{told}");

        fake(&base.path().join("nowhere"), "postgres (PostgreSQL) 18.1 (Debian 18.1-1)");
        let found = find(&config).unwrap();
        assert_eq!((found.major, found.version.as_str()), (18, "18.1 (Debian 18.1-1)"));

        fake(&base.path().join("nowhere"), "postgres (PostgreSQL) 13.4");
        assert!(find(&config).unwrap_err().to_string().contains("too old"));
    }

    #[test]
    fn versions_are_tried_newest_first() {
        let base = tempfile::tempdir().unwrap();
        for name in ["9", "17", "15", "postgresql@18", "other"] {
            fs::create_dir(base.path().join(name)).unwrap();
        }
        let names: Vec<_> = versions(base.path()).iter().map(|it| it.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["postgresql@18", "17", "15", "9"]);
    }
}
