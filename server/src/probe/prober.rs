//! The superuser session and its hardening.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls, Row};
use tokio_util::task::AbortOnDropHandle;

use super::APPLICATION;
use crate::sandbox::{Endpoint, SUPERUSER};

/// What a probe's session has pinned, whatever the learner set on the database or in the server's files: startup
/// options outrank both. `role=none` keeps `ALTER DATABASE ... SET role` from taking the superuser's rights away.
const PINNED: &[(&str, &str)] = &[
    ("search_path", "pg_catalog"),
    ("statement_timeout", "3000"),
    ("lock_timeout", "1000"),
    ("idle_session_timeout", "0"),
    ("row_security", "off"),
    ("role", "none"),
    ("default_transaction_read_only", "off"),
    ("default_transaction_isolation", "read\\ committed"),
    ("standard_conforming_strings", "on"),
    ("jit", "off"),
];

/// The longest a connect may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest an answer may take; beyond the server's own statement_timeout.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How often a question is asked at most.
const TRIES: u32 = 3;
/// SQLSTATE of a statement that took too long.
pub(crate) const CANCELED: &str = "57014";

/// Why a probe got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// The server can't be reached.
    #[error("the sandbox's PostgreSQL can't be reached: {0}")]
    Unreachable(String),
    /// The server answered with an error.
    #[error("the sandbox's PostgreSQL answered a probe with {sqlstate}: {message}")]
    Refused {
        /// SQLSTATE.
        sqlstate: String,
        /// The primary message.
        message: String,
    },
    /// The session that asked was ended before it had its answer.
    #[error("somebody ended the session that asked")]
    Interrupted,
    /// No answer in time.
    #[error("the sandbox's PostgreSQL did not answer a probe within {0:?}")]
    Late(Duration),
}

impl From<tokio_postgres::Error> for ProbeError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) => Self::Refused { sqlstate: db.code().code().to_owned(), message: db.message().to_owned() },
            None => Self::Unreachable(crate::probe::prober::told(&error)),
        }
    }
}

/// An error with its causes, in one line.
pub(crate) fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

/// An open session; its connection's task ends with it.
struct Line {
    client: Client,
    _task: AbortOnDropHandle<()>,
}

/// The spare session, taken by whichever prober loses its own and can't get in again.
type Spare = Arc<Mutex<Option<Line>>>;

/// One superuser session that comes back after a restart of the database.
pub struct Prober {
    config: Config,
    line: Mutex<Option<Line>>,
    spare: Spare,
}

impl Prober {
    /// Asks one question in one round trip; opens the session again first where it was lost.
    pub async fn ask(&self, sql: &str, params: &[(&(dyn ToSql + Sync), Type)]) -> Result<Vec<Row>, ProbeError> {
        // A question changes nothing, and nobody but the clock can have ended it: on a machine that is busy it is asked
        // again.
        for _ in 1..TRIES {
            match self.ask_once(sql, params).await {
                Err(ProbeError::Late(_) | ProbeError::Unreachable(_)) => {}
                Err(ProbeError::Refused { sqlstate, .. }) if sqlstate == CANCELED => {}
                answered => return answered,
            }
        }
        self.ask_once(sql, params).await
    }

    async fn ask_once(&self, sql: &str, params: &[(&(dyn ToSql + Sync), Type)]) -> Result<Vec<Row>, ProbeError> {
        let mut line = self.line().await?;
        let Some(open) = line.as_ref() else { return Err(ProbeError::Unreachable("no session".into())) };
        match timeout(ANSWER_WITHIN, open.client.query_typed(sql, params)).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) => {
                if open.client.is_closed() {
                    *line = None;
                }
                Err(error.into())
            }
            Err(_) => {
                *line = None;
                Err(ProbeError::Late(ANSWER_WITHIN))
            }
        }
    }

    async fn line(&self) -> Result<MutexGuard<'_, Option<Line>>, ProbeError> {
        let mut line = self.line.lock().await;
        if line.as_ref().is_none_or(|l| l.client.is_closed()) {
            *line = None;
            match dial(&self.config).await {
                Ok(open) => *line = Some(open),
                Err(error) => {
                    let spare = self.spare.lock().await.take().filter(|s| !s.client.is_closed());
                    *line = Some(spare.ok_or(error)?);
                }
            }
        }
        Ok(line)
    }
}

/// ride's own connections in one sandbox; exactly [`super::OWN_CONNECTIONS`].
pub struct Probers {
    /// For the one-second watch.
    pub watch: Prober,
    /// For the director's commands and the submission, so that neither waits for the watch.
    pub desk: Prober,
    spare: Spare,
    config: Config,
}

impl Probers {
    /// Opens all of them.
    pub async fn open(endpoint: &Endpoint, database: &str) -> Result<Self, ProbeError> {
        let config = superuser(endpoint, database);
        let spare: Spare = Arc::new(Mutex::new(None));
        let prober = || Prober { config: config.clone(), line: Mutex::new(None), spare: Arc::clone(&spare) };
        let probers = Self { watch: prober(), desk: prober(), spare: Arc::clone(&spare), config: config.clone() };
        probers.reopen().await?;
        Ok(probers)
    }

    /// Opens those that were lost, such as all of them after a restart of the database.
    pub async fn reopen(&self) -> Result<(), ProbeError> {
        drop(self.watch.line().await?);
        drop(self.desk.line().await?);
        self.tend_spare().await
    }

    /// Opens the spare again where it was lost or taken, so that it is there the next time.
    pub async fn tend_spare(&self) -> Result<(), ProbeError> {
        let mut spare = self.spare.lock().await;
        if spare.as_ref().is_none_or(|s| s.client.is_closed()) {
            *spare = None;
            *spare = Some(dial(&self.config).await?);
        }
        Ok(())
    }

    /// Closes all of them.
    pub async fn close(&self) {
        for line in [&self.watch.line, &self.desk.line, &*self.spare] {
            *line.lock().await = None;
        }
    }
}

/// Where and as whom probes connect.
fn superuser(endpoint: &Endpoint, database: &str) -> Config {
    let mut config = endpoint.config(database, CONNECT_WITHIN);
    let options: Vec<String> = PINNED.iter().map(|(name, value)| format!("-c {name}={value}")).collect();
    config.user(SUPERUSER).application_name(APPLICATION).options(options.join(" "));
    config
}

async fn dial(config: &Config) -> Result<Line, ProbeError> {
    let (client, connection) =
        timeout(CONNECT_WITHIN, config.connect(NoTls)).await.map_err(|_| ProbeError::Late(CONNECT_WITHIN))??;
    let task = AbortOnDropHandle::new(tokio::spawn(async move {
        // Its end shows on the client, as closed; what it says about it is of no use here.
        let _ = connection.await;
    }));
    Ok(Line { client, _task: task })
}
