//! The data directory itself: made if missing, private, held by one server at a time; and what is kept beside the
//! database as a file.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use super::StoreError;

/// A data directory's lock. Dropping it unlocks, where closing alone would not: a child that was forked and is not yet
/// at its exec has the file open too.
pub(super) type Lock = Flock<File>;

/// Makes the directory (private to this user) and takes its lock.
pub(super) fn lock(data: &Path) -> Result<Lock, StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(|e| io_error(data, &e))?;
    let path = data.join("lock");
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|e| io_error(data, &e))?;
    let mut held = Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(mut file, errno)| match errno {
        Errno::EWOULDBLOCK => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            StoreError::InUse(format!(
                "another ride (process {}) uses the data directory {}: stop it, or give this one its own with --data",
                pid.trim(),
                data.display()
            ))
        }
        errno => io_error(data, &errno.into()),
    })?;
    held.set_len(0)
        .and_then(|()| held.write_all(format!("{}\n", std::process::id()).as_bytes()))
        .map_err(|e| io_error(data, &e))?;
    Ok(held)
}

/// Reads the signing key or makes it by `fill`. The file is readable by this user alone from its first byte.
pub(super) fn signing_key(data: &Path, fill: impl FnOnce(&mut [u8])) -> Result<[u8; 32], StoreError> {
    let path = data.join("signing.key");
    match std::fs::read(&path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes).map_err(|bytes| {
            StoreError::Other(format!(
                "{} holds {} bytes where a key has 32: put the right file back, or move it away and a new key is made",
                path.display(),
                bytes.len()
            ))
        }),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            let mut key = [0; 32];
            fill(&mut key);
            // Written aside and renamed, so that a kill in between leaves no half a key.
            let aside = data.join("signing.key.new");
            let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside);
            written
                .and_then(|mut file| file.write_all(&key).and_then(|()| file.sync_all()))
                .and_then(|()| std::fs::rename(&aside, &path))
                .map_err(|e| io_error(&path, &e))?;
            Ok(key)
        }
        Err(e) => Err(io_error(&path, &e)),
    }
}

/// What the system said, with what to do about it.
pub(super) fn io_error(path: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(path.display().to_string()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::Other(format!(
            "{} can't be written ({error}): make it writable for this user, or choose another directory with --data",
            path.display()
        )),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            StoreError::Other(format!("{} is not a directory: choose another one with --data", path.display()))
        }
        _ => StoreError::Other(format!(
            "{} can't be used ({error}): choose another directory with --data",
            path.display()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_was_let_go_is_free_while_a_child_is_on_its_way_to_exec() {
        let data = tempfile::tempdir().unwrap();
        let held = lock(data.path()).unwrap();
        let told = lock(data.path()).unwrap_err().to_string();
        assert!(told.contains("another ride") && told.contains(&std::process::id().to_string()), "{told}");

        // What fork leaves in a child: another descriptor of the same open file.
        let child = held.try_clone().unwrap();
        drop(held);
        lock(data.path()).unwrap();
        drop(child);
    }
}
