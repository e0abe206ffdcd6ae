//! One connection of a fleet: opened as the application would, driven by a task that has an owner, and able to tell
//! why it ended.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::RwLock;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::gauge::Gauge;
use super::log::AppLog;
use super::socket;
use super::state::FleetState;
use crate::sandbox::Endpoint;

/// The longest a fleet waits for the server to let it in.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest a connection that was closed may take to be gone on this side.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// The longest that asking the server to give a statement up may take.
const CANCEL_WITHIN: Duration = Duration::from_secs(1);

/// What every connection of a session's fleets needs, and what they share.
pub(crate) struct Wiring {
    /// Where PostgreSQL is reached, ...
    endpoint: Endpoint,
    /// ... and how the sandbox's database is, without saying as whom.
    pub(crate) config: Config,
    /// Open connections of all fleets.
    pub(crate) gauge: Gauge,
    /// Callers connect through the door; a restarting fleet's herd keeps it shut until its first burst is over, so that
    /// it is settled who gets the slots.
    pub(crate) door: RwLock<()>,
    /// Grows before the director restarts the database: connections of an older era end by that, not by a learner.
    era: AtomicU32,
    /// The application's log.
    pub(crate) log: AppLog,
    /// Owns every task of the incident.
    pub(crate) tasks: TaskTracker,
    /// Ends every task of the incident.
    pub(crate) stop: CancellationToken,
}

impl Wiring {
    /// Wiring to one database of one sandbox.
    pub(crate) fn new(endpoint: &Endpoint, database: &str) -> Self {
        Self {
            endpoint: endpoint.clone(),
            config: endpoint.config(database, CONNECT_WITHIN),
            gauge: Gauge::default(),
            door: RwLock::new(()),
            era: AtomicU32::new(0),
            log: AppLog::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    /// From here on, connections that are open now end because the director restarts the database.
    pub(crate) fn next_era(&self) {
        self.era.fetch_add(1, Ordering::SeqCst);
    }
}

/// A connection that was not to be had, in the server's own words where it said any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Severity and message, such as `FATAL:  sorry, too many clients already`.
    pub(crate) text: String,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallError {
    /// A statement failed; the server's own words.
    Failed(String),
    /// A statement has not come to its end in time.
    Hangs(String),
}

impl CallError {
    /// What the application's log says of it.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Failed(text) | Self::Hangs(text) => text,
        }
    }
}

/// How the server's words for a statement end that was cancelled by request, and not by a limit of its own.
const BY_A_USER: &str = "due to user request";

const ALIVE: u8 = 0;
const CLOSED_BY_US: u8 = 1;
const LOST: u8 = 2;
const TERMINATED: u8 = 3;

/// How a connection stands; shared by its holder and its task.
struct Life {
    state: AtomicU8,
    era: u32,
}

impl Life {
    /// The connection ended by 57P01. Counted once, whoever notices first, and not where ride itself did it.
    fn terminated(&self, wiring: &Wiring, fleet: &FleetState) {
        let before = self.state.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |state| {
            matches!(state, ALIVE | LOST).then_some(TERMINATED)
        });
        if before.is_ok() && self.era == wiring.era.load(Ordering::SeqCst) {
            fleet.counters.terminated();
        }
    }
}

/// An open connection. Dropping it closes it.
pub(crate) struct FleetConnection {
    client: Client,
    life: Arc<Life>,
    task: JoinHandle<()>,
    wiring: Arc<Wiring>,
    fleet: Arc<FleetState>,
    application: String,
}

impl FleetConnection {
    /// Connects as the fleet's role under the running deployment's name; a refusal is counted and goes to the
    /// application's log.
    pub(crate) async fn open(wiring: &Arc<Wiring>, fleet: &Arc<FleetState>) -> Result<Self, Refused> {
        Self::open_as(wiring, fleet, &fleet.application()).await
    }

    /// The same under another name.
    pub(crate) async fn open_as(
        wiring: &Arc<Wiring>,
        fleet: &Arc<FleetState>,
        application: &str,
    ) -> Result<Self, Refused> {
        let life = Arc::new(Life { state: AtomicU8::new(ALIVE), era: wiring.era.load(Ordering::SeqCst) });
        let mut config = wiring.config.clone();
        config.user(&fleet.spec.role).application_name(application);
        // What the role or the database sets for it must not plant anything in front of the application's own names.
        let mut options = "-c search_path=\"$user\",public".to_owned();
        if let Some(ms) = fleet.values().timeout_ms {
            let _ = write!(options, " -c statement_timeout={ms}");
        }
        config.options(options);
        let connecting = async {
            let socket =
                socket::open(&wiring.endpoint).await.map_err(|error| format!("error connecting to server: {error}"))?;
            config.connect_raw(socket, NoTls).await.map_err(|error| server_text(&error))
        };
        let text = match timeout(CONNECT_WITHIN, connecting).await {
            Ok(Ok((client, connection))) => {
                let presence = Presence::enter(wiring, fleet, application);
                let task = wiring.tasks.spawn(drive(connection, presence, Arc::clone(&life)));
                return Ok(Self {
                    client,
                    life,
                    task,
                    wiring: Arc::clone(wiring),
                    fleet: Arc::clone(fleet),
                    application: application.to_owned(),
                });
            }
            Ok(Err(text)) => text,
            Err(_) => format!("no answer to a connection request within {} s", CONNECT_WITHIN.as_secs()),
        };
        fleet.counters.refused(&text);
        wiring.log.failed(&fleet.spec.name, &text);
        Err(Refused { text })
    }

    /// Whether it ended, by whatever cause.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs one statement as an application would.
    pub(crate) async fn run(&self, statement: &str) -> Result<(), tokio_postgres::Error> {
        let outcome = self.client.simple_query(statement).await;
        match outcome.as_ref().err().and_then(|error| error.as_db_error()) {
            // In the middle of a statement the server's farewell comes as that statement's error.
            Some(error) if *error.code() == SqlState::ADMIN_SHUTDOWN => {
                self.life.terminated(&self.wiring, &self.fleet);
            }
            // A time limit's end has the same code, and other words.
            Some(error) if *error.code() == SqlState::QUERY_CANCELED && error.message().ends_with(BY_A_USER) => {
                self.fleet.counters.interrupted();
            }
            _ => {}
        }
        outcome.map(drop)
    }

    /// Runs statements one after the other, each within that time where one is given; a transaction that failed is
    /// rolled back.
    pub(crate) async fn run_all(&self, statements: &[String], within: Option<Duration>) -> Result<(), CallError> {
        let mut in_transaction = false;
        for statement in statements {
            in_transaction |= begins(statement);
            let Some(outcome) = self.run_within(statement, within).await else {
                self.fleet.counters.unanswered();
                let seconds = within.unwrap_or_default().as_secs();
                return Err(CallError::Hangs(format!("no answer to a statement within {seconds} s")));
            };
            if let Err(error) = outcome {
                let text = server_text(&error);
                if in_transaction && !self.is_closed() {
                    // Only an end to the transaction is wanted; one that can't be had shows at the next call.
                    let _ = self.run_within("ROLLBACK", within).await;
                }
                return Err(CallError::Failed(text));
            }
        }
        Ok(())
    }

    async fn run_within(&self, statement: &str, within: Option<Duration>) -> Option<Result<(), tokio_postgres::Error>> {
        match within {
            Some(within) => timeout(within, self.run(statement)).await.ok(),
            None => Some(self.run(statement).await),
        }
    }

    /// Closes it even in the middle of a statement, which the server is asked to give up.
    pub(crate) async fn end(self) {
        let _ = self.life.state.compare_exchange(ALIVE, CLOSED_BY_US, Ordering::SeqCst, Ordering::SeqCst);
        // A server that doesn't hear of it ends the statement in its own time.
        let _ = timeout(CANCEL_WITHIN, self.cancel()).await;
        self.close().await;
    }

    async fn cancel(&self) -> Result<(), String> {
        let socket = socket::open(&self.wiring.endpoint).await.map_err(|error| error.to_string())?;
        let asked = self.client.cancel_token().cancel_query_raw(socket, NoTls).await;
        asked.map_err(|error| server_text(&error))
    }

    /// The `application_name` that it has.
    pub(crate) fn application(&self) -> &str {
        &self.application
    }

    /// Closes it and waits until this side is rid of it.
    pub(crate) async fn close(self) {
        let Self { client, life, mut task, .. } = self;
        let _ = life.state.compare_exchange(ALIVE, CLOSED_BY_US, Ordering::SeqCst, Ordering::SeqCst);
        drop(client);
        if timeout(CLOSE_WITHIN, &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Counts a connection as open for as long as it lives, however its task ends.
struct Presence {
    wiring: Arc<Wiring>,
    fleet: Arc<FleetState>,
    application: String,
}

impl Presence {
    fn enter(wiring: &Arc<Wiring>, fleet: &Arc<FleetState>, application: &str) -> Self {
        wiring.gauge.enter();
        fleet.counters.entered(application);
        Self { wiring: Arc::clone(wiring), fleet: Arc::clone(fleet), application: application.to_owned() }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.fleet.counters.left(&self.application);
        self.wiring.gauge.leave();
    }
}

async fn drive<C>(connection: C, presence: Presence, life: Arc<Life>)
where
    C: Future<Output = Result<(), tokio_postgres::Error>>,
{
    let end = tokio::select! {
        end = connection => end,
        () = presence.wiring.stop.cancelled() => Ok(()),
    };
    // Counted as terminated before it is counted as gone: who sees it gone finds it counted.
    match end {
        Err(error) if error.code() == Some(&SqlState::ADMIN_SHUTDOWN) => {
            life.terminated(&presence.wiring, &presence.fleet);
        }
        _ => {
            let _ = life.state.compare_exchange(ALIVE, LOST, Ordering::SeqCst, Ordering::SeqCst);
        }
    }
    drop(presence);
}

/// The server's own words, as libpq prints them; the client's where the server said nothing.
pub(crate) fn server_text(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{}:  {}", db.severity(), db.message()),
        None => crate::probe::told(error),
    }
}

fn begins(statement: &str) -> bool {
    let word = statement.split_whitespace().next().unwrap_or_default().trim_end_matches(';');
    word.eq_ignore_ascii_case("begin") || word.eq_ignore_ascii_case("start")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_statement_that_opens_a_transaction() {
        assert!(begins("BEGIN"));
        assert!(begins("  begin;"));
        assert!(begins("START TRANSACTION"));
        assert!(!begins("SELECT 'begin'"));
    }
}
