//! The postmortem of a session, over HTTP, with real sessions on the process driver: when there is one, what is in it, and
//! that what a learner writes stays theirs. And of every scenario that is built in, that it speaks to nobody.

#[allow(dead_code, reason = "shared with the tests of HTTP, which use all of it")]
#[path = "common/http.rs"]
mod lab;

use lab::{Answer, Lab, Session};
use ride::catalog::Catalog;
use ride_shared::journal::{DiagnosisAnswer, Entry, Event};
use ride_shared::postmortem::session::{Section, from_session};
use ride_shared::postmortem::{Own, Postmortem};
use ride_shared::protocol::{ErrorBody, Mode, PostmortemView, SessionState};
use ride_shared::scenario::Scenario;
use serde_json::{Value, json};

fn error(answer: &Answer) -> (u16, String, String) {
    let told: ErrorBody =
        serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("no ErrorBody ({e}): {answer:?}"));
    (answer.status, told.error, told.message)
}

async fn view(session: &Session<'_>) -> PostmortemView {
    let answer = session.ask("GET /postmortem", Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Looks, ends the workers' sessions, waits until calls are well again.
async fn work(session: &Session<'_>) {
    let (client, connection) = tokio_postgres::connect(&session.created.psql_url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    for sql in [
        "SELECT application_name, count(*) FROM pg_stat_activity GROUP BY 1",
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'deploy_worker'",
    ] {
        client.simple_query(sql).await.unwrap();
    }
    client.simple_query("SELECT nothing").await.unwrap_err();
    drop(client);
    connection.await.unwrap().unwrap();
    let own = session.lab.app.registry.open(&session.created.id, &session.created.token).await.unwrap();
    lab::eventually("calls to be well again", async || {
        let calls = own.next_calls("checkout_api").await.unwrap();
        (calls.failed == 0).then_some(())
    })
    .await;
    let right = json!({ "cause": "reconnect-storm", "culprit": "deploy_worker" });
    assert_eq!(session.ask("POST /diagnosis", right).await.status, 200);
}

#[tokio::test]
async fn a_postmortem_comes_with_the_score_and_the_learners_own_stays_beside_it() {
    let lab = Lab::start().await;
    let session = lab.session().await;
    session.wait_for(SessionState::Live).await;

    // Before the score it would give everything away.
    let own = json!({ "summary": "checkout_api was down.", "root_cause": "A reconnect storm of deploy_worker.",
        "actions": ["A smaller pool for deploy_worker, with jitter and backoff"] });
    for (line, body) in
        [("GET /postmortem", Value::Null), ("GET /postmortem.zip", Value::Null), ("PUT /postmortem", own.clone())]
    {
        let (status, key, message) = error(&session.ask(line, body).await);
        assert_eq!((status, key.as_str()), (409, "not-scored"), "{line}");
        assert!(message.contains("submit it first"), "{message}");
    }
    work(&session).await;
    let scored = session.ask("POST /score", Value::Null).await;
    assert_eq!(scored.status, 200, "{scored:?}");
    let receipt = session.ask("GET /receipt", Value::Null).await.body;

    // Only its learner's, and only in forms that there are.
    for what in ["postmortem", "postmortem.zip"] {
        let path = format!("GET /api/sessions/{}/{what}", session.created.id);
        assert_eq!(lab.json(&path, Some("wrong"), Value::Null).await.status, 404);
        assert_eq!(lab.ask(&path, &[], "").await.status, 401);
    }
    let (status, key, message) = error(&session.ask("GET /postmortem.zip?template=sre", Value::Null).await);
    assert_eq!((status, key.as_str()), (422, "unknown-template"));
    assert!(message.contains("`sre`") && message.contains("google-sre"), "{message}");
    let (status, key, message) = error(&session.ask("GET /postmortem.zip?tempalte=ride", Value::Null).await);
    assert_eq!((status, key.as_str()), (400, "bad-query"));
    assert!(message.contains("tempalte"), "{message}");

    // What the journal proves.
    let first = view(&session).await;
    let postmortem = &first.postmortem;
    assert!(first.comparison.is_empty() && postmortem.own.is_none() && postmortem.proven.is_empty());
    assert!(
        postmortem.timeline.iter().any(|i| i.code.as_deref().is_some_and(|sql| sql.contains("pg_terminate_backend")))
    );
    assert!(postmortem.went_wrong.iter().any(|note| note.text.contains("column \"nothing\" does not exist")));
    assert!(postmortem.root_cause[0].text.contains("restarted every deploy_worker process"));
    assert!(postmortem.impact.calls.iter().any(|c| c.name == "during" && c.failed > 0), "{:?}", postmortem.impact);
    let archive = session.ask("GET /postmortem.zip", Value::Null).await;
    assert_eq!(archive.header("content-type"), Some("application/zip"));
    assert!(archive.header("content-disposition").is_some_and(|d| d.contains(&session.created.id)), "{archive:?}");
    assert!(archive.body.starts_with("PK"));
    for name in
        ["postmortem.md", "timeline.svg", "hn-post.txt", "twitter-thread.txt", "status-updates.txt", "user-message.txt"]
    {
        assert!(archive.body.contains(name), "{name}");
    }
    let other = session.ask("GET /postmortem.zip?template=public", Value::Null).await;
    assert!(other.status == 200 && other.body != archive.body);
    assert_eq!(session.ask("GET /postmortem.zip?template=ride", Value::Null).await.body, archive.body);

    // What the learner writes.
    for (body, status, key, part) in [
        (json!({ "summary": "x".repeat(4_001) }), 422, "bad-postmortem", "summary has 4001 characters"),
        (json!({ "actions": vec!["x"; 31] }), 422, "bad-postmortem", "31 items"),
        (json!({ "sumary": "x" }), 422, "bad-field", "sumary"),
        (json!({ "actions": "x" }), 422, "bad-field", "sequence"),
        (json!({ "summary": "x".repeat(70_000) }), 413, "too-large", "64 KiB"),
    ] {
        let (is, its, message) = error(&session.ask("PUT /postmortem", body).await);
        assert_eq!((is, its.as_str()), (status, key), "{message}");
        assert!(message.contains(part), "{message}");
    }
    assert!(view(&session).await.postmortem.own.is_none(), "nothing of that was kept");
    let put = session.ask("PUT /postmortem", own.clone()).await;
    assert_eq!((put.status, serde_json::from_str::<Value>(&put.body).unwrap()), (200, own.clone()));
    let second = view(&session).await;
    let expected: Own = serde_json::from_value(own).unwrap();
    assert_eq!(second.postmortem, Postmortem { own: Some(expected.clone()), ..first.postmortem.clone() });
    let mentioned = |section, point: &str| {
        let found = second.comparison.iter().find(|c| c.section == section && c.point == point);
        found.unwrap_or_else(|| panic!("{point}: {:#?}", second.comparison)).mentioned
    };
    assert!(mentioned(Section::Summary, "what broke") && !mentioned(Section::Summary, "since when"));
    assert!(mentioned(Section::RootCause, "the cause") && mentioned(Section::Actions, "the durable fix"));

    // It is no deed: neither the score nor what is signed knows of it; another submission changes neither.
    assert_eq!(session.ask("POST /score", Value::Null).await.body, scored.body);
    assert_eq!(session.ask("GET /scorecard", Value::Null).await.body, scored.body);
    assert_eq!(session.ask("GET /receipt", Value::Null).await.body, receipt);
    assert_eq!(view(&session).await.postmortem.own, Some(expected.clone()));
    let metrics = lab.ask("GET /metrics", &[], "").await.body;
    let counted = "ride_http_requests_total{method=\"PUT\",route=\"/api/sessions/{id}/postmortem\",status=\"200\"} 1\n";
    assert!(metrics.contains(counted), "{metrics}");

    // Reset is another session: it begins without a word, and the old one keeps its own.
    let reset = session.ask("POST /reset", Value::Null).await;
    let next = Session { lab: &lab, created: serde_json::from_str(&reset.body).unwrap() };
    assert_eq!(error(&next.ask("GET /postmortem", Value::Null).await).1, "not-scored");
    assert_eq!(view(&session).await.postmortem.own, Some(expected.clone()));
    assert_eq!(next.ask("DELETE ", Value::Null).await.status, 204);

    // The server goes and comes back.
    let (created, data) = (session.created.clone(), lab.stop_and_keep().await);
    let lab = Lab::on(data).await;
    let session = Session { lab: &lab, created };
    assert_eq!(view(&session).await, second, "to the word");
    assert_eq!(session.ask("GET /receipt", Value::Null).await.body, receipt);
    let changed = json!({ "summary": "Another word.", "root_cause": "", "actions": [] });
    assert_eq!(session.ask("PUT /postmortem", changed).await.status, 200);
    assert_eq!(view(&session).await.postmortem.own.map(|own| own.summary).as_deref(), Some("Another word."));
    lab.stop().await;
}

/// Every harm that the scenario knows, a wrong answer to each question, and nothing that helps.
fn all_wrong(scenario: &Scenario) -> Vec<Entry> {
    let mut events = vec![
        Event::SessionStarted {
            scenario: "stage-01/01-a".into(),
            version: "a".into(),
            seed: 0,
            mode: Mode::Practice,
            driver: "process".into(),
            postgres: 150_010,
            unix_ms: 1_700_000_000_000,
        },
        Event::IncidentLive,
    ];
    events.extend((0..).zip(&scenario.hint).map(|(index, _)| Event::Hint { index, cost: 1 }));
    for cause in &scenario.diagnosis.cause {
        let cause = Some(cause.key.clone());
        events.push(Event::Diagnosis(DiagnosisAnswer { cause, ..DiagnosisAnswer::default() }));
    }
    for trap in &scenario.trap {
        events.extend(trap.setting_changed.clone().map(|name| Event::SettingChanged {
            name,
            from: "1".into(),
            to: "2".into(),
        }));
        let object = trap.object.clone().unwrap_or_default();
        events.extend(trap.ddl.clone().map(|tag| Event::Ddl { tag, object, role: "oncall".into() }));
        events.extend(trap.terminated.clone().map(|fleet| Event::FleetTerminated { fleet, count: 1 }));
        events.extend(trap.blocked.clone().map(|fleet| Event::FleetBlocked { fleet, count: 1 }));
        let value = trap.value.as_ref().map(ToString::to_string);
        events.extend(trap.action.clone().map(|name| Event::Action {
            name,
            value,
            peak_connections_percent: Some(100),
        }));
    }
    events.push(Event::Submitted);
    for trap in &scenario.trap {
        events.extend(trap.broken.clone().map(|name| Event::ProbeAnswered { name, holds: false, answer: "f".into() }));
    }
    (1..).zip(events).map(|(seq, event)| Entry { seq, at_ms: seq * 1000, event }).collect()
}

/// The same with every evidence seen.
fn all_seen(scenario: &Scenario) -> Vec<Entry> {
    let mut journal = all_wrong(scenario);
    for (rule, _) in (0..).zip(&scenario.detect) {
        let event = Event::Evidence { console: 1, rule, shown: "x".into() };
        journal.insert(2, Entry { seq: 0, at_ms: 2000, event });
    }
    (1..).zip(&mut journal).for_each(|(seq, entry)| entry.seq = seq);
    journal
}

fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|v| texts(v, out)),
        // Words are looked for, never read; reading is titles of others'.
        Value::Object(map) => {
            map.iter().filter(|(k, _)| *k != "words" && *k != "reading").for_each(|(_, v)| texts(v, out));
        }
        _ => {}
    }
}

#[test]
fn no_scenarios_postmortem_speaks_to_anybody_or_leaves_a_trap_out() {
    let catalog = Catalog::built_in();
    let mut seen = 0;
    for summary in catalog.summaries() {
        let scenario = catalog.resolve(&summary.id, 1).unwrap().scenario;
        for journal in [all_wrong(&scenario), all_seen(&scenario)] {
            let postmortem = from_session(&journal, &scenario, None);
            let mut all = Vec::new();
            texts(&serde_json::to_value(&postmortem).unwrap(), &mut all);
            for text in all {
                let lower = text.to_lowercase();
                let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '_');
                assert!(words.all(|w| !matches!(w, "you" | "your" | "yours" | "yourself")), "{}: {text}", summary.id);
            }
            assert!(
                postmortem.lessons.process.len() == scenario.trap.len(),
                "{}: {:#?}",
                summary.id,
                postmortem.lessons
            );
            assert!(
                !postmortem.actions.is_empty() && !postmortem.root_cause.is_empty() && !postmortem.proven.is_empty()
            );
            seen += 1;
        }
    }
    assert!(seen >= 34, "{seen}");
}
