//! The outside over HTTP and WebSocket, and what happens to those who misuse it. The whole server runs in this process;
//! sessions are real ones on the process driver.

#[path = "common/http.rs"]
mod lab;

use futures_util::{SinkExt as _, StreamExt as _};
use lab::{Answer, Lab};
use ride_shared::protocol::{ErrorBody, LiveMessage, PgReply, SessionState};
use serde_json::{Value, json};
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
