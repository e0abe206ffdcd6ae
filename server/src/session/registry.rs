//! The registry: every session of this server, found by its id and token.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use ride_shared::protocol::{CreateSession, SessionState};
use ride_shared::scenario::Summary;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::journal::Journal;
use super::progress::Progress;
use super::run::{LIVE_BACKLOG, Session};
use super::templates::{Readiness, Templates};
use super::{SessionConfig, SessionError, World};
use crate::basics::held;
use crate::catalog::Catalog;
use crate::gateway::{Directory, Refusal, SessionGateway};
use crate::sandbox::{Driver, TemplateSpec};
use crate::store::Store;

/// Sessions that are over are found in memory for the latest so many; older ones are read from the store.
const REMEMBERED: usize = 200;
/// How long the shutdown waits for everything that was started.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// What every session of this server shares.
pub(super) struct House {
    pub config: SessionConfig,
    pub world: Arc<dyn World>,
    pub store: Arc<dyn Store>,
    pub driver: Arc<dyn Driver>,
    /// As it was last loaded: sessions keep what they began with.
    pub catalog: Mutex<Arc<Catalog>>,
    pub templates: Templates,
    /// One permit for each sandbox that may run.
    pub places: Arc<Semaphore>,
    pub tasks: TaskTracker,
    pub stopping: CancellationToken,
}

impl House {
    /// See [`Registry::prepare`]; what is made already is left alone.
    pub fn prepare(self: &Arc<Self>) {
        let house = Arc::clone(self);
        self.tasks.spawn(async move {
            let work = async {
                house.templates.ensure_all(&*house.driver, || house.seed_0()).await;
                house.templates.sweep(&*house.driver, || house.catalog().templates()).await;
            };
            tokio::select! {
                () = work => {}
                () = house.stopping.cancelled() => {}
            }
        });
    }

    /// Each scenario with the template of seed 0, as the catalog is now.
    fn seed_0(&self) -> Vec<(String, TemplateSpec)> {
        let catalog = self.catalog();
        let ids = catalog.summaries().into_iter().map(|s| s.id);
        ids.filter_map(|id| catalog.resolve(&id, 0).ok().map(|r| (id, r.template))).collect()
    }

    /// The catalog as it is now.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&held(&self.catalog))
    }
}

/// How many there are, for the metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions in memory by state.
    pub by_state: BTreeMap<String, usize>,
    /// Consoles open.
    pub consoles: usize,
    /// Sandboxes that run.
    pub sandboxes: usize,
    /// Events that were put into journals since this server started.
    pub journal_events: u64,
}

/// Every session of this server.
pub struct Registry {
    pub(super) house: Arc<House>,
    sessions: RwLock<HashMap<String, Arc<Session>>>,
}

impl Registry {
    /// A registry without sessions; [`Registry::adopt`] takes up those of an earlier server.
    pub fn new(
        config: SessionConfig,
        world: Arc<dyn World>,
        store: Arc<dyn Store>,
        driver: Arc<dyn Driver>,
        catalog: Arc<Catalog>,
    ) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(config.max_sessions));
        let house = House {
            config,
            world,
            store,
            driver,
            catalog: Mutex::new(catalog),
            templates: Templates::default(),
            places,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        };
        Arc::new(Self { house: Arc::new(house), sessions: RwLock::default() })
    }

    /// Makes a template for every scenario, in the background: the one of seed 0. Those of other seeds' names are made
    /// when the first session asks for them.
    pub fn prepare(&self) {
        self.house.prepare();
    }

    /// Whether a session of this scenario and seed would not have to wait for its template.
    pub fn is_prepared(&self, scenario: &str, seed: u64) -> bool {
        let resolved = self.house.catalog().resolve(scenario, seed);
        resolved.is_ok_and(|resolved| self.house.templates.is_made(&resolved.template))
    }

    /// How far the templates are.
    pub fn readiness(&self) -> Readiness {
        self.house.templates.readiness()
    }

    /// The catalog as it is now.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.house.catalog()
    }

    /// The catalog's lines.
    pub fn summaries(&self) -> Vec<Summary> {
        self.house.catalog().summaries()
    }

    /// The driver's name.
    pub fn driver(&self) -> &'static str {
        self.house.driver.name()
    }

    /// The store, for the receipt's key.
    pub fn store(&self) -> &dyn Store {
        &*self.house.store
    }

    /// Starts a session; gives it and its token as soon as a console can be opened. If the caller goes away meanwhile,
    /// the session ends.
    pub async fn create(self: &Arc<Self>, ask: CreateSession) -> Result<(Arc<Session>, String), SessionError> {
        if self.house.stopping.is_cancelled() {
            return Err(SessionError::Stopping);
        }
        let (registry, (answer, answered)) = (Arc::clone(self), tokio::sync::oneshot::channel());
        self.house.tasks.spawn(async move {
            let made = super::create::create(&registry, ask).await;
            if let Err(Ok((session, _))) = answer.send(made) {
                session.stop("whoever asked for it went away before it was there").await;
            }
        });
        answered.await.map_err(|e| SessionError::broken("starting a session", e))?
    }

    /// Ends a session and starts another one of the same scenario, seed and mode.
    pub async fn reset(self: &Arc<Self>, session: &Session) -> Result<(Arc<Session>, String), SessionError> {
        let (scenario, seed, mode) = session.origin();
        session.give_way();
        session.stop("it was reset: a new one took its place").await;
        self.create(CreateSession { scenario, seed, mode }).await
    }

    /// A session by id and token: one that runs, or one of the past.
    pub async fn open(&self, id: &str, token: &str) -> Result<Arc<Session>, SessionError> {
        let session = match self.get(id) {
            Some(session) => session,
            None => self.past(id).await?,
        };
        if session.is_token(token) { Ok(session) } else { Err(SessionError::NotFound) }
    }

    /// Sessions that are not over.
    pub fn unfinished(&self) -> Vec<Arc<Session>> {
        self.all().into_iter().filter(|s| !s.state().is_over()).collect()
    }

    /// Numbers for the metrics.
    pub fn counts(&self) -> Counts {
        let places = self.house.config.max_sessions.saturating_sub(self.house.places.available_permits());
        let journal_events = super::journal::events_so_far();
        let mut counts = Counts { sandboxes: places, journal_events, ..Counts::default() };
        for session in self.all() {
            let state = serde_json::to_value(session.state()).ok().and_then(|v| v.as_str().map(str::to_owned));
            *counts.by_state.entry(state.unwrap_or_default()).or_default() += 1;
            counts.consoles += session.gateway().map_or(0, |g| g.consoles());
        }
        counts
    }

    /// Takes no more sessions, ends those whose sandbox would not outlive this process, lets the others live on for
    /// the next server, and waits for everything that was started.
    pub async fn shutdown(&self) {
        self.house.stopping.cancel();
        let survives = self.house.driver.survives();
        let ends = self.all().into_iter().map(|session| async move {
            match session.state() {
                state if state.is_over() => session.put_away("the lab's server was stopped").await,
                _ if survives => session.leave().await,
                _ => session.end(SessionState::Stopped, None, "the lab's server was stopped").await,
            }
        });
        let ends = futures_util::future::join_all(ends);
        if tokio::time::timeout(ENDS_WITHIN, ends).await.is_err() {
            tracing::warn!("some sessions did not end in time");
        }
        self.house.tasks.close();
        if tokio::time::timeout(ENDS_WITHIN, self.house.tasks.wait()).await.is_err() {
            tracing::warn!("{} tasks did not end in time", self.house.tasks.len());
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Takes a session in, and lets go of the oldest of those that are over.
    pub(super) fn add(&self, session: Arc<Session>) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(session.id(), session);
        let mut over: Vec<_> = sessions.values().filter(|s| s.state().is_over() && s.parts().is_none()).collect();
        if over.len() > REMEMBERED {
            over.sort_by_key(|s| s.row().unix_ms);
            let old: Vec<_> = over[..over.len() - REMEMBERED].iter().map(|s| s.id()).collect();
            for id in old {
                sessions.remove(&id);
            }
        }
    }

    async fn past(&self, id: &str) -> Result<Arc<Session>, SessionError> {
        let told = |e: crate::store::StoreError| SessionError::Journal(e.to_string());
        let row = self.house.store.session(id).await.map_err(told)?.ok_or(SessionError::NotFound)?;
        let progress = Progress::of(&self.house.store.journal(id).await.map_err(told)?);
        let resolved = self.house.catalog().resolve(&row.scenario, row.seed).ok().filter(|r| r.version == row.version);
        let (live, _) = broadcast::channel(LIVE_BACKLOG);
        let now_ms = progress.at_ms;
        let journal = Journal::new(row.id.clone(), Arc::clone(&self.house.store), live.clone(), progress, now_ms);
        Ok(Arc::new(Session::new(Arc::clone(&self.house), row, resolved, journal, live)))
    }
}

impl Directory for Registry {
    fn find(&self, id: &str, token: &str) -> Result<Arc<SessionGateway>, Refusal> {
        let session = self.get(id).filter(|s| s.is_token(token)).ok_or(Refusal::BadToken)?;
        session.touch();
        session.gateway().map_err(|_| Refusal::Over(session.why_over()))
    }
}
