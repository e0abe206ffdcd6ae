//! What a driver is told about this machine. The environment is read here and nowhere else in this room.

use std::path::{Path, PathBuf};

/// Where sandboxes live and which PostgreSQL runs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxConfig {
    /// ride's data directory.
    pub data: PathBuf,
    /// `RIDE_PG_BIN`: the directory with `initdb` and `postgres`; found by itself where it is not given.
    pub pg_bin: Option<PathBuf>,
    /// `RIDE_PG_USER`: the account that PostgreSQL runs as where ride is root.
    pub pg_user: Option<String>,
    /// `RIDE_PG_IMAGE`: the image of the docker driver.
    pub image: String,
    /// `PATH`, searched for PostgreSQL.
    pub path: Option<std::ffi::OsString>,
    /// `XDG_RUNTIME_DIR`, for sockets whose path would be too long elsewhere.
    pub runtime_dir: Option<PathBuf>,
}

/// The docker driver's image where `RIDE_PG_IMAGE` names no other.
pub const IMAGE: &str = "ride-postgres:17";

impl SandboxConfig {
    /// The machine's defaults, nothing read from the environment.
    pub fn new(data: &Path) -> Self {
        Self {
            data: data.to_path_buf(),
            pg_bin: None,
            pg_user: None,
            image: IMAGE.into(),
            path: None,
            runtime_dir: None,
        }
    }

    /// The environment's wishes.
    pub fn from_env(data: &Path) -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            pg_bin: text("RIDE_PG_BIN").map(PathBuf::from),
            pg_user: text("RIDE_PG_USER"),
            image: text("RIDE_PG_IMAGE").unwrap_or_else(|| IMAGE.into()),
            path: std::env::var_os("PATH"),
            runtime_dir: text("XDG_RUNTIME_DIR").map(PathBuf::from),
            ..Self::new(data)
        }
    }
}
