//! A PostgreSQL of one's own for a test: made by initdb, reached by a unix socket, ended when dropped.

use std::io::{Error, Result};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{User, geteuid};

/// A running PostgreSQL.
pub struct Postgres {
    directory: tempfile::TempDir,
    bin: PathBuf,
    user: Option<User>,
}

/// Where PostgreSQL's programs are: `RIDE_PG_BIN`, the distribution's place, or PATH.
pub fn programs() -> Option<PathBuf> {
    let debian = [18, 17, 16, 15].map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::var_os("RIDE_PG_BIN").map(PathBuf::from);
    named.into_iter().chain(debian).chain(std::env::split_paths(&path)).find(|bin| bin.join("initdb").is_file())
}

fn io(error: nix::Error) -> Error {
    Error::from_raw_os_error(error as i32)
}

impl Postgres {
    /// Makes and starts one with the superuser `postgres`, trusting whoever reaches its socket; with further settings,
    /// and with something done in its data directory before.
    pub fn start(bin: &Path, settings: &str, prepare: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("ride-pg").tempdir_in("/tmp")?;
        // PostgreSQL refuses to run as root.
        let user = if geteuid().is_root() {
            let user = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
            Some(user.ok_or_else(|| Error::other("run as root, and there is no user postgres or nobody"))?)
        } else {
            None
        };
        if let Some(user) = &user {
            nix::unistd::chown(directory.path(), Some(user.uid), Some(user.gid)).map_err(io)?;
        }
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755))?;
        let postgres = Self { directory, bin: bin.to_owned(), user };
        let data = postgres.data();
        postgres.must(postgres.command("initdb").arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]))?;
        prepare(&data)?;
        if let Some(user) = &postgres.user {
            for entry in std::fs::read_dir(&data)? {
                nix::unistd::chown(&entry?.path(), Some(user.uid), Some(user.gid)).map_err(io)?;
            }
        }
        let options =
            format!("-k '{}' {settings} -c fsync=off -c timezone=UTC -c max_connections=20", postgres.host().display());
        // pg_ctl waits until it answers.
        let log = postgres.host().join("log");
        postgres.must(
            postgres
                .command("pg_ctl")
                .arg("-D")
                .arg(&data)
                .args(["-w", "-t", "60", "-o", &options, "-l"])
                .arg(log)
                .arg("start"),
        )?;
        Ok(postgres)
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir(self.directory.path()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        // The server would keep a pipe open that it inherits.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(user) = &self.user {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    fn must(&self, command: &mut Command) -> Result<()> {
        if command.status()?.success() {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
        Err(Error::other(format!("{command:?} failed; PostgreSQL's log: {log}")))
    }

    /// The socket's directory.
    pub fn host(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Nothing of it is kept, so it may stop at once; its directory goes after it.
        let _ = self
            .command("pg_ctl")
            .arg("-D")
            .arg(self.data())
            .args(["-w", "-t", "30", "-m", "immediate", "stop"])
            .status();
    }
}
