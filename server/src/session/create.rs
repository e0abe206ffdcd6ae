//! How a session comes to be: row, sandbox, gateway with its on-call slots, director; then the learner is let in, and
//! the fleets and the incident come behind them.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ride_shared::journal::Event;
use ride_shared::protocol::{CreateSession, SessionState};
use tokio::sync::{OwnedSemaphorePermit, broadcast};

use super::journal::Journal;
use super::progress::Progress;
use super::registry::{House, Registry};
use super::run::{LIVE_BACKLOG, Parts, Session};
use super::{SessionError, keeper, world};
use crate::basics::held;
use crate::catalog::Resolved;
use crate::gateway::{Matcher, SessionGateway, Witness};
use crate::incident::{AfterRestart, Director, IncidentContext, Muster};
use crate::recorder::Recorder;
use crate::sandbox::{Sandbox, SandboxRecord, SandboxRequest};
use crate::store::SessionRow;

/// How long a sandbox may take, template and all.
const SANDBOX_WITHIN: Duration = Duration::from_mins(2);
/// How long the gateway and the fleets' baseline may take.
const PARTS_WITHIN: Duration = Duration::from_mins(1);

pub(super) async fn create(
    registry: &Arc<Registry>,
    ask: CreateSession,
) -> Result<(Arc<Session>, String), SessionError> {
    let house = &registry.house;
    let resolved = house.catalog().resolve(&ask.scenario, ask.seed)?;
    let place = place(registry).await?;
    let (id, token) = (world::new_id(&*house.world), world::new_token(&*house.world));
    let row = SessionRow {
        token_sha256: world::token_sha256(&token),
        scenario: resolved.id.clone(),
        version: resolved.version.clone(),
        seed: ask.seed,
        mode: ask.mode,
        unix_ms: house.world.unix_ms(),
        state: SessionState::Starting,
        ended_because: None,
        // Known before there is one, so that a kill in between leaves an orphan with a name.
        sandbox: Some(SandboxRecord { driver: house.driver.name().into(), id: id.clone() }),
        director: None,
        scored: None,
        id,
    };
    house.store.put_session(&row).await.map_err(|e| SessionError::Journal(e.to_string()))?;
    let (live, _) = broadcast::channel(LIVE_BACKLOG);
    let journal = Journal::new(row.id.clone(), Arc::clone(&house.store), live.clone(), Progress::default(), 0);
    let session = Arc::new(Session::new(Arc::clone(house), row, Some(resolved), journal, live));
    let brought_up = tokio::select! {
        done = bring_up(&session, place) => done,
        () = house.stopping.cancelled() => Err(SessionError::Stopping),
    };
    if let Err(e) = brought_up {
        session.end(SessionState::Stopped, None, "it could not be started").await;
        return Err(e);
    }
    registry.add(Arc::clone(&session));
    house.tasks.spawn(keeper::keep(Arc::clone(&session)));
    Ok((session, token))
}

/// A place for one more sandbox. When all are taken, the longest finished session's sandbox makes room.
async fn place(registry: &Registry) -> Result<OwnedSemaphorePermit, SessionError> {
    let house = &registry.house;
    let taken = || Arc::clone(&house.places).try_acquire_owned().ok();
    if let Some(place) = taken() {
        return Ok(place);
    }
    let mut finished: Vec<_> =
        registry.all().into_iter().filter(|s| s.state().is_over() && s.parts().is_some()).collect();
    finished.sort_by_key(|s| s.row().unix_ms);
    if let Some(oldest) = finished.first() {
        oldest.put_away("it was scored, and its place was needed for another session").await;
    }
    taken().ok_or(SessionError::TooMany(house.config.max_sessions))
}

async fn bring_up(session: &Session, place: OwnedSemaphorePermit) -> Result<(), SessionError> {
    let house = &session.house;
    let resolved = session.playable()?;
    let request = SandboxRequest {
        id: session.id(),
        template: resolved.template.clone(),
        settings: resolved.scenario.sandbox.settings.iter().map(|(k, v)| (k.clone(), v.to_string())).collect(),
    };
    let in_use = house.templates.in_use(&resolved.template);
    let start = async {
        house.templates.ensure(&*house.driver, &resolved.template).await?;
        house.driver.start(&request).await.map_err(SessionError::from)
    };
    let sandbox: Arc<dyn Sandbox> = tokio::time::timeout(SANDBOX_WITHIN, start)
        .await
        .map_err(|_| crate::sandbox::SandboxError::Timeout("starting the sandbox", SANDBOX_WITHIN))??
        .into();
    let row = session.row().clone();
    session
        .record(Event::SessionStarted {
            scenario: row.scenario,
            version: row.version,
            seed: row.seed,
            mode: row.mode,
            driver: house.driver.name().into(),
            postgres: sandbox.version(),
            unix_ms: row.unix_ms,
        })
        .await?;
    let parts = open_parts(session, resolved, Arc::clone(&sandbox), Origin::New);
    let parts = tokio::time::timeout(PARTS_WITHIN, parts).await;
    let (gateway, director) = match parts {
        Ok(Ok(parts)) => parts,
        Ok(Err(e)) => return Err(e),
        Err(_) => return Err(SessionError::broken("opening the fleets' connections", "it took too long")),
    };
    *held(&session.parts) = Some(Arc::new(Parts { sandbox, gateway, director, _place: place, _template: in_use }));
    Ok(())
}

/// Where a session's sandbox comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'a> {
    /// It is new: nobody else is in it.
    New,
    /// An earlier server's, with what its director left where the incident had begun.
    Adopted(Option<&'a str>),
}

/// The on-call slots must be taken before the fleets take the rest: in an adopted sandbox the fleets come with the
/// director, so the gateway goes first. In a new one they come when the incident begins.
pub(super) async fn open_parts(
    session: &Session,
    resolved: &Resolved,
    sandbox: Arc<dyn Sandbox>,
    origin: Origin<'_>,
) -> Result<(Arc<SessionGateway>, Director), SessionError> {
    let recorder: Recorder = Arc::clone(&session.journal) as _;
    let spec = &resolved.scenario.sandbox;
    let opening = SessionGateway::open(
        session.house.config.gateway.clone(),
        sandbox.endpoint().clone(),
        spec.database.clone(),
        spec.on_call,
        matchers(resolved),
        Arc::clone(&recorder),
    );
    let on_call: Arc<OnceLock<Arc<SessionGateway>>> = Arc::default();
    let refilled = Arc::clone(&on_call);
    let refill: AfterRestart = Arc::new(move || {
        let on_call = Arc::clone(&refilled);
        Box::pin(async move {
            if let Some(gateway) = on_call.get() {
                gateway.refill().await;
            }
        })
    });
    let context = IncidentContext {
        scenario: Arc::clone(&resolved.scenario),
        sandbox,
        recorder,
        live: session.live.clone(),
        seed: resolved.seed,
        after_restart: Some(refill),
    };
    let opened = |gateway: Result<Arc<SessionGateway>, _>| {
        gateway.map_err(|e| SessionError::broken("opening the on-call connections", e))
    };
    let (gateway, director) = match origin {
        Origin::New => {
            let (gateway, director) = tokio::join!(opening, Director::open(context));
            (opened(gateway)?, director)
        }
        Origin::Adopted(snapshot) => {
            let gateway = opened(opening.await)?;
            let director = match snapshot {
                Some(snapshot) => Director::restore(context, snapshot).await,
                None => Director::start(context).await,
            };
            (gateway, director)
        }
    };
    let _ = on_call.set(Arc::clone(&gateway));
    match director {
        Ok(director) => {
            gateway.hear(Arc::new(Roll(director.muster())));
            Ok((gateway, director))
        }
        Err(e) => {
            gateway.close("the session could not be started").await;
            Err(SessionError::broken("opening the fleets' connections", format!("{e:#}")))
        }
    }
}

/// What the gateway is told of the fleets.
struct Roll(Muster);

impl Witness for Roll {
    fn under_name(&self, name: &str) -> Option<u32> {
        self.0.sessions(|_, application| application == name)
    }

    fn of_role(&self, role: &str) -> Option<u32> {
        self.0.sessions(|its, _| its == role)
    }
}

fn matchers(resolved: &Resolved) -> Vec<Matcher> {
    let rules = (0..).zip(&resolved.scenario.detect);
    rules.filter(|(_, d)| !d.sees.is_empty()).map(|(rule, d)| Matcher { rule, sees: d.sees.clone() }).collect()
}

/// Host of the places, for a session that is taken up.
pub(super) fn place_for_adopted(house: &House) -> Option<OwnedSemaphorePermit> {
    Arc::clone(&house.places).try_acquire_owned().ok()
}
