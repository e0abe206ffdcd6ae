use std::os::unix::fs::PermissionsExt;

use ride_shared::protocol::{Mode, SessionState};

use super::*;
use crate::sandbox::SandboxRecord;

fn row(id: &str, state: SessionState) -> SessionRow {
    SessionRow {
        id: id.into(),
        token_sha256: [7; 32],
        scenario: "stage-03/03-connection-storm-after-deploy".into(),
        version: "abc".into(),
        seed: u64::MAX,
        mode: Mode::Assessed,
        unix_ms: 1_700_000_000_000,
        state,
        ended_because: None,
        sandbox: Some(SandboxRecord { driver: "docker".into(), id: id.into() }),
        director: Some("{}".into()),
        scored: None,
    }
}

fn entry(seq: u64) -> Entry {
    let event =
        Event::Statement {
            console: 1, sql: "select 'ü'\n".into(), tag: Some("SELECT 1".into()), error: None, rows: 1
        };
    Entry { seq, at_ms: seq * 10, event }
}

#[tokio::test]
async fn what_was_written_is_there_after_opening_again() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    store.put_session(&row("a", SessionState::Live)).await.unwrap();
    store.put_session(&row("b", SessionState::Finished)).await.unwrap();
    store.append("a", &[entry(1)]).await.unwrap();
    store.append("a", &[entry(2), entry(3)]).await.unwrap();
    let key = store.signing_key().await.unwrap();
    drop(store);

    let store = SqliteStore::open(data.path()).unwrap();
    assert_eq!(store.session("a").await.unwrap(), Some(row("a", SessionState::Live)));
    assert_eq!(store.session("c").await.unwrap(), None);
    assert_eq!(store.unfinished().await.unwrap(), [row("a", SessionState::Live)]);
    assert_eq!(store.journal("a").await.unwrap(), [entry(1), entry(2), entry(3)]);
    assert_eq!(store.signing_key().await.unwrap(), key);
}

#[tokio::test]
async fn what_a_learner_wrote_is_kept_beside_the_session_and_replaced_as_a_whole() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    let own = |summary: &str| Own { summary: summary.into(), root_cause: "'; --".into(), actions: vec!["ü\n".into()] };
    assert_eq!(store.own("a").await.unwrap(), None);
    store.put_own("a", &own("first")).await.unwrap();
    store.put_own("a", &own("second")).await.unwrap();
    // A session's row is replaced whenever anything in it changes.
    store.put_session(&row("a", SessionState::Finished)).await.unwrap();
    drop(store);
    let store = SqliteStore::open(data.path()).unwrap();
    assert_eq!(store.own("a").await.unwrap(), Some(own("second")));
    assert_eq!(store.own("b").await.unwrap(), None);
}

#[tokio::test]
async fn a_file_from_before_there_were_postmortems_is_taken_over() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    store.put_session(&row("a", SessionState::Finished)).await.unwrap();
    store.write(|c| c.execute_batch("DROP TABLE postmortem")).unwrap();
    drop(store);
    let store = SqliteStore::open(data.path()).unwrap();
    assert_eq!(store.own("a").await.unwrap(), None);
    store.put_own("a", &Own::default()).await.unwrap();
    assert_eq!(store.session("a").await.unwrap(), Some(row("a", SessionState::Finished)));
}

#[tokio::test]
async fn the_same_seq_twice_is_refused_and_nothing_of_that_batch_stays() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    store.append("a", &[entry(1)]).await.unwrap();
    store.append("a", &[entry(2), entry(1)]).await.unwrap_err();
    assert_eq!(store.journal("a").await.unwrap(), [entry(1)]);
}

#[test]
fn a_second_server_is_told_who_has_the_directory() {
    let data = tempfile::tempdir().unwrap();
    let _first = SqliteStore::open(data.path()).unwrap();
    let Err(error) = SqliteStore::open(data.path()) else { panic!("two servers shared a directory") };
    assert!(matches!(error, StoreError::InUse(_)));
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
}

#[test]
fn other_versions_and_other_programs_files_are_refused() {
    for (pragma, expected) in [
        ("user_version = 0", "older ride"),
        ("user_version = 99", "newer ride"),
        ("application_id = 5", "another program"),
    ] {
        let data = tempfile::tempdir().unwrap();
        drop(SqliteStore::open(data.path()).unwrap());
        let file = Connection::open(data.path().join("ride.sqlite")).unwrap();
        file.execute_batch(&format!("PRAGMA {pragma}")).unwrap();
        drop(file);
        let Err(error) = SqliteStore::open(data.path()) else { panic!("{pragma} was taken") };
        assert!(matches!(&error, StoreError::Version(m) if m.contains(expected)), "{error}");
    }
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("ride.sqlite"), "not a database, but long enough to be looked at".repeat(40))
        .unwrap();
    assert!(matches!(SqliteStore::open(data.path()), Err(StoreError::Version(_))));
}

#[tokio::test]
async fn a_full_disk_is_called_so() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    held(&store.writer).pragma_update(None, "max_page_count", 1).unwrap();
    let mut seq = 0;
    let error = loop {
        seq += 1;
        if let Err(e) = store.append("a", &[entry(seq)]).await {
            break e;
        }
        assert!(seq < 10_000, "the database never filled up");
    };
    assert!(matches!(error, StoreError::Full(_)), "{error}");
    held(&store.writer).pragma_update(None, "max_page_count", 1_000_000).unwrap();
    store.append("a", &[entry(seq)]).await.unwrap();
}

#[test]
fn a_file_in_the_place_of_the_directory_is_told() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().join("file");
    std::fs::write(&place, "").unwrap();
    let Err(error) = SqliteStore::open(&place) else { panic!("a file was taken for a directory") };
    assert!(error.to_string().contains("is not a directory"), "{error}");
}

#[tokio::test]
async fn the_signing_key_is_this_users_alone_and_a_short_one_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    store.signing_key().await.unwrap();
    let file = data.path().join("signing.key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::write(&file, "short").unwrap();
    assert!(store.signing_key().await.is_err());
}

/// The claim behind `append`: a process that is killed right after it has lost nothing.
#[tokio::test]
async fn appended_entries_are_seen_by_another_process_at_once() {
    let data = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(data.path()).unwrap();
    store.append("a", &[entry(1)]).await.unwrap();
    // A copy of the files as they are now is what a kill would leave.
    let left = tempfile::tempdir().unwrap();
    for name in ["ride.sqlite", "ride.sqlite-wal"] {
        std::fs::copy(data.path().join(name), left.path().join(name)).unwrap();
    }
    let after = SqliteStore::open(left.path()).unwrap();
    assert_eq!(after.journal("a").await.unwrap(), [entry(1)]);
}
