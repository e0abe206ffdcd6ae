//! The whole server in this process, asked over real sockets.

use std::net::SocketAddr;
use std::path::Path;

use ride::app::{App, AppConfig, AppError, RunningApp};
use ride::sandbox::DriverKind;
use ride::store::SqliteStore;
use ride_shared::protocol::{SessionCreated, SessionState, SessionView};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite};

mod storm;
mod wait;

use storm::storm_alone;
pub use wait::{PATIENCE, eventually};

/// The scenario that the tests run.
pub const STORM: &str = "stage-03/03-connection-storm-after-deploy";

/// A WebSocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A running server with a data directory of its own.
pub struct Lab {
    /// The server.
    pub app: RunningApp,
    /// Its data directory.
    pub data: tempfile::TempDir,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl Lab {
    /// On free ports, with the process driver.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same, set up further.
    pub async fn start_with(set_up: impl FnOnce(&mut AppConfig)) -> Self {
        let data = wait::folder();
        let app = Self::try_start(data.path(), set_up).await.unwrap_or_else(|e| panic!("{e}"));
        Self { app, data }
    }

    /// Starts one in a data directory.
    pub async fn try_start(data: &Path, set_up: impl FnOnce(&mut AppConfig)) -> Result<RunningApp, AppError> {
        let mut config = AppConfig::on_free_ports(DriverKind::Process, data.to_owned());
        config.scenarios = Some(storm_alone());
        set_up(&mut config);
        App::start(config).await
    }

    /// Ends the server, all of it.
    pub async fn stop(self) {
        self.stop_and_keep().await;
    }

    /// The same; its data directory stays, and is free for the next one.
    pub async fn stop_and_keep(self) -> tempfile::TempDir {
        tokio::time::timeout(PATIENCE, self.app.stop()).await.expect("the server ends");
        drop(SqliteStore::open(self.data.path()).expect("the data directory is let go"));
        self.data
    }

    /// Starts one on what another left.
    pub async fn on(data: tempfile::TempDir) -> Self {
        let app = Self::try_start(data.path(), |_| {}).await.unwrap_or_else(|e| panic!("{e}"));
        Self { app, data }
    }

    /// Waits until sessions can start.
    pub async fn ready(&self) {
        eventually("the templates", async || (self.ask("GET /readyz", &[], "").await.status == 200).then_some(()))
            .await;
    }

    /// Sends a request as it is given; a Host header is put in where there is none.
    pub async fn ask(&self, line: &str, headers: &[&str], body: &str) -> Answer {
        ask(self.app.http_addr, line, headers, body).await
    }

    /// Sends JSON.
    pub async fn json(&self, line: &str, token: Option<&str>, body: Value) -> Answer {
        let bearer = token.map(|t| format!("Authorization: Bearer {t}"));
        let mut headers = vec!["Content-Type: application/json"];
        headers.extend(bearer.as_deref());
        self.ask(line, &headers, &body.to_string()).await
    }

    /// Opens a WebSocket.
    pub async fn socket(&self, path: &str, origin: Option<&str>) -> Result<Socket, tungstenite::Error> {
        let mut request = format!("ws://{}{path}", self.app.http_addr).into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        tokio_tungstenite::connect_async(request).await.map(|(socket, _)| socket)
    }

    /// A session as soon as it is answered for.
    pub async fn session(&self) -> Session<'_> {
        let answer = self.json("POST /api/sessions", None, json!({ "scenario": STORM })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        Session { lab: self, created: serde_json::from_str(&answer.body).unwrap() }
    }
}

/// A session as its learner has it.
pub struct Session<'a> {
    /// Where it runs.
    pub lab: &'a Lab,
    /// What the server answered.
    pub created: SessionCreated,
}

impl Session<'_> {
    /// A request below the session, such as `POST /hints`.
    pub async fn ask(&self, line: &str, body: Value) -> Answer {
        let (method, rest) = line.split_once(' ').unwrap_or((line, ""));
        let line = format!("{method} /api/sessions/{}{rest}", self.created.id);
        self.lab.json(&line, Some(&self.created.token), body).await
    }

    /// The session as it is now.
    pub async fn view(&self) -> SessionView {
        serde_json::from_str(&self.ask("GET ", Value::Null).await.body).unwrap()
    }

    /// Waits for a state.
    pub async fn wait_for(&self, state: SessionState) -> SessionView {
        eventually("a state", async || {
            let view = self.view().await;
            assert!(view.state == state || !view.state.is_over(), "ended: {:?}", view.ended_because);
            (view.state == state).then_some(view)
        })
        .await
    }
}

async fn ask(to: SocketAddr, line: &str, headers: &[&str], body: &str) -> Answer {
    let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|h| h.to_ascii_lowercase().starts_with("host:")) {
        request = format!("{request}Host: {to}\r\n");
    }
    for header in headers {
        request = format!("{request}{header}\r\n");
    }
    let talk = async {
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
        // A body that is refused early may not be taken whole.
        let _ = stream.write_all(body.as_bytes()).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let text = tokio::time::timeout(PATIENCE, talk).await.expect("an answer");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {line}: {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|s| s.parse().ok()).expect("a status");
    let headers: Vec<_> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    let body = if chunked { unchunk(body) } else { body.to_owned() };
    Answer { status, headers, body }
}

fn unchunk(mut text: &str) -> String {
    let mut out = String::new();
    while let Some((size, rest)) = text.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).expect("a chunk's size");
        out += &rest[..size];
        text = rest[size..].trim_start_matches("\r\n");
    }
    out
}
