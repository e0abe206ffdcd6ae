//! The whole journey from outside, on both drivers: real psql and psycopg against a real `ride serve`.

use std::process::Command;

use crate::lab::{STORM, Server, Session};
use ride_shared::grading::{Part, Receipt};
use ride_shared::journal::Event;
use ride_shared::protocol::{HintRevealed, SessionState, SessionView};
use serde_json::{Value, json};

pub const GROUPED: &str = "select application_name, count(*) from pg_stat_activity group by 1 order by 2 desc";
pub const SHED: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                    where application_name = 'deploy_worker' and state = 'idle'";

on_both_drivers!(
    psql_from_the_first_look_to_a_signed_hundred,
    doing_nothing_is_worth_nothing,
    a_killed_server_loses_nothing,
    a_dead_sandbox_is_told_and_its_journal_kept,
);

pub fn diagnose(session: &Session<'_>) {
    let view: SessionView = session.get("");
    let numbers: serde_json::Map<String, Value> = view
        .briefing
        .diagnosis
        .numbers
        .iter()
        .map(|n| (n.key.clone(), json!(if n.key.contains("max") { 100 } else { 85 })))
        .collect();
    let cause = view.briefing.diagnosis.causes.iter().find(|c| c.key.contains("storm")).expect("the true cause");
    session.post::<Value>("diagnosis", &json!({ "cause": cause.key, "culprit": "deploy_worker", "numbers": numbers }));
}

fn psql_from_the_first_look_to_a_signed_hundred(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);

    let (ok, text) = session.psql(GROUPED);
    assert!(ok, "{text}");
    assert!(text.contains("deploy_worker|85"), "85 workers hold their slots: {text}");
    assert!(session.psql("show max_connections").1.contains("100"));

    diagnose(&session);
    assert_eq!(session.psql(SHED).1.trim(), "85");
    session.action("set-pool-size", Some("10"));
    session.action("set-reconnect", Some("jittered-backoff"));

    let scored = session.score();
    assert_eq!(scored.card.total, 100, "{:#?}", scored.card);
    assert_eq!(session.score(), scored, "a second submission is the same score");
    assert!(scored.times.detected_ms.is_some());

    let receipt: Receipt = session.get("receipt");
    assert_eq!(receipt.card, scored.card);
    let file = server.data.join("receipt.json");
    std::fs::write(&file, serde_json::to_vec(&receipt).unwrap()).unwrap();
    let verify = |file: &std::path::Path| {
        Command::new(env!("CARGO_BIN_EXE_ride")).arg("verify").arg(file).output().expect("ride verify runs")
    };
    assert!(verify(&file).status.success(), "{:?}", verify(&file));

    let mut forged = serde_json::to_value(&receipt).unwrap();
    forged["card"]["total"] = json!(99);
    std::fs::write(&file, serde_json::to_vec(&forged).unwrap()).unwrap();
    assert!(!verify(&file).status.success(), "a forged card must not verify");
}

fn doing_nothing_is_worth_nothing(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);
    let scored = session.score();
    assert_eq!((scored.card.total, scored.card.detect, scored.card.fix, scored.card.trap), (0, 0, 0, 0));
    assert!(scored.card.lines.iter().filter(|l| l.part != Part::Trap).all(|l| l.points == 0));
}

fn a_killed_server_loses_nothing(driver: &str) {
    let mut server = Server::start(driver);
    let (created, before) = {
        let session = server.session(STORM);
        assert!(session.psql(GROUPED).0);
        assert!(session.psql("select 'the last thing they saw'").0);
        let hint: HintRevealed = session.post("hints", &json!({}));
        assert_eq!(hint.index, 0);
        (session.created.clone(), session.journal())
    };
    server.kill();

    let server = server.start_again();
    let mut session = Session { server: &server, created };
    let view: SessionView = session.get("");
    // Its port is another one, since this test leaves the choice to the system.
    session.created.psql_url = view.psql_address.replacen('@', &format!(":{}@", session.created.token), 1);
    let after = session.journal();
    let kept: Vec<_> = after.iter().filter(|e| e.seq <= before.last().unwrap().seq).cloned().collect();
    assert_eq!(kept, before, "every event from before the kill is there");
    assert!(after.iter().zip(1..).all(|(e, n)| e.seq >= n), "in order");
    let restarted = after.iter().find_map(|e| match &e.event {
        Event::ServerRestarted { adopted } => Some(*adopted),
        _ => None,
    });
    if driver == "docker" {
        assert_eq!(restarted, Some(true));
        session.wait_for(SessionState::Live);
        assert_eq!(view.hints.len(), 1);
        let seen = session.psql(GROUPED).1;
        assert!(seen.contains("deploy_worker|85"), "the fleets are back as they were: {seen}");
    } else {
        assert_eq!(restarted, Some(false));
        assert_eq!(view.state, SessionState::Stopped);
        let why = view.ended_because.expect("a reason");
        assert!(why.contains("journal"), "{why}");
        let (ok, text) = session.psql("select 1");
        assert!(!ok && text.contains("over"), "{text}");
    }
}

fn a_dead_sandbox_is_told_and_its_journal_kept(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);
    assert!(session.psql("select 1").0);
    if driver == "docker" {
        let name = Command::new("docker")
            .args(["ps", "-q", "--filter", &format!("label=ride.session={}", session.created.id)])
            .output()
            .expect("docker is there");
        let id = String::from_utf8(name.stdout).unwrap().trim().to_owned();
        assert!(!id.is_empty(), "the sandbox's container is labelled with its session");
        assert!(Command::new("docker").args(["kill", &id]).output().unwrap().status.success());
    } else {
        // The driver's backends are this machine's processes; their parent is the postmaster.
        let backend = session.psql("select pid from pg_stat_activity where backend_type = 'checkpointer'").1;
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", backend.trim())).expect("a process of this machine");
        let pid = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)).expect("its parent").to_owned();
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    }
    let view = crate::lab::eventually("the loss to be told", || {
        let view: SessionView = session.get("");
        (view.state == SessionState::Lost).then_some(view)
    });
    assert!(view.ended_because.is_some());
    assert!(session.journal().iter().any(|e| matches!(e.event, Event::SandboxLost { .. })));
    assert!(session.journal().iter().any(|e| matches!(e.event, Event::Statement { .. })));
}

#[test]
fn psycopg_through_the_gateway() {
    let server = Server::start("process");
    let session = server.session(STORM);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let python = root.join(".tools/python/bin/python");
    assert!(python.exists(), "psycopg is missing: run .ci/setup python");
    let out = Command::new(python)
        .arg(root.join("server/tests/tools/psycopg_session.py"))
        .arg(&session.created.psql_url)
        .output()
        .expect("python runs");
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    diagnose(&session);
    session.action("set-pool-size", Some("10"));
    session.action("set-reconnect", Some("jittered-backoff"));
    let scored = session.score();
    assert_eq!(scored.card.total, 100, "what psycopg was shown over the extended protocol counts: {:#?}", scored.card);
}
