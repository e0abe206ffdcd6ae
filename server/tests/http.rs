//! The outside over HTTP and WebSocket, and what happens to those who misuse it. The whole server runs in this process;
//! sessions are real ones on the process driver.

#[path = "common/http.rs"]
mod lab;

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use lab::{Answer, Lab};
use ride_shared::grading::Receipt;
use ride_shared::journal::Entry;
use ride_shared::protocol::{ErrorBody, LiveMessage, PgReply, SessionState};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message};

fn error(answer: &Answer) -> ErrorBody {
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("no ErrorBody ({e}): {answer:?}"))
}

#[tokio::test]
async fn every_error_is_json_with_a_remedy() {
    let lab = Lab::start().await;
    let long = "x".repeat(70_000);
    let json = "Content-Type: application/json";
    let cases = [
        ("GET /nothing", vec![], "", 404, "not-found", "catalog is at /"),
        ("GET /api/nothing", vec![], "", 404, "not-found", "openapi"),
        ("PUT /api/sessions", vec![], "", 405, "wrong-method", "PUT"),
        ("POST /healthz", vec![], "", 405, "wrong-method", "POST"),
        ("POST /api/sessions", vec![], "{}", 415, "not-json", "application/json"),
        ("POST /api/sessions", vec!["Content-Type: text/plain"], "{}", 415, "not-json", "text/plain"),
        ("POST /api/sessions", vec![json], "{", 400, "bad-json", "EOF"),
        ("POST /api/sessions", vec![json], "{}", 422, "bad-field", "missing field `scenario`"),
        ("POST /api/sessions", vec![json], r#"{"scenario":"a","sed":1}"#, 422, "bad-field", "unknown field `sed`"),
        ("POST /api/sessions", vec![json], r#"{"scenario":"a","seed":-1}"#, 422, "bad-field", "seed"),
        ("POST /api/sessions", vec![json], r#"{"scenario":"a","mode":"exam"}"#, 422, "bad-field", "assessed"),
        ("POST /api/sessions", vec![json], long.as_str(), 413, "too-large", "64 KiB"),
        ("GET /api/scenarios/stage-03/nothing", vec![], "", 404, "unknown-scenario", "stage-03/nothing"),
        ("GET /api/sessions/abc", vec![], "", 401, "no-token", "Authorization: Bearer"),
        ("GET /api/sessions/abc", vec!["Authorization: Basic eDp5"], "", 401, "no-token", "Authorization: Bearer"),
        ("GET /api/sessions/abc", vec!["Authorization: Bearer x"], "", 404, "no-session", "catalog"),
        ("GET /api/sessions/abc/live", vec![], "", 426, "not-a-websocket", "Upgrade"),
        ("GET /healthz", vec!["Host: evil.test:80"], "", 421, "wrong-host", "--allow-host evil.test"),
        ("GET /healthz", vec!["Host: a/b"], "", 400, "bad-host", "Host"),
    ];
    for (line, headers, body, status, key, part) in cases {
        let answer = lab.ask(line, &headers, body).await;
        let told = error(&answer);
        assert_eq!((answer.status, told.error.as_str()), (status, key), "{line} {headers:?}: {answer:?}");
        assert!(told.message.contains(part), "{line}: {}", told.message);
        assert!(answer.header("content-security-policy").is_some(), "{line}: {answer:?}");
    }
    lab.stop().await;
}

#[tokio::test]
async fn what_is_asked_for_without_a_session_is_answered() {
    let lab = Lab::start().await;
    assert_eq!(lab.ask("GET /healthz", &[], "").await.body, "ok\n");
    lab.ready().await;

    let metrics = lab.ask("GET /metrics", &[], "").await;
    assert!(metrics.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    assert!(metrics.body.contains("ride_sessions{state=\"live\"} 0\n"), "{}", metrics.body);
    assert!(metrics.body.contains("ride_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1\n"));

    let described: Value = serde_json::from_str(&lab.ask("GET /openapi.json", &[], "").await.body).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    assert!(described["paths"]["/api/sessions"]["post"]["responses"]["201"].is_object());

    for page in ["/", "/lab/abcdefghijklmnop"] {
        let answer = lab.ask(&format!("GET {page}"), &[], "").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    lab.stop().await;
}

#[tokio::test]
async fn another_seeds_template_is_made_when_it_is_asked_for() {
    let lab = Lab::start().await;
    lab.ready().await;
    let prepared = || [0, 1].map(|seed| lab.app.registry.is_prepared(lab::STORM, seed));
    assert_eq!(prepared(), [true, false]);
    let answer = lab.json("POST /api/sessions", None, json!({ "scenario": lab::STORM, "seed": 1 })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(prepared(), [true, true]);
    assert_eq!(lab.ask("GET /readyz", &[], "").await.status, 200);
    lab.stop().await;
}

#[tokio::test]
async fn a_foreign_origin_gets_no_websocket_and_garbage_gets_a_goodbye() {
    let lab = Lab::start().await;
    for (path, origin, status) in [("live", "http://evil.test", 403), ("pg", "null", 403)] {
        let refused = lab.socket(&format!("/api/sessions/abc/{path}"), Some(origin)).await.unwrap_err();
        let tungstenite::Error::Http(answer) = refused else { panic!("{refused}") };
        assert_eq!(answer.status().as_u16(), status);
        let told: ErrorBody = serde_json::from_slice(answer.body().as_deref().unwrap()).unwrap();
        assert_eq!(told.error, "wrong-origin");
    }
    for (sent, part) in [
        (Message::text("nonsense"), "first frame must be text"),
        (Message::binary(vec![1, 2, 3]), "first frame must be text"),
        (Message::text(r#"{"version":99,"token":"x"}"#), "reload the page"),
        (Message::text(r#"{"version":1,"token":"x"}"#), "no session with this id and token"),
        (Message::text("x".repeat(5_000)), "too large"),
        (Message::text("x".repeat(5 << 20)), "too large"),
    ] {
        let own = format!("http://{}", lab.app.http_addr);
        let mut socket = lab.socket("/api/sessions/abc/live", Some(&own)).await.unwrap();
        // A socket that is closed on us while we still send has said its word all the same.
        let _ = socket.send(sent).await;
        let first = socket.next().await.unwrap().unwrap();
        let LiveMessage::Bye { reason } = serde_json::from_str(first.to_text().unwrap()).unwrap() else {
            panic!("{first:?}")
        };
        assert!(reason.contains(part), "{reason}");
        assert!(matches!(socket.next().await, Some(Ok(Message::Close(_))) | None));
    }
    lab.stop().await;
}

#[tokio::test]
async fn who_does_not_finish_a_requests_head_is_hung_up_on() {
    let lab = Lab::start_with(|config| config.http.head_within = Duration::from_millis(300)).await;
    for sent in ["", "GET /hea", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sl"] {
        let mut stream = TcpStream::connect(lab.app.http_addr).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answered = Vec::new();
        let ended = tokio::time::timeout(lab::PATIENCE, stream.read_to_end(&mut answered)).await;
        assert_eq!(ended.expect("the connection ends").unwrap_or(0), 0, "{sent:?}: {answered:?}");
    }
    // A request that has begun to be answered is not a head that is late; one connection serves several.
    let mut stream = TcpStream::connect(lab.app.http_addr).await.unwrap();
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", lab.app.http_addr);
    for _ in 0..2 {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"ok\n") {
            assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0, "{:?}", String::from_utf8_lossy(&seen));
        }
    }
    // A WebSocket is no request any more: it may be silent.
    let session = lab.session().await;
    let mut socket = live(&lab, &session).await;
    tokio::time::timeout(lab::PATIENCE, stream.read_to_end(&mut Vec::new())).await.expect("the idle one ends").unwrap();
    hear(&mut socket, |m| matches!(m, LiveMessage::Vitals(_)).then_some(())).await;
    lab.stop().await;
}

#[tokio::test]
async fn one_address_may_not_start_sessions_without_end() {
    let lab = Lab::start_with(|config| config.http.creates_per_minute = 2).await;
    let ask = || lab.json("POST /api/sessions", None, json!({ "scenario": "stage-99/nothing" }));
    assert_eq!(ask().await.status, 404);
    assert_eq!(ask().await.status, 404);
    let answer = ask().await;
    assert_eq!((answer.status, error(&answer).error.as_str()), (429, "too-fast"));
    assert!(answer.header("retry-after").is_some());
    lab.stop().await;
}

#[tokio::test]
async fn two_servers_do_not_share_a_data_directory_or_a_port() {
    let lab = Lab::start().await;
    let told = Lab::try_start(lab.data.path(), |_| {}).await.err().expect("refused").to_string();
    assert!(told.contains("another ride") && told.contains("--data"), "{told}");
    let data = tempfile::tempdir().unwrap();
    let told = Lab::try_start(data.path(), |c| c.listen = lab.app.http_addr).await.err().expect("refused").to_string();
    assert!(told.contains("is taken by another program") && told.contains("--listen"), "{told}");
    let open = |c: &mut ride::app::AppConfig| c.listen = "0.0.0.0:0".parse().unwrap();
    let told = Lab::try_start(data.path(), open).await.err().expect("refused").to_string();
    assert!(told.contains("no security boundary"), "{told}");
    lab.stop().await;
}

/// Reads live messages until one fits.
async fn hear<T>(socket: &mut lab::Socket, mut fits: impl FnMut(LiveMessage) -> Option<T>) -> T {
    let wait = async {
        loop {
            let message = socket.next().await.expect("the channel goes on").expect("a message");
            let Message::Text(text) = message else { continue };
            let message = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
            if let Some(found) = fits(message) {
                return found;
            }
        }
    };
    tokio::time::timeout(lab::PATIENCE, wait).await.expect("a live message in time")
}

async fn live(lab: &Lab, session: &lab::Session<'_>) -> lab::Socket {
    let mut socket = lab.socket(&format!("/api/sessions/{}/live", session.created.id), None).await.unwrap();
    let hello = json!({ "version": 1, "token": session.created.token }).to_string();
    socket.send(Message::text(hello)).await.unwrap();
    socket
}

#[tokio::test]
async fn a_session_from_its_start_to_its_receipt() {
    let lab = Lab::start().await;
    let session = lab.session().await;
    assert!(session.created.web_url.ends_with(&format!("/lab/{}#token={}", session.created.id, session.created.token)));

    let mut socket = live(&lab, &session).await;
    let first = socket.next().await.unwrap().unwrap();
    assert!(matches!(serde_json::from_str(first.to_text().unwrap()), Ok(LiveMessage::Session(_))), "{first:?}");
    hear(&mut socket, |m| match m {
        LiveMessage::Session(view) => (view.state == SessionState::Live).then_some(()),
        _ => None,
    })
    .await;
    let used = |m| match m {
        LiveMessage::Vitals(v) => (v.used() >= v.max_connections - 5).then_some(v.max_connections),
        _ => None,
    };
    assert_eq!(hear(&mut socket, used).await, 100, "the storm shows on the live channel");

    // What isn't one's own, and what isn't there yet.
    let foreign = session.created.token.to_ascii_uppercase();
    let path = format!("GET /api/sessions/{}", session.created.id);
    assert_eq!(lab.json(&path, Some(&foreign), Value::Null).await.status, 404);
    for what in ["GET /scorecard", "GET /receipt", "GET /postmortem", "GET /postmortem.zip"] {
        let answer = session.ask(what, Value::Null).await;
        assert_eq!((answer.status, error(&answer).error.as_str()), (409, "not-scored"), "{what}");
    }

    // Hints come in order, and end.
    for left in (0..session.created.session.briefing.hints).rev() {
        let hint: Value = serde_json::from_str(&session.ask("POST /hints", Value::Null).await.body).unwrap();
        assert_eq!((hint["left"].as_u64(), hint["cost"].as_u64()), (Some(u64::from(left)), Some(0)));
    }
    assert_eq!(error(&session.ask("POST /hints", Value::Null).await).error, "no-hints-left");
    assert_eq!(session.view().await.hints.len(), session.created.session.briefing.hints as usize);

    // Nothing but what the form has is a diagnosis, nothing but what is listed is an action.
    for (line, body, status, part) in [
        ("POST /diagnosis", json!({ "cause": "bad luck" }), 422, "reconnect-storm"),
        ("POST /diagnosis", json!({ "culprit": "nobody" }), 422, "deploy_worker"),
        ("POST /diagnosis", json!({ "numbers": { "age": 3 } }), 422, "max_connections"),
        ("POST /diagnosis", json!({ "couse": "x" }), 422, "couse"),
        ("POST /actions", json!({ "action": "set-pool-sice", "value": "10" }), 404, "set-pool-size"),
        ("POST /actions", json!({ "action": "set-pool-size", "value": "11" }), 422, "10"),
        ("POST /actions", json!({ "action": "set-pool-size" }), 422, "nothing"),
    ] {
        let answer = session.ask(line, body).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(error(&answer).message.contains(part), "{answer:?}");
    }
    let right = json!({ "cause": "reconnect-storm", "culprit": "deploy_worker" });
    assert_eq!(session.ask("POST /diagnosis", right).await.status, 200);
    assert_eq!(session.ask("POST /actions", json!({ "action": "set-pool-size", "value": "10" })).await.status, 200);

    // Two submissions at once are one score; the journal tells all only after it.
    let (one, two) = tokio::join!(session.ask("POST /score", Value::Null), session.ask("POST /score", Value::Null));
    assert_eq!((one.status, two.status), (200, 200), "{one:?}");
    assert_eq!(one.body, two.body);
    assert_eq!(session.ask("GET /scorecard", Value::Null).await.body, one.body);
    let journal: Vec<Entry> = serde_json::from_str(&session.ask("GET /journal", Value::Null).await.body).unwrap();
    assert!((1..).zip(&journal).all(|(seq, e)| e.seq == seq), "without gaps");
    let count = |wanted: &str| journal.iter().filter(|e| e.event.kind() == wanted).count();
    assert_eq!((count("submitted"), count("scored"), count("replay-measured")), (1, 1, 1));
    let measured = journal.iter().position(|e| e.event.kind() == "state-measured").unwrap();
    let replayed = journal.iter().position(|e| e.event.kind() == "replay-measured").unwrap();
    assert!(measured < replayed, "the mitigation is measured before the replay disturbs it");

    let receipt: Receipt = serde_json::from_str(&session.ask("GET /receipt", Value::Null).await.body).unwrap();
    receipt.verify().unwrap();
    assert_eq!(json!(receipt.card), serde_json::from_str::<Value>(&one.body).unwrap()["card"]);
    assert_eq!(error(&session.ask("POST /hints", Value::Null).await).error, "over");
    let total = hear(&mut socket, |m| match m {
        LiveMessage::Session(view) => view.total,
        _ => None,
    });
    assert_eq!(total.await, receipt.card.total);

    // The server goes and comes back: the score is still there.
    let (id, token, data) = (session.created.id.clone(), session.created.token.clone(), lab.stop_and_keep().await);
    hear(&mut socket, |m| matches!(m, LiveMessage::Bye { .. }).then_some(())).await;
    let lab = Lab::on(data).await;
    let again = lab.json(&format!("GET /api/sessions/{id}/scorecard"), Some(&token), Value::Null).await;
    assert_eq!(again.body, one.body);
    let signed = lab.json(&format!("GET /api/sessions/{id}/receipt"), Some(&token), Value::Null).await;
    assert_eq!(serde_json::from_str::<Receipt>(&signed.body).unwrap(), receipt, "the same receipt, to the byte");
    lab.stop().await;
}

#[tokio::test]
async fn the_journal_hides_what_the_score_will_rest_on() {
    let lab = Lab::start().await;
    let session = lab.session().await;
    session.wait_for(SessionState::Live).await;
    let (client, connection) = tokio_postgres::connect(&session.created.psql_url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.simple_query("select application_name, count(*) from pg_stat_activity group by 1").await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    let own = lab.app.registry.open(&session.created.id, &session.created.token).await.unwrap();
    let whole = lab::eventually("the evidence", async || {
        let whole = own.entries().await.unwrap();
        whole.iter().any(|e| e.event.kind() == "evidence").then_some(whole)
    })
    .await;
    drop(own);
    let shown: Vec<Entry> = serde_json::from_str(&session.ask("GET /journal", Value::Null).await.body).unwrap();
    assert!(shown.iter().any(|e| e.event.kind() == "statement"));
    assert!(shown.iter().all(|e| e.event.kind() != "evidence"));
    assert!((1..).zip(&shown).all(|(seq, e)| e.seq == seq), "gaps would tell");
    assert!((1..).zip(&whole).all(|(seq, e)| e.seq == seq));
    lab.stop().await;
}

#[tokio::test]
async fn places_are_limited_and_reset_takes_ones_own() {
    let lab = Lab::start_with(|c| c.session.max_sessions = 1).await;
    let session = lab.session().await;
    let answer = lab.json("POST /api/sessions", None, json!({ "scenario": lab::STORM })).await;
    assert_eq!((answer.status, error(&answer).error.as_str()), (429, "too-many-sessions"), "{answer:?}");
    let mut socket = live(&lab, &session).await;
    hear(&mut socket, |m| matches!(m, LiveMessage::Session(_)).then_some(())).await;
    let reset = session.ask("POST /reset", Value::Null).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    // Whoever watches is told, and whoever comes late.
    for mut socket in [socket, live(&lab, &session).await] {
        hear(&mut socket, |m| matches!(m, LiveMessage::Reset).then_some(())).await;
        hear(&mut socket, |m| matches!(m, LiveMessage::Bye { .. }).then_some(())).await;
    }
    let next = lab::Session { lab: &lab, created: serde_json::from_str(&reset.body).unwrap() };
    assert!(next.created.id != session.created.id && next.created.token != session.created.token);
    assert_eq!(session.view().await.state, SessionState::Stopped);
    assert_eq!(error(&session.ask("POST /hints", Value::Null).await).error, "over");
    next.wait_for(SessionState::Live).await;
    assert_eq!(next.ask("DELETE ", Value::Null).await.status, 204);
    assert_eq!(next.view().await.state, SessionState::Stopped);
    let third = lab.session().await;
    assert_eq!(third.created.session.seed, 0);
    lab.stop().await;
}

#[tokio::test]
async fn time_runs_out_and_everybody_is_told() {
    let lab = Lab::start_with(|c| c.session.ttl = std::time::Duration::from_secs(3)).await;
    let session = lab.session().await;
    let mut socket = live(&lab, &session).await;
    let reason = hear(&mut socket, |m| match m {
        LiveMessage::Bye { reason } => Some(reason),
        _ => None,
    })
    .await;
    assert!(reason.contains("3 seconds") && reason.contains("ran out"), "{reason}");
    let view = session.view().await;
    assert_eq!(view.state, SessionState::Expired);
    assert!(reason.contains(&view.ended_because.expect("a reason")), "{reason}");
    let mut late = live(&lab, &session).await;
    hear(&mut late, |m| matches!(m, LiveMessage::Bye { .. }).then_some(())).await;
    let refused =
        tokio_postgres::connect(&session.created.psql_url, tokio_postgres::NoTls).await.err().expect("refused");
    assert!(refused.as_db_error().is_some_and(|e| e.message().contains("ran out")), "{refused:?}");
    lab.stop().await;
}

#[tokio::test]
async fn pgwire_goes_through_a_websocket_and_an_oversized_frame_does_not() {
    let lab = Lab::start().await;
    let session = lab.session().await;
    session.wait_for(SessionState::Live).await;
    let path = format!("/api/sessions/{}/pg", session.created.id);
    let attach = |token: &str| json!({ "type": "attach", "version": 1, "token": token, "resume": null }).to_string();
    let reply = |message: Message| serde_json::from_str::<PgReply>(message.to_text().unwrap()).unwrap();

    let mut socket = lab.socket(&path, None).await.unwrap();
    socket.send(Message::text(attach("wrong"))).await.unwrap();
    let refused = reply(socket.next().await.unwrap().unwrap());
    assert!(matches!(&refused, PgReply::Refused { error, .. } if error == "bad-token"), "{refused:?}");

    let mut socket = lab.socket(&path, None).await.unwrap();
    socket.send(Message::text(attach(&session.created.token))).await.unwrap();
    let attached = reply(socket.next().await.unwrap().unwrap());
    assert!(matches!(attached, PgReply::Attached { received: 0, .. }), "{attached:?}");
    let mut startup = vec![0, 0, 0, 0, 0, 3, 0, 0];
    startup.extend_from_slice(b"user\0x\0\0");
    let length = u32::try_from(startup.len()).unwrap().to_be_bytes();
    startup[..4].copy_from_slice(&length);
    socket.send(Message::binary(startup)).await.unwrap();
    socket.send(Message::binary(b"Q\0\0\0\x1eselect 'through' || ' it'\0".to_vec())).await.unwrap();
    let mut seen = Vec::new();
    let read = async {
        while !seen.windows(10).any(|w| w == b"through it") {
            if let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() {
                seen.extend_from_slice(&bytes);
            }
        }
    };
    tokio::time::timeout(lab::PATIENCE, read).await.expect("the answer");

    let _ = socket.send(Message::binary(vec![0; (1 << 20) + 1])).await;
    let told = async {
        loop {
            let Message::Text(text) = socket.next().await.unwrap().unwrap() else { continue };
            if let Ok(PgReply::Refused { error, message }) = serde_json::from_str(&text) {
                return (error, message);
            }
        }
    };
    let (key, message) = tokio::time::timeout(lab::PATIENCE, told).await.expect("a refusal");
    assert_eq!(key, "bad-frame");
    assert!(message.contains("1048577") && message.contains("1048576"), "{message}");
    lab.stop().await;
}
