//! The data directory itself: made if missing, private, held by one server at a time; and what is kept beside the
//! database as a file.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::StoreError;

/// Makes the directory (private to this user) and takes its lock; dropping the file gives it back.
pub(super) fn lock(data: &Path) -> Result<File, StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(|e| io_error(data, &e))?;
    let path = data.join("lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|e| io_error(data, &e))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            return Err(StoreError::InUse(format!(
                "another ride (process {}) uses the data directory {}: stop it, or give this one its own with --data",
                pid.trim(),
                data.display()
            )));
        }
        Err(TryLockError::Error(e)) => return Err(io_error(data, &e)),
    }
    file.set_len(0)
        .and_then(|()| file.write_all(format!("{}\n", std::process::id()).as_bytes()))
        .map_err(|e| io_error(data, &e))?;
    Ok(file)
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
