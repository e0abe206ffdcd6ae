//! The files that are read before the first line: the system's `psqlrc` and the user's `.psqlrc`.

use std::path::{Path, PathBuf};

use ride_shared::psql::encoding::Encoding;

use crate::cli::connect::{Environment, SYSCONFDIR};

/// Their names and texts, in order. Each may have a version behind its name, `-15.4` or `-15`: the server's, as ride
/// follows it; the one with most of the version is read.
pub(in crate::cli) fn read(environment: Environment<'_>, server_version: &str) -> Vec<(String, String)> {
    let home = environment("HOME");
    let system = environment("PGSYSCONFDIR").unwrap_or_else(|| SYSCONFDIR.to_owned());
    let own = match environment("PSQLRC").filter(|path| !path.is_empty()) {
        Some(path) => Some(expand_tilde(&path, home.as_deref())),
        None => home.map(|home| Path::new(&home).join(".psqlrc")),
    };
    [Some(Path::new(&system).join("psqlrc")), own]
        .into_iter()
        .flatten()
        .filter_map(|path| versioned(&path, server_version))
        .collect()
}

fn versioned(path: &Path, server_version: &str) -> Option<(String, String)> {
    let minor = server_version.split(' ').next().unwrap_or("");
    let major = minor.split('.').next().unwrap_or("");
    let shown = path.to_string_lossy();
    [format!("{shown}-{minor}"), format!("{shown}-{major}"), shown.into_owned()].into_iter().find_map(|name| {
        let bytes = std::fs::read(&name).ok()?;
        Some((name, Encoding::Utf8.text(&bytes)))
    })
}

/// `~` and `~/...` as the home directory.
pub(in crate::cli) fn expand_tilde(path: &str, home: Option<&str>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => PathBuf::from(format!("{home}{rest}")),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_with_most_of_the_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_string_lossy().into_owned();
        let environment = |name: &str| match name {
            "HOME" | "PGSYSCONFDIR" => Some(home.clone()),
            _ => None,
        };
        let names = || -> Vec<String> {
            let files = read(&environment, "15.18 (Debian 15.18-0+deb12u1)");
            files.into_iter().map(|(name, text)| format!("{} {text}", name.replace(&home, "~"))).collect()
        };
        assert_eq!(names(), Vec::<String>::new());
        for (file, text) in [("psqlrc", "s"), (".psqlrc", "a"), (".psqlrc-15", "b")] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        assert_eq!(names(), ["~/psqlrc s", "~/.psqlrc-15 b"]);
        std::fs::write(folder.path().join(".psqlrc-15.18"), "c").unwrap();
        assert_eq!(names(), ["~/psqlrc s", "~/.psqlrc-15.18 c"]);
        assert_eq!(expand_tilde("~/x", Some("/h")), PathBuf::from("/h/x"));
        assert_eq!(expand_tilde("~x", Some("/h")), PathBuf::from("~x"));
    }
}
