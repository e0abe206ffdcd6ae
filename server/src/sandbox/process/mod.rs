//! The process driver: PostgreSQL found on this machine, run as an unprivileged user in a directory of its own. It is no
//! security boundary: what keeps the learner in is PostgreSQL's own rights.

mod account;
mod find;
mod kill;
mod spares;
mod supervisor;
mod template;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio_util::task::AbortOnDropHandle;

use self::spares::Spares;
use self::supervisor::{Kept, Launch, Supervised};
use self::template::{Template, Templates};
use super::blocking;
use super::files::{self, Home};
use super::place::{self, Place};
use super::{
    Driver, Endpoint, Sandbox, SandboxConfig, SandboxError, SandboxRecord, SandboxRequest, TemplateSpec, settings,
};

/// How long no session may have been started before spares are made again.
const REST: Duration = Duration::from_secs(3);

/// Runs each sandbox as a process group.
pub struct ProcessDriver {
    templates: Templates,
    spares: Spares,
    /// Makes spares again; the latest start's. It ends with the driver.
    refill: Mutex<Option<AbortOnDropHandle<()>>>,
}

impl ProcessDriver {
    /// Makes spares for those that were taken, once starts have come to rest: a copy can take a second of a processor,
    /// and a session that has just been asked for needs it more.
    fn refill(&self, template: &Template) {
        let (spares, template) = (self.spares.clone(), template.clone());
        let task = tokio::spawn(async move {
            tokio::time::sleep(REST).await;
            let filled = blocking(move || spares.fill(&template.name, &template.data)).await;
            if let Err(error) = filled {
                tracing::debug!(%error, "no spare data directory could be made");
            }
        });
        *self.refill.lock().unwrap_or_else(PoisonError::into_inner) = Some(AbortOnDropHandle::new(task));
    }

    /// Looks for PostgreSQL and for a user to run it as.
    pub async fn open(config: &SandboxConfig) -> Result<Self, SandboxError> {
        let config = config.clone();
        blocking(move || {
            let binaries = find::find(&config)?;
            let owner = account::account(&config)?;
            if owner.is_some_and(|owner| !files::may_walk(&binaries.directory, owner)) {
                return Err(SandboxError::Unavailable(format!(
                    "PostgreSQL must not run as root, and no other user can reach {}: open the way to it \
                     (`chmod a+x` on each directory), or start ride as an ordinary user",
                    binaries.directory.display()
                )));
            }
            let home = Home::open(&config, "process", owner)?;
            let spares = Spares::open(&home, owner)?;
            Ok(Self { templates: Templates { home, binaries, owner }, spares, refill: Mutex::default() })
        })
        .await
    }

    /// What `postgres --version` says: for the start line.
    pub fn version(&self) -> &str {
        &self.templates.binaries.version
    }
}

#[async_trait]
impl Driver for ProcessDriver {
    fn name(&self) -> &'static str {
        "process"
    }

    fn survives(&self) -> bool {
        false
    }

    async fn sweep(&self, keep: &[TemplateSpec]) -> Result<Vec<String>, SandboxError> {
        let (home, spares, keep) = (self.templates.home.clone(), self.spares.clone(), self.templates.names(keep));
        blocking(move || {
            let removed = home.sweep_templates(&keep)?;
            spares.sweep(&home.templates())?;
            Ok(removed)
        })
        .await
    }

    async fn prepare(&self, template: &TemplateSpec) -> Result<(), SandboxError> {
        let template = self.templates.get(template).await?;
        let spares = self.spares.clone();
        blocking(move || spares.fill(&template.name, &template.data)).await
    }

    async fn start(&self, request: &SandboxRequest) -> Result<Box<dyn Sandbox>, SandboxError> {
        let Templates { home, binaries, owner } = &self.templates;
        let owner = *owner;
        let template = self.templates.get(&request.template).await?;
        let facts = &template.facts;
        let conf = settings::render(binaries.major, facts.statements, &request.settings, &facts.parameters, &[])?;

        // From here on, whatever goes wrong, the place is cleaned when it is dropped.
        let (near, id) = (home.clone(), request.id.clone());
        let clear = |directory: &Path| {
            kill::end_all(directory);
            Ok(())
        };
        let place = blocking(move || Place::make(&near, &id, owner, clear)).await?;
        let (directory, socket) = (place.directory.clone(), place.socket.clone());
        let data = directory.join("data");
        let begun = Instant::now();
        let (spares, from, to) = (self.spares.clone(), template.clone(), data.clone());
        blocking(move || {
            if spares.take(&from.name, &to) {
                return Ok(());
            }
            files::copy_tree(&from.data, &to, owner)
        })
        .await?;
        files::write_private(&data.join("postgresql.conf"), &conf, owner)?;
        let (postgres, database) = (binaries.directory.join("postgres"), request.template.database.clone());
        let launch = Launch { postgres, directory, socket, owner, database };
        let endpoint = launch.endpoint();
        self.refill(&template);
        let copied = begun.elapsed();
        let server = supervisor::start(launch, Rooms { place, spares: self.spares.clone(), template }).await?;
        tracing::debug!(id = request.id, ?copied, booted = ?begun.elapsed().saturating_sub(copied), "sandbox is up");
        Ok(Box::new(ProcessSandbox { id: request.id.clone(), endpoint, server }))
    }

    async fn adopt(&self, _record: &SandboxRecord) -> Result<Option<Box<dyn Sandbox>>, SandboxError> {
        // Its log went into a pipe that has broken, and nobody could bury it: it is reaped instead.
        Ok(None)
    }

    async fn reap(&self, keep: &[String]) -> Result<Vec<String>, SandboxError> {
        let (home, spares, keep) = (self.templates.home.clone(), self.spares.clone(), keep.to_vec());
        blocking(move || {
            let mut ended = Vec::new();
            spares.sweep(&home.templates())?;
            for partial in home.partial_templates()? {
                // A template that a running ride is making is locked.
                if let Some(_lock) = files::try_lock(&partial.with_extension("lock")) {
                    kill::end_all(&partial);
                    home.remove(&partial)?;
                }
            }
            for id in home.ids()?.into_iter().filter(|id| !keep.contains(id)) {
                // A sandbox of a ride that still runs is locked.
                if let Some(place) = place::claim(&home, &id)? {
                    kill::end_all(&place.directory);
                    ended.push(id);
                }
            }
            Ok(ended)
        })
        .await
    }
}

/// What a running sandbox holds: its directories, and where its data directory goes when it ends.
struct Rooms {
    place: Place,
    spares: Spares,
    template: Template,
}

impl Kept for Rooms {
    fn leave(self) {
        self.place.leave();
    }

    fn clear(self) -> Option<Box<dyn FnOnce() + Send>> {
        let Self { place, spares, template } = self;
        let parked = spares.park(&template.name, &place.directory.join("data"))?;
        drop(place);
        Some(Box::new(move || spares.renew(&parked, &template.data)))
    }
}

struct ProcessSandbox {
    id: String,
    endpoint: Endpoint,
    server: Supervised,
}

#[async_trait]
impl Sandbox for ProcessSandbox {
    fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    fn version(&self) -> u32 {
        self.server.version
    }

    fn record(&self) -> SandboxRecord {
        SandboxRecord { driver: "process".into(), id: self.id.clone() }
    }

    async fn restart(&self) -> Result<(), SandboxError> {
        self.server.restart().await
    }

    async fn died(&self) -> String {
        self.server.died().await
    }

    async fn log(&self) -> String {
        self.server.log.tail()
    }

    async fn stop(&self) -> Result<(), SandboxError> {
        self.server.stop(false).await;
        Ok(())
    }

    fn leave(&self) {
        self.server.leave();
    }
}
