//! The directories of one sandbox and the lock that says whose it is.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::SandboxError;
use super::files::{self, Home, Lock, Owner};

/// How long a new sandbox waits for an old one of its name to end.
const PATIENCE: Duration = Duration::from_secs(3);

/// A sandbox's directories, removed on drop unless they are left.
#[derive(Debug)]
pub struct Place {
    home: Home,
    /// The sandbox's own directory.
    pub directory: PathBuf,
    /// Where its socket is.
    pub socket: PathBuf,
    left: bool,
    _lock: Lock,
}

impl Place {
    /// Makes them for `owner`, after `clear` has ended whatever an earlier ride left in them. Blocks.
    pub fn make(
        home: &Home,
        id: &str,
        owner: Option<Owner>,
        clear: impl FnOnce(&Path) -> Result<(), SandboxError>,
    ) -> Result<Self, SandboxError> {
        let directory = home.sandbox(id)?;
        let lock = take(&directory, PATIENCE)?;
        clear(&directory)?;
        home.remove(&directory)?;
        files::private_directory(&directory, owner)?;
        let socket = home.make_socket_directory(&directory, owner)?;
        Ok(Self { home: home.clone(), directory, socket, left: false, _lock: lock })
    }

    /// Takes up those that an earlier ride left; `None` where there are none. Blocks.
    pub fn adopt(home: &Home, id: &str) -> Result<Option<Self>, SandboxError> {
        let directory = home.sandbox(id)?;
        let socket = home.socket_directory(&directory);
        if !socket.is_dir() {
            return Ok(None);
        }
        let lock = take(&directory, Duration::ZERO)?;
        Ok(Some(Self { home: home.clone(), directory, socket, left: false, _lock: lock }))
    }

    /// Leaves everything where it is, to be found again.
    pub fn leave(mut self) {
        self.left = true;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.left {
            return;
        }
        if let Err(error) = self.home.remove(&self.directory) {
            tracing::warn!(%error, "a sandbox's directory stays until the next start");
        }
        let _ = std::fs::remove_file(lock_path(&self.directory));
    }
}

/// Takes what nobody holds any more, to be ended and dropped; `None` where a ride that still runs holds it. Blocks.
pub fn claim(home: &Home, id: &str) -> Result<Option<Place>, SandboxError> {
    let directory = home.sandbox(id)?;
    let socket = home.socket_directory(&directory);
    let lock = files::try_lock(&lock_path(&directory));
    Ok(lock.map(|lock| Place { home: home.clone(), directory, socket, left: false, _lock: lock }))
}

/// Waits a little: one that was just dropped is still being ended.
fn take(directory: &Path, patience: Duration) -> Result<Lock, SandboxError> {
    let until = Instant::now() + patience;
    loop {
        if let Some(lock) = files::try_lock(&lock_path(directory)) {
            return Ok(lock);
        }
        if Instant::now() >= until {
            return Err(SandboxError::Refused(format!(
                "the sandbox in {} belongs to a ride that is running",
                directory.display()
            )));
        }
        files::pause(Duration::from_millis(20));
    }
}

/// Beside the directory, so that it outlives it by a moment.
fn lock_path(directory: &Path) -> PathBuf {
    directory.with_extension("lock")
}
