//! A learner's console for proofs: a real client on the TCP gateway.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{Client, NoTls};

use super::LabError;

/// How long one statement may take.
const STATEMENT_WITHIN: Duration = Duration::from_mins(1);
/// How long it may take to be let in: after a restart of the database the on-call slots are being opened again.
const LET_IN_WITHIN: Duration = Duration::from_secs(30);

/// One console, opened at its first statement and again after it was lost.
pub(super) struct Console {
    url: String,
    /// Whether single statements are prepared first.
    extended: bool,
    open: Option<Open>,
}

struct Open {
    client: Client,
    connection: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Console {
    pub(super) fn new(url: String, extended: bool) -> Self {
        Self { url, extended, open: None }
    }

    /// Runs SQL as psql would; gives what came of it in a few words. Errors of the server are part of life, also one
    /// that ends this very connection; anything else is not.
    pub(super) async fn run(&mut self, sql: &str) -> Result<String, LabError> {
        // A connection that was lost before this statement (the database restarted) shows only when it is used: then
        // the statement has not run, and runs on a new one.
        let extended = self.extended;
        for _ in 0..2 {
            let client = self.client().await?;
            match timeout(STATEMENT_WITHIN, send(client, sql, extended)).await {
                Err(_) => return Err(LabError(format!("no answer within {STATEMENT_WITHIN:?} to: {sql}"))),
                Ok(Ok(came)) => return Ok(came),
                Ok(Err(e)) => match e.as_db_error() {
                    Some(error) => return Ok(format!("ERROR {}: {}", error.code().code(), error.message())),
                    None if e.is_closed() => self.open = None,
                    None => return Err(LabError(format!("the connection broke ({e}) at: {sql}"))),
                },
            }
        }
        Err(LabError(format!("the connection was lost twice at: {sql}")))
    }

    async fn client(&mut self) -> Result<&Client, LabError> {
        if self.open.as_ref().is_none_or(|open| open.client.is_closed()) {
            self.open = None;
            self.open = Some(connect(&self.url).await?);
        }
        self.open.as_ref().map(|open| &open.client).ok_or_else(|| LabError("no console".into()))
    }
}

async fn connect(url: &str) -> Result<Open, LabError> {
    let deadline = Instant::now() + LET_IN_WITHIN;
    let mut wait = Duration::from_millis(50);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let why = match timeout(left, tokio_postgres::connect(url, NoTls)).await {
            Ok(Ok((client, connection))) => {
                // How it ends is seen by the client's next statement.
                let connection = tokio::spawn(async move { drop(connection.await) });
                return Ok(Open { client, connection });
            }
            Ok(Err(e)) => e.as_db_error().map_or_else(|| e.to_string(), |db| db.message().to_owned()),
            Err(_) => "no answer".to_owned(),
        };
        if Instant::now() + wait >= deadline {
            return Err(LabError(format!("no console within {LET_IN_WITHIN:?}: {why}")));
        }
        sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(1));
    }
}

/// Sends SQL, and as in psql's scripts what stands on the lines below a `COPY ... FROM STDIN;`.
async fn send(client: &Client, sql: &str, extended: bool) -> Result<String, tokio_postgres::Error> {
    if let Some((copy, data)) = sql.split_once(";\n").filter(|(copy, _)| is_copy_in(copy)) {
        let mut sink = pin!(client.copy_in::<_, Bytes>(copy).await?);
        sink.send(Bytes::copy_from_slice(data.as_bytes())).await?;
        return sink.finish().await.map(|rows| format!("{rows} rows copied"));
    }
    if extended && !sql.contains(';') {
        return client.query(sql, &[]).await.map(|rows| format!("1 statement, {} rows", rows.len()));
    }
    client.simple_query(sql).await.map(|messages| summary(&messages))
}

fn is_copy_in(sql: &str) -> bool {
    let words: Vec<String> = sql.split_whitespace().map(str::to_ascii_uppercase).collect();
    words.first().is_some_and(|w| w == "COPY") && words.windows(2).any(|w| w == ["FROM", "STDIN"])
}

fn summary(messages: &[tokio_postgres::SimpleQueryMessage]) -> String {
    use tokio_postgres::SimpleQueryMessage::{CommandComplete, Row};
    let rows = messages.iter().filter(|m| matches!(m, Row(_))).count();
    let statements = messages.iter().filter(|m| matches!(m, CommandComplete(_))).count();
    format!("{statements} statements, {rows} rows")
}
