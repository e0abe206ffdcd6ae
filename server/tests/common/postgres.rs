//! A PostgreSQL of one's own for a test: made by initdb, reached by a unix socket, ended when dropped.

use std::io::{Error, Result};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, geteuid};

/// How long starting and stopping may take on a loaded machine.
const WITHIN: Duration = Duration::from_secs(60);

/// A running PostgreSQL.
pub struct Postgres {
    directory: tempfile::TempDir,
    child: Child,
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
    /// Makes and starts one with the superuser `postgres`, trusting whoever reaches its socket.
    pub fn start(bin: &Path) -> Result<Self> {
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
        let command = |program: &str| {
            let mut command = Command::new(bin.join(program));
            command.current_dir(directory.path()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC").stdin(Stdio::null());
            if let Some(user) = &user {
                command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            }
            command
        };
        let data = directory.path().join("data");
        let made = command("initdb")
            .arg("-D")
            .arg(&data)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
            .output()?;
        if !made.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let log = std::fs::File::create(directory.path().join("log"))?;
        let child = command("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(directory.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "timezone=UTC", "-c", "max_connections=20"])
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut postgres = Self { directory, child };
        postgres.wait_until_ready(bin)?;
        Ok(postgres)
    }

    fn wait_until_ready(&mut self, bin: &Path) -> Result<()> {
        let end = Instant::now() + WITHIN;
        loop {
            let ready =
                Command::new(bin.join("pg_isready")).arg("-q").arg("-h").arg(self.host()).args(["-t", "5"]).status()?;
            if ready.success() {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() || Instant::now() > end {
                let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
                return Err(Error::other(format!("PostgreSQL did not start: {log}")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The socket's directory.
    pub fn host(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Immediate shutdown: nothing of it is kept.
        let _ = kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGQUIT);
        let end = Instant::now() + WITHIN;
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
