//! Every PostgreSQL on this machine that has its psql beside it, for tests that compare `ride psql` with the real one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// A PostgreSQL with its psql.
#[derive(Debug, Clone)]
pub struct Psql {
    /// psql's version, such as `15.18`.
    pub version: String,
    /// The directory with `initdb`, `postgres` and `psql`.
    pub bin: PathBuf,
}

/// One of each major version: of those that `RIDE_PG_BINS` names (a list like PATH), the distribution's, the one that
/// `RIDE_TEST_PG18_BIN` names (see tools/pg18.sh), and those in `further`.
pub fn servers(further: impl IntoIterator<Item = PathBuf>) -> BTreeMap<u32, Psql> {
    let mut places: Vec<PathBuf> =
        std::env::var_os("RIDE_PG_BINS").map(|list| std::env::split_paths(&list).collect()).unwrap_or_default();
    places.extend([18, 17, 16, 15].map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"))));
    places.extend(std::env::var_os("RIDE_TEST_PG18_BIN").map(PathBuf::from));
    places.extend(further);
    let mut found = BTreeMap::new();
    for bin in places {
        if !bin.join("initdb").is_file() {
            continue;
        }
        let Ok(output) = Command::new(bin.join("psql")).arg("--version").output() else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let Some(version) = text.split_whitespace().nth(2) else { continue };
        let Some(major) = version.split('.').next().and_then(|major| major.parse().ok()) else { continue };
        found.entry(major).or_insert_with(|| Psql { version: version.to_owned(), bin });
    }
    found
}
