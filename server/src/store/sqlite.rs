//! Sessions and journals in one sqlite file.
//!
//! Three connections: the writer (appends run inline under its mutex: one prepared insert into the WAL, no fsync), the
//! reader (long reads, off the async threads), and the syncer's own. A committed append is in the kernel's hands and so
//! survives this process; the syncer brings it to the disk within a second, and keeps checkpoints off the writer.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use ride_shared::journal::{Entry, Event};
use ride_shared::postmortem::Own;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{SessionRow, Store, StoreError, keep};
use crate::basics::held;

/// `user_version` of the files that this build reads and writes.
const FORMAT: i64 = 1;
/// `application_id`: `ride`.
const APPLICATION: i64 = 0x7269_6465;
/// WAL size above which the syncer checkpoints.
const CHECKPOINT_ABOVE: u64 = 4 << 20;
/// How long an append may be in the kernel's hands only.
const SYNC_EVERY: Duration = Duration::from_secs(1);

const TABLES: &str = "
    CREATE TABLE session (
        id TEXT PRIMARY KEY, token_sha256 BLOB NOT NULL, scenario TEXT NOT NULL, version TEXT NOT NULL,
        seed TEXT NOT NULL, mode TEXT NOT NULL, unix_ms INTEGER NOT NULL, state TEXT NOT NULL, ended_because TEXT,
        sandbox TEXT, director TEXT, scored TEXT
    ) STRICT;
    CREATE INDEX session_by_state ON session (state);
    CREATE TABLE journal (
        session TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, event TEXT NOT NULL,
        PRIMARY KEY (session, seq)
    ) STRICT, WITHOUT ROWID;";

/// Came later than the format, which it doesn't change: made where it is missing, and an older ride doesn't look at it.
const LATER_TABLES: &str =
    "CREATE TABLE IF NOT EXISTS postmortem (session TEXT PRIMARY KEY, own TEXT NOT NULL) STRICT;";

const COLUMNS: &str =
    "id, token_sha256, scenario, version, seed, mode, unix_ms, state, ended_because, sandbox, director, scored";

/// The embedded store. Holds the data directory's lock as long as it lives.
pub struct SqliteStore {
    data: PathBuf,
    file: PathBuf,
    writer: Mutex<Connection>,
    reader: Arc<Mutex<Connection>>,
    dirty: Arc<AtomicBool>,
    syncer: Option<(SyncSender<()>, JoinHandle<()>)>,
    _lock: keep::Lock,
    /// After the lock, as fields are dropped in this order.
    released: DropGuard,
}

impl SqliteStore {
    /// Opens `<data>/ride.sqlite`, making the directory and the file where they are missing.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let lock = keep::lock(data)?;
        let file = data.join("ride.sqlite");
        let told = |e| from_sqlite(&file, &e);
        let writer = connect(&file).map_err(told)?;
        check_format(&file, &writer)?;
        writer.execute_batch(LATER_TABLES).map_err(told)?;
        writer.pragma_update(None, "wal_autocheckpoint", 0).map_err(told)?;
        let reader = connect(&file).map_err(told)?;
        let dirty = Arc::new(AtomicBool::new(false));
        let syncer = spawn_syncer(&file, connect(&file).map_err(told)?, Arc::clone(&dirty))?;
        Ok(Self {
            data: data.to_owned(),
            writer: Mutex::new(writer),
            reader: Arc::new(Mutex::new(reader)),
            dirty,
            syncer: Some(syncer),
            file,
            _lock: lock,
            released: CancellationToken::new().drop_guard(),
        })
    }

    /// Cancelled once nobody has this store any more, and the data directory's lock is given back.
    pub fn released(&self) -> CancellationToken {
        self.released.token().clone()
    }

    fn write<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let done = work(&mut held(&self.writer)).map_err(|e| from_sqlite(&self.file, &e))?;
        self.dirty.store(true, Ordering::Release);
        Ok(done)
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = Arc::clone(&self.reader);
        let done = tokio::task::spawn_blocking(move || work(&held(&reader))).await;
        done.map_err(|e| StoreError::Other(format!("reading {} broke off: {e}", self.file.display())))?
            .map_err(|e| from_sqlite(&self.file, &e))
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.syncer.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn put_session(&self, row: &SessionRow) -> Result<(), StoreError> {
        self.write(|c| {
            c.prepare_cached(&format!(
                "INSERT OR REPLACE INTO session ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            ))?
            .execute(params![
                row.id,
                row.token_sha256.as_slice(),
                row.scenario,
                row.version,
                // Text: sqlite's integers are signed, a seed is not.
                row.seed.to_string(),
                word(&row.mode),
                row.unix_ms as i64,
                word(&row.state),
                row.ended_because,
                row.sandbox.as_ref().map(json),
                row.director,
                row.scored,
            ])?;
            Ok(())
        })
    }

    async fn session(&self, id: &str) -> Result<Option<SessionRow>, StoreError> {
        let id = id.to_owned();
        self.read(move |c| {
            c.prepare_cached(&format!("SELECT {COLUMNS} FROM session WHERE id = ?1"))?
                .query_row([id], row_of)
                .optional()
        })
        .await
    }

    async fn unfinished(&self) -> Result<Vec<SessionRow>, StoreError> {
        self.read(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM session WHERE state IN ('starting', 'live', 'scoring') ORDER BY unix_ms, id"
            ))?
            .query_map([], row_of)?
            .collect()
        })
        .await
    }

    async fn append(&self, session: &str, entries: &[Entry]) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO journal (session, seq, at_ms, event) VALUES (?1, ?2, ?3, ?4)";
        let insert = |c: &Connection, entry: &Entry| -> rusqlite::Result<()> {
            let values = params![session, entry.seq as i64, entry.at_ms as i64, json(&entry.event)];
            c.prepare_cached(INSERT)?.execute(values)?;
            Ok(())
        };
        self.write(|c| match entries {
            [] => Ok(()),
            [one] => insert(c, one),
            many => {
                let transaction = c.transaction()?;
                many.iter().try_for_each(|entry| insert(&transaction, entry))?;
                transaction.commit()
            }
        })
    }

    async fn journal(&self, session: &str) -> Result<Vec<Entry>, StoreError> {
        let session = session.to_owned();
        self.read(move |c| {
            c.prepare_cached("SELECT seq, at_ms, event FROM journal WHERE session = ?1 ORDER BY seq")?
                .query_map([session], |r| {
                    let event: Event = from_json(r, 2)?;
                    Ok(Entry { seq: r.get::<_, i64>(0)? as u64, at_ms: r.get::<_, i64>(1)? as u64, event })
                })?
                .collect()
        })
        .await
    }

    async fn put_own(&self, session: &str, own: &Own) -> Result<(), StoreError> {
        self.write(|c| {
            c.prepare_cached("INSERT OR REPLACE INTO postmortem (session, own) VALUES (?1, ?2)")?
                .execute(params![session, json(own)])?;
            Ok(())
        })
    }

    async fn own(&self, session: &str) -> Result<Option<Own>, StoreError> {
        let session = session.to_owned();
        self.read(move |c| {
            c.prepare_cached("SELECT own FROM postmortem WHERE session = ?1")?
                .query_row([session], |r| from_json(r, 0))
                .optional()
        })
        .await
    }

    async fn signing_key(&self) -> Result<[u8; 32], StoreError> {
        // Under the writer's mutex, so that two first calls make one key.
        let _one = held(&self.writer);
        keep::signing_key(&self.data, |key| rand::fill(key))
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    Ok(connection)
}

/// Makes the tables in an empty file; refuses a file of another program or another version.
fn check_format(file: &Path, connection: &Connection) -> Result<(), StoreError> {
    let told = |e| from_sqlite(file, &e);
    let number = |name| connection.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(told);
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(told)?;
    if tables == 0 && application == 0 && version == 0 {
        let make =
            format!("BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}; COMMIT;");
        return connection.execute_batch(&make).map_err(told);
    }
    let file = file.display();
    if application != APPLICATION {
        return Err(StoreError::Version(format!(
            "{file} is a database of another program: choose another directory with --data"
        )));
    }
    match version.cmp(&FORMAT) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(StoreError::Version(format!(
            "{file} was written by an older ride (format {version}, this one reads {FORMAT}) and can't be taken over: \
             run that version, or move the file away and start anew"
        ))),
        std::cmp::Ordering::Greater => Err(StoreError::Version(format!(
            "{file} was written by a newer ride (format {version}, this one reads {FORMAT}): run that version, or \
             choose another directory with --data"
        ))),
    }
}

fn spawn_syncer(
    file: &Path,
    connection: Connection,
    dirty: Arc<AtomicBool>,
) -> Result<(SyncSender<()>, JoinHandle<()>), StoreError> {
    let wal = PathBuf::from(format!("{}-wal", file.display()));
    let path = file.to_owned();
    let (stop, stopped) = sync_channel::<()>(1);
    let work = move || {
        loop {
            let last = !matches!(stopped.recv_timeout(SYNC_EVERY), Err(RecvTimeoutError::Timeout));
            if dirty.swap(false, Ordering::AcqRel)
                && let Err(e) = sync(&wal, &connection)
            {
                dirty.store(true, Ordering::Release);
                tracing::error!("{} could not be brought to the disk: {e}", path.display());
            }
            if last {
                return;
            }
        }
    };
    let thread = std::thread::Builder::new().name("store-sync".into()).spawn(work);
    Ok((stop, thread.map_err(|e| StoreError::Other(format!("no thread for the store: {e}")))?))
}

fn sync(wal: &Path, connection: &Connection) -> Result<(), Box<dyn std::error::Error>> {
    let file = File::open(wal)?;
    file.sync_data()?;
    if file.metadata()?.len() > CHECKPOINT_ABOVE {
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    }
    Ok(())
}

fn row_of(r: &Row<'_>) -> rusqlite::Result<SessionRow> {
    let token: Vec<u8> = r.get(1)?;
    let seed: String = r.get(4)?;
    Ok(SessionRow {
        id: r.get(0)?,
        token_sha256: token.try_into().map_err(|_| broken(1, "a token's hash has 32 bytes"))?,
        scenario: r.get(2)?,
        version: r.get(3)?,
        seed: seed.parse().map_err(|_| broken(4, "a seed is a whole number"))?,
        mode: from_word(r, 5)?,
        unix_ms: r.get::<_, i64>(6)? as u64,
        state: from_word(r, 7)?,
        ended_because: r.get(8)?,
        sandbox: match r.get_ref(9)? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(from_json(r, 9)?),
        },
        director: r.get(10)?,
        scored: r.get(11)?,
    })
}

fn json<T: Serialize>(value: &T) -> String {
    // These types are plain data with text keys; serde_json can't fail on them.
    serde_json::to_string(value).unwrap_or_default()
}

/// A unit variant as its bare name.
fn word<T: Serialize>(value: &T) -> String {
    json(value).trim_matches('"').to_owned()
}

fn from_json<T: DeserializeOwned>(r: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = r.get(column)?;
    serde_json::from_str(&text).map_err(|e| broken(column, e))
}

fn from_word<T: DeserializeOwned>(r: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = r.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|e| broken(column, e))
}

fn broken(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, why.into())
}

/// What sqlite said, with what to do about it.
fn from_sqlite(file: &Path, error: &rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DiskFull, NotADatabase, PermissionDenied, ReadOnly};
    let shown = file.display();
    match error.sqlite_error_code() {
        Some(DiskFull) => StoreError::Full(shown.to_string()),
        Some(ReadOnly | CannotOpen | PermissionDenied) => StoreError::Other(format!(
            "{shown} can't be written ({error}): make it writable for this user, or choose another directory with --data"
        )),
        Some(NotADatabase) => StoreError::Version(format!(
            "{shown} is no database of ride's: move it away, or choose another directory with --data"
        )),
        Some(DatabaseBusy) => {
            StoreError::Other(format!("{shown} is locked by another program: close it (sqlite3?) and try again"))
        }
        _ => StoreError::Other(format!("{shown}: {error}")),
    }
}

#[cfg(test)]
mod tests;
