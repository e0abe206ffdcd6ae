//! One session's side of the gateway: its consoles, its on-call slots, its matchers.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::backend::Backend;
use super::cancel::lock;
use super::matcher::{Origins, Watch};
use super::oncall::OnCall;
use super::resume::Line;
use super::{GatewayConfig, Matcher, Refusal, Witness};
use crate::recorder::Recorder;
use crate::sandbox::Endpoint;

/// How long consoles may take to end when the gateway closes.
const CLOSE_WITHIN: Duration = Duration::from_secs(12);

/// The gateway of one session.
pub struct SessionGateway {
    config: GatewayConfig,
    endpoint: Endpoint,
    database: String,
    recorder: Recorder,
    on_call: Arc<OnCall>,
    watch: Arc<Watch>,
    next: AtomicU32,
    consoles: watch::Sender<usize>,
    /// Set once: why it is over.
    over: watch::Sender<Option<String>>,
    /// Consoles that came by WebSocket, by their key; kept while they can be resumed.
    lines: Mutex<HashMap<String, Arc<Line>>>,
    tasks: TaskTracker,
    keeping: CancellationToken,
    /// How many hold the consoles up.
    held: watch::Sender<usize>,
}

impl SessionGateway {
    /// Opens the gateway and `on_call` on-call connections to the sandbox as `oncall`.
    pub async fn open(
        config: GatewayConfig,
        endpoint: Endpoint,
        database: String,
        on_call: u32,
        matchers: Vec<Matcher>,
        recorder: Recorder,
    ) -> std::io::Result<Arc<Self>> {
        let on_call = OnCall::open(endpoint.clone(), database.clone(), on_call as usize)
            .await
            .map_err(|error| std::io::Error::other(format!("the on-call slots can't be opened: {error}")))?;
        let origins = look_up(&on_call, &matchers).await?;
        let gateway = Self {
            config,
            endpoint,
            database,
            recorder,
            on_call,
            watch: Arc::new(Watch::new(&matchers, origins)),
            next: AtomicU32::new(1),
            consoles: watch::Sender::new(0),
            over: watch::Sender::new(None),
            lines: Mutex::default(),
            tasks: TaskTracker::new(),
            keeping: CancellationToken::new(),
            held: watch::Sender::new(0),
        };
        gateway.tasks.spawn(gateway.on_call.clone().keep(gateway.keeping.clone()));
        Ok(Arc::new(gateway))
    }

    /// Somebody who knows how many sessions the applications have has come.
    pub fn hear(&self, witness: Arc<dyn Witness>) {
        self.watch.hear(witness);
    }

    /// Evidence counts anew from here on.
    pub fn look_again(&self) {
        self.watch.look_again();
    }

    /// Opens lost on-call connections again, after the database restarted.
    pub async fn refill(&self) {
        self.on_call.refill().await;
    }

    /// From here on, and until the result is dropped, what consoles send waits. What runs goes on, and can be cancelled.
    pub fn hold_up(self: &Arc<Self>) -> HeldUp {
        self.held.send_modify(|n| *n += 1);
        HeldUp(self.clone())
    }

    /// Closed to what consoles send while it isn't zero.
    pub(super) fn held(&self) -> watch::Receiver<usize> {
        self.held.subscribe()
    }

    /// Consoles that are open now; a dropped WebSocket's counts as long as it can be resumed.
    pub fn consoles(&self) -> usize {
        *self.consoles.borrow()
    }

    /// Ends every console with this reason (an ErrorResponse of class 57P01, or a `Refused` frame) and takes no more.
    pub async fn close(&self, reason: &str) {
        self.over.send_if_modified(|over| {
            let first = over.is_none();
            if first {
                *over = Some(reason.to_owned());
            }
            first
        });
        for (_, line) in lock(&self.lines).drain() {
            line.hang_up();
        }
        self.tasks.close();
        let ended = async {
            let _ = self.consoles.subscribe().wait_for(|n| *n == 0).await;
            self.keeping.cancel();
            self.on_call.close().await;
            self.tasks.wait().await;
        };
        if tokio::time::timeout(CLOSE_WITHIN, ended).await.is_err() {
            tracing::warn!(consoles = self.consoles(), "some consoles did not end in time");
            self.keeping.cancel();
        }
    }

    /// Takes a place for a console.
    pub(super) fn admit(self: &Arc<Self>) -> Result<Seat, Refusal> {
        if let Some(reason) = &*self.over.borrow() {
            return Err(Refusal::Over(reason.clone()));
        }
        let most = self.config.consoles_per_session;
        let taken = self.consoles.send_if_modified(|n| {
            let free = *n < most;
            *n += usize::from(free);
            free
        });
        if taken {
            Ok(Seat { gateway: self.clone(), number: self.next.fetch_add(1, Ordering::Relaxed) })
        } else {
            Err(Refusal::TooMany(most))
        }
    }

    /// Waits until it is over; gives the reason.
    pub(super) async fn closed(&self) -> String {
        let mut over = self.over.subscribe();
        // The sender lives as long as self.
        let reason = over.wait_for(Option::is_some).await.map(|reason| reason.clone().unwrap_or_default());
        match reason {
            Ok(reason) => reason,
            Err(_) => std::future::pending().await,
        }
    }

    pub(super) fn config(&self) -> &GatewayConfig {
        &self.config
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    pub(super) fn on_call(&self) -> &Arc<OnCall> {
        &self.on_call
    }

    pub(super) fn watch(&self) -> Arc<Watch> {
        self.watch.clone()
    }

    pub(super) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    pub(super) fn line(&self, key: &str) -> Option<Arc<Line>> {
        lock(&self.lines).get(key).cloned()
    }

    pub(super) fn add_line(&self, line: Arc<Line>) {
        lock(&self.lines).insert(line.key().to_owned(), line);
    }

    pub(super) fn remove_line(&self, key: &str) {
        lock(&self.lines).remove(key);
    }
}

impl Drop for SessionGateway {
    fn drop(&mut self) {
        self.keeping.cancel();
    }
}

/// A session whose consoles wait; they go on when it is dropped.
pub struct HeldUp(Arc<SessionGateway>);

impl Drop for HeldUp {
    fn drop(&mut self) {
        self.0.held.send_modify(|n| *n -= 1);
    }
}

/// A console's place; free again when dropped.
pub struct Seat {
    gateway: Arc<SessionGateway>,
    number: u32,
}

impl Seat {
    /// The console's number.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.gateway.consoles.send_modify(|n| *n -= 1);
    }
}

/// Looks up the matchers' columns over a slot, so that no further connection is needed where there is one.
async fn look_up(on_call: &Arc<OnCall>, matchers: &[Matcher]) -> std::io::Result<Origins> {
    if matchers.is_empty() {
        return Ok(Origins::default());
    }
    if let Some(mut slot) = on_call.lend().await
        && let Some(mut asker) = slot.take()
    {
        let origins = find_origins(&mut asker, matchers).await;
        slot.give_back_unused(asker).await;
        return origins;
    }
    let mut asker = on_call.connect().await.map_err(std::io::Error::other)?;
    let origins = find_origins(&mut asker, matchers).await;
    asker.terminate().await;
    origins
}

/// Looks up the columns that matchers name: in `pg_catalog`, or else in the database's own schemas.
async fn find_origins(asker: &mut Backend, matchers: &[Matcher]) -> std::io::Result<Origins> {
    const COLUMN: &str = "SELECT c.oid, a.attnum, n.nspname = 'pg_catalog'
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        WHERE c.relname = $2 AND a.attname = $3 AND ($1 = '' OR n.nspname = $1)
          AND n.nspname !~ '^pg_(temp|toast)'";
    const BACKENDS: &str = "SELECT a.attrelid, a.attnum, a.attname = 'usename'
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
          AND (a.attname = 'pid' OR a.attname = 'usename' AND c.relname = 'pg_stat_activity')";
    let mut origins = Origins::default();
    let wanted: BTreeSet<&str> = matchers
        .iter()
        .flat_map(|m| &m.sees)
        .flat_map(|sees| sees.from.as_deref().into_iter().chain(sees.beside.iter().map(|b| b.from.as_str())))
        .collect();
    for from in wanted {
        let parts: Vec<&str> = from.split('.').collect();
        let set = match *parts {
            [schema, relation, column] => vec![schema, relation, column],
            [relation, column] => vec!["", relation, column],
            _ => return Err(std::io::Error::other(format!("\"{from}\" is not of the form relation.column"))),
        };
        let rows = ask(asker, COLUMN, &[set]).await?;
        let own = rows.iter().any(|row| row.get(2) == Some(&Some("t".to_owned())));
        let found: Vec<_> = (rows.iter().filter(|row| !own || row.get(2) == Some(&Some("t".to_owned()))))
            .filter_map(|row| origin(row))
            .collect();
        if found.is_empty() {
            let message = format!("a matcher waits for {from}, and the sandbox has no such column");
            return Err(std::io::Error::new(std::io::ErrorKind::NotFound, message));
        }
        origins.columns.insert(from.to_owned(), found);
    }
    if !origins.columns.is_empty() {
        for row in ask(asker, BACKENDS, &[vec![]]).await? {
            let role = row.get(2) == Some(&Some("t".to_owned()));
            let kept = if role { &mut origins.roles } else { &mut origins.pids };
            kept.extend(origin(&row));
        }
    }
    Ok(origins)
}

async fn ask(asker: &mut Backend, sql: &str, sets: &[Vec<&str>]) -> std::io::Result<Vec<Vec<Option<String>>>> {
    let answered = tokio::time::timeout(Duration::from_secs(10), asker.run(sql, sets)).await;
    let answered = answered.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))?;
    answered?.map_err(|body| std::io::Error::other(super::error::server_error(&body).message))
}

fn origin(row: &[Option<String>]) -> Option<(u32, i16)> {
    Some((row.first()?.as_ref()?.parse().ok()?, row.get(1)?.as_ref()?.parse().ok()?))
}
