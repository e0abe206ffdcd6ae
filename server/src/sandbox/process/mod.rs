//! The process driver: PostgreSQL found on this machine, run as an unprivileged user in a directory of its own. It is no
//! security boundary: what keeps the learner in is PostgreSQL's own rights.

mod account;
mod find;
mod kill;
mod supervisor;
mod template;

use std::path::Path;
use std::time::Instant;

use async_trait::async_trait;

use self::supervisor::{Kept, Launch, Supervised};
use self::template::{Templates, copy};
use super::blocking;
use super::files::{self, Home};
use super::place::{self, Place};
use super::{
    Driver, Endpoint, Sandbox, SandboxConfig, SandboxError, SandboxRecord, SandboxRequest, TemplateSpec, settings,
};

/// Runs each sandbox as a process group.
pub struct ProcessDriver {
    templates: Templates,
}

impl ProcessDriver {
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
            Ok(Self { templates: Templates { home, binaries, owner } })
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

    async fn prepare(&self, template: &TemplateSpec) -> Result<(), SandboxError> {
        self.templates.get(template).await.map(|_| ())
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
        copy(template.data, data.clone(), owner).await?;
        files::write_private(&data.join("postgresql.conf"), &conf, owner)?;
        let launch = Launch { postgres: binaries.directory.join("postgres"), directory, socket, owner };
        let endpoint = launch.endpoint();
        let copied = begun.elapsed();
        let server = supervisor::start(launch, place).await?;
        tracing::debug!(id = request.id, ?copied, booted = ?begun.elapsed().saturating_sub(copied), "sandbox is up");
        Ok(Box::new(ProcessSandbox { id: request.id.clone(), endpoint, server }))
    }

    async fn adopt(&self, _record: &SandboxRecord) -> Result<Option<Box<dyn Sandbox>>, SandboxError> {
        // Its log went into a pipe that has broken, and nobody could bury it: it is reaped instead.
        Ok(None)
    }

    async fn reap(&self, keep: &[String]) -> Result<Vec<String>, SandboxError> {
        let (home, keep) = (self.templates.home.clone(), keep.to_vec());
        blocking(move || {
            let mut ended = Vec::new();
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

impl Kept for Place {
    fn leave(self) {
        Place::leave(self);
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

    async fn stop(&self) -> Result<(), SandboxError> {
        self.server.stop(false).await;
        Ok(())
    }

    fn leave(&self) {
        self.server.leave();
    }
}
