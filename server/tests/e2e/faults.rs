//! What goes wrong under a live session, on both drivers: the journal's disk fills, the server is killed while it scores.

use ride_shared::grading::{Receipt, Scored};
use ride_shared::journal::{Entry, Event};
use ride_shared::protocol::{ErrorBody, SessionState, SessionView};
use serde_json::{Value, json};

use crate::journey::{GROUPED, SHED, diagnose};
use crate::lab::{STORM, Server, Session, eventually};
use crate::live::follow;

on_both_drivers!(
    a_full_disk_holds_the_score_back_and_loses_nothing,
    a_session_that_ends_on_a_full_disk_is_closed_when_there_is_room,
    a_kill_in_the_middle_of_scoring_loses_nothing,
);

fn count(journal: &[Entry], kind: &str) -> usize {
    journal.iter().filter(|e| e.event.kind() == kind).count()
}

/// Connections that fleets lost to the learner.
fn terminated(journal: &[Entry]) -> u32 {
    let lost = |e: &Entry| if let Event::FleetTerminated { count, .. } = e.event { count } else { 0 };
    journal.iter().map(lost).sum()
}

/// Refused because it can't be kept, with what to do about it.
fn not_kept(session: &Session<'_>, what: &str, body: &Value) {
    let (status, text) = session.try_post(what, body);
    let told: ErrorBody = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{what}: {e}: {text}"));
    assert_eq!((status, told.error.as_str()), (503, "journal-failed"), "{what}: {text}");
    assert!(told.message.contains("free some space") && !told.message.contains("sqlite"), "{}", told.message);
}

fn a_full_disk_holds_the_score_back_and_loses_nothing(driver: &str) {
    let server = Server::start_on_a_small_disk(driver);
    let session = server.session(STORM);
    assert!(session.psql(GROUPED).0 && session.psql("show max_connections").0);
    let hint: Value = session.post("hints", &json!({}));
    assert_eq!(hint["index"], 0);
    let before = session.journal();

    server.fill_disk();
    // The watch writes once a second, so the journal notices by itself, and whoever looks on is told.
    let heard = follow(&session, |text| text.contains("\"trouble\""));
    assert!(heard.last().is_some_and(|text| text.contains("can't be written")), "{heard:?}");
    // What can be refused is refused, whole: a second try costs no second hint.
    for _ in 0..2 {
        not_kept(&session, "hints", &json!({}));
    }
    not_kept(&session, "diagnosis", &json!({ "culprit": "oncall" }));
    not_kept(&session, "score", &json!({}));
    let view: SessionView = session.get("");
    assert_eq!((view.state, view.hints.len(), view.total), (SessionState::Live, 1, None));
    assert_eq!(session.try_get("scorecard").0, 409, "there is no score");
    // What happens goes on.
    assert_eq!(session.psql(SHED).1.trim(), "85");
    session.action("set-pool-size", Some("10"));
    session.action("set-reconnect", Some("jittered-backoff"));
    // And what was kept can be read.
    assert_eq!(session.journal()[..before.len()], before);
    not_kept(&session, "score", &json!({}));

    server.free_disk();
    eventually("the journal to be written again", || {
        let journal = session.journal();
        (count(&journal, "action") == 2 && terminated(&journal) == 85).then_some(())
    });
    diagnose(&session);
    let scored = session.score();
    assert_eq!(scored.card.total, 100, "what was done on the full disk counts: {:#?}", scored.card);
    let journal = session.journal();
    assert!(journal.iter().zip(1..).all(|(entry, seq)| entry.seq == seq), "without gaps");
    let once = ["hint", "diagnosis", "submitted", "scored"].map(|kind| count(&journal, kind));
    assert_eq!((once, terminated(&journal)), ([1; 4], 85), "nothing that was refused is there, and nothing twice");
    session.get::<Receipt>("receipt").verify().expect("a true receipt");
}

fn a_session_that_ends_on_a_full_disk_is_closed_when_there_is_room(driver: &str) {
    let server = Server::start_on_a_small_disk(driver);
    let session = server.session(STORM);
    server.fill_disk();
    follow(&session, |text| text.contains("\"trouble\""));
    let path = format!("/api/sessions/{}", session.created.id);
    assert_eq!(server.call("DELETE", &path, Some(&session.created.token), &Value::Null).0, 204);
    assert_eq!(session.get::<SessionView>("").state, SessionState::Stopped);
    assert_eq!(count(&session.journal(), "session-ended"), 0, "there is no room for it yet");
    server.free_disk();
    eventually("the session's end to be written", || (count(&session.journal(), "session-ended") == 1).then_some(()));
    // The store has it, and not only this server's memory.
    let state = eventually("the row to be written", || {
        let left = tempfile::tempdir().expect("a folder");
        server.copy_store(left.path());
        let store = rusqlite::Connection::open(left.path().join("ride.sqlite")).expect("a database");
        let state = "SELECT state FROM session WHERE id = ?1";
        let state: String = store.query_row(state, [&session.created.id], |row| row.get(0)).expect("a row");
        (state != "live").then_some(state)
    });
    assert_eq!(state, "stopped");
}

/// The release is rolled out once when the incident begins, and once more by the replay.
fn replay_runs(journal: &[Entry]) -> bool {
    let released = |e: &&Entry| matches!(&e.event, Event::AppLog(line) if line.source == "deploy");
    journal.iter().filter(released).count() == 2
}

fn a_kill_in_the_middle_of_scoring_loses_nothing(driver: &str) {
    let mut server = Server::start(driver);
    let (created, before) = {
        let session = server.session(STORM);
        assert!(session.psql(GROUPED).0 && session.psql("show max_connections").0);
        diagnose(&session);
        assert_eq!(session.psql(SHED).1.trim(), "85");
        session.action("set-pool-size", Some("10"));
        session.action("set-reconnect", Some("jittered-backoff"));
        let cut_off = session.score_and_not_wait();
        let before = eventually("the replay to run", || Some(session.journal()).filter(|j| replay_runs(j)));
        assert_eq!(count(&before, "submitted"), 1);
        (session.created.clone(), (before, cut_off))
    };
    server.kill();
    let (before, cut_off) = before;
    assert!(cut_off.join().expect("it comes to an end").is_err(), "nobody was answered with a score");

    let server = server.start_again();
    let session = Session { server: &server, created };
    let after = session.journal();
    assert_eq!(after[..before.len()], before, "every event from before the kill is there");
    assert_eq!(count(&after[before.len()..], "server-restarted"), 1);
    if driver == "docker" {
        // Its scoring is taken up where the learner can't: it was submitted, so it is scored.
        session.wait_for(SessionState::Finished);
        let scored: Scored = session.get("scorecard");
        assert_eq!(scored.card.total, 100, "{:#?}", scored.card);
        let journal = session.journal();
        assert_eq!((count(&journal, "submitted"), count(&journal, "scored")), (2, 1));
        session.get::<Receipt>("receipt").verify().expect("a true receipt");
        return;
    }
    let view: SessionView = session.get("");
    assert_eq!((view.state, view.total), (SessionState::Stopped, None));
    assert!(view.ended_because.is_some_and(|why| why.contains("journal")), "it says that the journal is kept");
    assert_eq!(count(&session.journal(), "scored"), 0);
    for what in ["scorecard", "receipt"] {
        assert_eq!(session.try_get(what).0, 409, "{what}: there is no score");
    }
    let (status, text) = session.try_post("score", &json!({}));
    assert!(status == 409 && text.contains("over"), "{status}: {text}");
}
