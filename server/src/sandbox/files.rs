//! Files of both drivers: where things lie, locks, copies, owners.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use nix::fcntl::{Flock, FlockArg};
use sha2::{Digest, Sha256};

use super::{SandboxConfig, SandboxError};
use crate::basics::{held, hex};

/// Linux refuses a longer socket path.
const SOCKET_PATH_LIMIT: usize = 107;

/// Between two looks at what can only be looked at: locks and processes of others. Blocks: not for async code.
#[allow(clippy::disallowed_methods, reason = "neither a lock nor somebody else's process can be awaited here")]
pub fn pause(between: std::time::Duration) {
    std::thread::sleep(between);
}

/// Held while a short directory is made or removed: one session's end could take it from under another one's start.
static SHORT: Mutex<()> = Mutex::new(());

/// A file's owner, where ride may choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
}

/// Turns what the system said into this room's error.
pub fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> SandboxError {
    let what = what.into();
    move |source| match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => SandboxError::DiskFull(what),
        _ => SandboxError::Io { what, source },
    }
}

/// Where a driver keeps its things.
#[derive(Debug, Clone)]
pub struct Home {
    /// Templates and sandboxes of one driver; its name says whose data directory it is.
    root: PathBuf,
    /// Sockets whose path would be too long under `root`.
    short: PathBuf,
    /// Tells data directories apart: a hash of the path.
    pub tag: String,
}

impl Home {
    /// Makes the directories. `owner`, where it is another user than ride, must be able to walk to them; where it
    /// can't (ride is root and its data directory closed), they lie in `/var/tmp` instead.
    pub fn open(config: &SandboxConfig, driver: &str, owner: Option<Owner>) -> Result<Self, SandboxError> {
        let data = &config.data;
        fs::DirBuilder::new().recursive(true).mode(0o711).create(data).map_err(|error| not_writable(data, &error))?;
        let data = data.canonicalize().map_err(io_error(format!("the data directory {}", data.display())))?;
        let tag = hex(&Sha256::digest(data.as_os_str().as_encoded_bytes())[..6]);
        let me = nix::unistd::geteuid();
        let reachable = owner.is_none_or(|owner| may_walk(&data, owner));
        let near = if reachable { data } else { PathBuf::from(format!("/var/tmp/ride-{me}-{tag}")) };
        let root = near.join("sandbox").join(driver);
        let short = match &config.runtime_dir {
            Some(dir) if owner.is_none() && dir.is_dir() => dir.join(format!("ride-{tag}")),
            _ => PathBuf::from(format!("/tmp/ride-{me}-{tag}")),
        };
        let home = Self { root, short, tag };
        for dir in [&near, &near.join("sandbox"), &home.root, &home.templates(), &home.sandboxes()] {
            own_directory(dir).map_err(|error| not_writable(dir, &error))?;
        }
        Ok(home)
    }

    /// Finished templates and their locks.
    pub fn templates(&self) -> PathBuf {
        self.root.join("templates")
    }

    /// Copies of templates made ahead.
    pub fn spares(&self) -> PathBuf {
        self.root.join("spares")
    }

    /// One directory for each sandbox.
    pub fn sandboxes(&self) -> PathBuf {
        self.root.join("sandboxes")
    }

    /// The directory of one sandbox.
    pub fn sandbox(&self, id: &str) -> Result<PathBuf, SandboxError> {
        if id.is_empty() || id.len() > 64 || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(SandboxError::Refused(format!("sandbox id {id:?} must be letters, digits and hyphens")));
        }
        Ok(self.sandboxes().join(id))
    }

    /// Where a sandbox's socket lies, given its directory.
    pub fn socket_directory(&self, sandbox: &Path) -> PathBuf {
        let near = sandbox.join("socket");
        if near.as_os_str().len() + "/.s.PGSQL.5432".len() <= SOCKET_PATH_LIMIT {
            return near;
        }
        self.short.join(sandbox.file_name().unwrap_or_default())
    }

    /// Makes the socket's directory.
    pub fn make_socket_directory(&self, sandbox: &Path, owner: Option<Owner>) -> Result<PathBuf, SandboxError> {
        let dir = self.socket_directory(sandbox);
        if dir.starts_with(&self.short) {
            let _alone = held(&SHORT);
            own_directory(&self.short).map_err(|error| not_writable(&self.short, &error))?;
            // Whoever removes the last socket removes the directory above it too, and may just do so.
            if !self.short.is_dir() || private_directory(&dir, owner).is_err() {
                own_directory(&self.short).map_err(|error| not_writable(&self.short, &error))?;
                remove_tree(&dir)?;
                private_directory(&dir, owner)?;
            }
            return Ok(dir);
        }
        private_directory(&dir, owner)?;
        Ok(dir)
    }

    /// Removes the socket's directory, and the one above it with the last of them.
    pub fn remove_socket_directory(&self, sandbox: &Path) -> Result<(), SandboxError> {
        let dir = self.socket_directory(sandbox);
        remove_tree(&dir)?;
        if dir.starts_with(&self.short) {
            let _alone = held(&SHORT);
            // Refused while there is another one in it.
            let _ = fs::remove_dir(&self.short);
        }
        Ok(())
    }

    /// Removes what a sandbox left.
    pub fn remove(&self, sandbox: &Path) -> Result<(), SandboxError> {
        self.remove_socket_directory(sandbox)?;
        remove_tree(sandbox)
    }

    /// Removes a template that came to nothing; where that fails, the next start does it.
    pub async fn discard(&self, partial: &Path) {
        let (home, partial) = (self.clone(), partial.to_owned());
        if let Err(error) = super::blocking(move || home.remove(&partial)).await {
            tracing::warn!(%error, "half a template stays until the next start");
        }
    }

    /// Names in `sandboxes()`.
    pub fn ids(&self) -> Result<Vec<String>, SandboxError> {
        let all = directories(&self.sandboxes())?.into_iter();
        Ok(all.filter_map(|it| it.file_name()?.to_str().map(str::to_owned)).collect())
    }

    /// Removes whole templates that are none of those to `keep`; gives their names. One that somebody is making at this
    /// moment stays.
    pub fn sweep_templates(&self, keep: &[String]) -> Result<Vec<String>, SandboxError> {
        let mut removed = Vec::new();
        for directory in directories(&self.templates())? {
            let Some(name) = directory.file_name().and_then(|it| it.to_str()) else { continue };
            if directory.extension().is_some() || keep.iter().any(|it| it == name) {
                continue;
            }
            let lock = directory.with_extension("lock");
            let Some(held) = try_lock(&lock) else { continue };
            remove_tree(&directory)?;
            let _ = fs::remove_file(&lock);
            drop(held);
            removed.push(name.to_owned());
        }
        Ok(removed)
    }

    /// Templates that are being made, or were when their ride was killed.
    pub fn partial_templates(&self) -> Result<Vec<PathBuf>, SandboxError> {
        let all = directories(&self.templates())?.into_iter();
        Ok(all.filter(|it| it.extension().is_some_and(|it| it == "partial")).collect())
    }
}

fn directories(dir: &Path) -> Result<Vec<PathBuf>, SandboxError> {
    let what = || format!("reading {}", dir.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(io_error(what()))? {
        let entry = entry.map_err(io_error(what()))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// A lock that its process holds until it ends, however it ends.
pub type Lock = Flock<fs::File>;

/// Takes the lock `path`, waiting for it. Blocks: not for async code.
pub fn lock(path: &Path) -> Result<Lock, SandboxError> {
    let what = format!("locking {}", path.display());
    let file = lock_file(path).map_err(io_error(what.clone()))?;
    Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| io_error(what)(errno.into()))
}

/// Takes the lock `path` if nobody holds it. Whoever lets go of such a lock may remove its file, so a lock counts only
/// if its file is still the one at `path`.
pub fn try_lock(path: &Path) -> Option<Lock> {
    for _ in 0..3 {
        let held = Flock::lock(lock_file(path).ok()?, FlockArg::LockExclusiveNonblock).ok()?;
        let same = fs::metadata(path).is_ok_and(|at| held.metadata().is_ok_and(|it| it.ino() == at.ino()));
        if same {
            return Some(held);
        }
    }
    None
}

fn lock_file(path: &Path) -> io::Result<fs::File> {
    fs::File::options().create(true).truncate(false).read(true).write(true).open(path)
}

/// Makes a directory 0700 for `owner`.
pub fn private_directory(dir: &Path, owner: Option<Owner>) -> Result<(), SandboxError> {
    let what = || format!("making {}", dir.display());
    fs::DirBuilder::new().mode(0o700).create(dir).map_err(io_error(what()))?;
    if let Some(owner) = owner {
        std::os::unix::fs::lchown(dir, Some(owner.uid), Some(owner.gid)).map_err(io_error(what()))?;
    }
    Ok(())
}

/// Removes a directory and what is in it; fine if there is none.
pub fn remove_tree(dir: &Path) -> Result<(), SandboxError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(io_error(format!("removing {}", dir.display()))(error))
        }
        _ => Ok(()),
    }
}

/// Copies a tree, files' modes kept, for `owner`. On btrfs and xfs `fs::copy` shares the blocks.
pub fn copy_tree(from: &Path, to: &Path, owner: Option<Owner>) -> Result<(), SandboxError> {
    private_directory(to, owner)?;
    let what = || format!("copying {} to {}", from.display(), to.display());
    for entry in fs::read_dir(from).map_err(io_error(what()))? {
        let entry = entry.map_err(io_error(what()))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(io_error(what()))?.is_dir() {
            copy_tree(&source, &target, owner)?;
        } else {
            fs::copy(&source, &target).map_err(io_error(what()))?;
            give(&target, owner)?;
        }
    }
    Ok(())
}

/// Writes a file for `owner`, 0600.
pub fn write_private(path: &Path, text: &str, owner: Option<Owner>) -> Result<(), SandboxError> {
    let what = || format!("writing {}", path.display());
    fs::write(path, text).map_err(io_error(what()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(io_error(what()))?;
    give(path, owner)
}

/// Gives a file to `owner`.
pub fn give(path: &Path, owner: Option<Owner>) -> Result<(), SandboxError> {
    let Some(owner) = owner else { return Ok(()) };
    std::os::unix::fs::lchown(path, Some(owner.uid), Some(owner.gid))
        .map_err(io_error(format!("giving {} to its user", path.display())))
}

/// Makes a directory that others may walk through, or takes one that is there and really ours: in a directory that
/// everybody may write to, someone else may have been quicker.
fn own_directory(dir: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o711).create(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(dir)?;
    if !found.is_dir() || found.uid() != nix::unistd::geteuid().as_raw() {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "it belongs to someone else"));
    }
    Ok(())
}

/// Whether `owner` may walk down to `dir`.
pub fn may_walk(dir: &Path, owner: Owner) -> bool {
    dir.ancestors().all(|it| {
        fs::metadata(it).is_ok_and(|found| {
            let bit = if found.uid() == owner.uid {
                0o100
            } else if found.gid() == owner.gid {
                0o010
            } else {
                0o001
            };
            found.mode() & bit != 0
        })
    })
}

fn not_writable(dir: &Path, error: &io::Error) -> SandboxError {
    SandboxError::Unavailable(format!(
        "ride can't write to {}: {error}; give --data a directory that is yours",
        dir.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_moves_the_socket_to_a_short_one() {
        let base = tempfile::tempdir().unwrap();
        let near = Home::open(&SandboxConfig::new(base.path()), "process", None).unwrap();
        let sandbox = near.sandbox("abc").unwrap();
        assert_eq!(near.socket_directory(&sandbox), sandbox.join("socket"));

        let deep = base.path().join("d".repeat(90));
        let far = Home::open(&SandboxConfig::new(&deep), "process", None).unwrap();
        let sandbox = far.sandbox("abc").unwrap();
        let socket = far.socket_directory(&sandbox).join(".s.PGSQL.5432");
        assert!(socket.as_os_str().len() <= SOCKET_PATH_LIMIT, "{}", socket.display());
        assert_ne!(near.tag, far.tag);
    }

    #[test]
    fn ids_are_no_paths() {
        let base = tempfile::tempdir().unwrap();
        let home = Home::open(&SandboxConfig::new(base.path()), "process", None).unwrap();
        for bad in ["", "..", "a/b", "a b", "."] {
            assert!(home.sandbox(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_data_directory_that_is_a_file_is_told_in_one_line() {
        let base = tempfile::tempdir().unwrap();
        let file = base.path().join("file");
        fs::write(&file, "").unwrap();
        let told = Home::open(&SandboxConfig::new(&file), "process", None).unwrap_err().to_string();
        assert!(told.contains("--data") && !told.contains('\n'), "{told}");
    }

    #[test]
    fn a_lock_is_held_by_one() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("lock");
        let held = try_lock(&path).unwrap();
        assert!(try_lock(&path).is_none());
        drop(held);
        assert!(try_lock(&path).is_some());
    }

    #[test]
    fn a_copy_keeps_modes() {
        let base = tempfile::tempdir().unwrap();
        let from = base.path().join("from");
        fs::create_dir_all(from.join("sub")).unwrap();
        write_private(&from.join("sub/file"), "x", None).unwrap();
        let to = base.path().join("to");
        copy_tree(&from, &to, None).unwrap();
        let made = fs::metadata(to.join("sub/file")).unwrap();
        assert_eq!(made.mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&to).unwrap().mode() & 0o777, 0o700);
    }
}
