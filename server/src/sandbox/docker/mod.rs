//! The docker driver: one container a session, with nothing in it but PostgreSQL and no way out but a unix socket.

mod container;
mod daemon;
mod template;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bollard::Docker;
use nix::unistd::{getegid, geteuid};

use self::container::{DATA_LABEL, Plan, SESSION_LABEL, TEMPLATE_LABEL};
use self::template::{Templates, answers};
use super::files::{self, Home, Owner};
use super::place::{self, Place};
use super::{Driver, Endpoint, Sandbox, SandboxConfig, SandboxError, SandboxRecord, SandboxRequest, TemplateSpec};
use super::{blocking, client, dead, settings};
use crate::basics::held;

/// Who a container runs as where ride is root: a user that nothing else has.
const NOBODY: Owner = Owner { uid: 65532, gid: 65532 };
/// How long a restart may take until the old postmaster has gone.
const RESTART_LIMIT: Duration = Duration::from_secs(20);
/// Settings that fit a sized tmpfs.
const OWN: &[(&str, &str)] = &[("temp_file_limit", "96MB")];

/// Runs each sandbox as a container.
pub struct DockerDriver {
    templates: Templates,
}

impl DockerDriver {
    /// Asks the daemon, and builds the image if it must.
    pub async fn open(config: &SandboxConfig) -> Result<Self, SandboxError> {
        let docker = daemon::connect().await?;
        let image = daemon::image(&docker, config).await?;
        let config = config.clone();
        // The daemon makes the mounts, so the container's user need not walk to them.
        let home = blocking(move || Home::open(&config, "docker", None)).await?;
        let owner = geteuid().is_root().then_some(NOBODY);
        let user = owner.unwrap_or(Owner { uid: geteuid().as_raw(), gid: getegid().as_raw() });
        Ok(Self { templates: Templates { docker, home, image, user, owner } })
    }

    fn container(&self, id: &str) -> String {
        format!("ride-{}-{id}", self.templates.home.tag)
    }

    fn sandbox(&self, id: &str, place: Place, version: u32) -> DockerSandbox {
        DockerSandbox {
            docker: self.templates.docker.clone(),
            container: self.container(id),
            id: id.to_owned(),
            endpoint: endpoint(&place),
            version,
            place: Mutex::new(Some(place)),
            ended: AtomicBool::new(false),
        }
    }
}

fn endpoint(place: &Place) -> Endpoint {
    Endpoint::Unix { directory: place.socket.clone(), port: settings::PORT }
}

#[async_trait]
impl Driver for DockerDriver {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn survives(&self) -> bool {
        true
    }

    async fn sweep(&self, keep: &[TemplateSpec]) -> Result<Vec<String>, SandboxError> {
        let home = self.templates.home.clone();
        let keep: Vec<String> = keep.iter().map(|spec| self.templates.name(spec)).collect();
        blocking(move || home.sweep_templates(&keep)).await
    }

    async fn prepare(&self, template: &TemplateSpec) -> Result<(), SandboxError> {
        self.templates.get(template).await.map(|_| ())
    }

    async fn start(&self, request: &SandboxRequest) -> Result<Box<dyn Sandbox>, SandboxError> {
        let Templates { docker, home, image, user, owner } = &self.templates;
        let template = self.templates.get(&request.template).await?;
        let facts = &template.facts;
        let conf = settings::render(daemon::MAJOR, facts.statements, &request.settings, &facts.parameters, OWN)?;
        let (near, id, owner) = (home.clone(), request.id.clone(), *owner);
        let place = blocking(move || Place::make(&near, &id, owner, |_| Ok(()))).await?;
        // From here on, whatever goes wrong, dropping the sandbox removes container and directories.
        let mut sandbox = self.sandbox(&request.id, place, facts.version);
        let Endpoint::Unix { directory: socket, .. } = &sandbox.endpoint else {
            return Err(SandboxError::Refused("a container answers on a unix socket only".into()));
        };
        let plan = Plan {
            name: &sandbox.container,
            image,
            mode: "serve",
            conf: &conf,
            user: *user,
            socket,
            template: Some(&template.tar),
            labels: HashMap::from([
                (DATA_LABEL.to_owned(), home.tag.clone()),
                (SESSION_LABEL.to_owned(), request.id.clone()),
            ]),
        };
        plan.run(docker).await?;
        let database = &request.template.database;
        sandbox.version = answers(docker, &sandbox.container, &sandbox.endpoint, database).await?;
        Ok(Box::new(sandbox))
    }

    async fn adopt(&self, record: &SandboxRecord) -> Result<Option<Box<dyn Sandbox>>, SandboxError> {
        let Templates { docker, home, .. } = &self.templates;
        if record.driver != self.name() {
            return Ok(None);
        }
        let found = container::list(docker, &home.tag, SESSION_LABEL).await?;
        if !found.iter().any(|it| it.value == record.id && it.running) {
            return Ok(None);
        }
        let (near, id) = (home.clone(), record.id.clone());
        let Some(place) = blocking(move || Place::adopt(&near, &id)).await? else { return Ok(None) };
        let mut sandbox = self.sandbox(&record.id, place, 0);
        match answers(docker, &sandbox.container, &sandbox.endpoint, client::OWN_DATABASE).await {
            Ok(version) => {
                // 0: up, but every slot is taken. The image knows.
                sandbox.version = if version == 0 { daemon::MAJOR * 10_000 } else { version };
                Ok(Some(Box::new(sandbox)))
            }
            Err(error) => {
                sandbox.leave();
                Err(error)
            }
        }
    }

    async fn reap(&self, keep: &[String]) -> Result<Vec<String>, SandboxError> {
        let Templates { docker, home, .. } = &self.templates;
        for left in container::list(docker, &home.tag, TEMPLATE_LABEL).await? {
            // A template that a running ride is making is locked.
            if files::try_lock(&template::lock_path(home, &left.value)).is_some() {
                container::remove(docker, &left.container).await?;
            }
        }
        let containers = container::list(docker, &home.tag, SESSION_LABEL).await?;
        let near = home.clone();
        let mut ids: Vec<String> = blocking(move || near.ids()).await?;
        ids.extend(containers.iter().map(|it| it.value.clone()));
        ids.sort();
        ids.dedup();
        let mut ended = Vec::new();
        for id in ids.into_iter().filter(|id| !keep.contains(id)) {
            let (near, mine) = (home.clone(), id.clone());
            // Held while its container is removed, so that nobody takes it up meanwhile.
            let Some(place) = blocking(move || place::claim(&near, &mine)).await? else { continue };
            for left in containers.iter().filter(|it| it.value == id) {
                container::remove(docker, &left.container).await?;
            }
            blocking(move || {
                drop(place);
                Ok(())
            })
            .await?;
            ended.push(id);
        }
        Ok(ended)
    }
}

/// A container and its directories.
struct DockerSandbox {
    docker: Docker,
    container: String,
    id: String,
    endpoint: Endpoint,
    version: u32,
    place: Mutex<Option<Place>>,
    /// Ended or left on purpose: what happens to it now is no death.
    ended: AtomicBool,
}

impl DockerSandbox {
    fn take_place(&self) -> Option<Place> {
        held(&self.place).take()
    }
}

#[async_trait]
impl Sandbox for DockerSandbox {
    fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn record(&self) -> SandboxRecord {
        SandboxRecord { driver: "docker".into(), id: self.id.clone() }
    }

    async fn restart(&self) -> Result<(), SandboxError> {
        let Endpoint::Unix { directory, .. } = &self.endpoint else { return Ok(()) };
        let before = generation(directory);
        container::signal(&self.docker, &self.container, "SIGHUP").await?;
        let again = async {
            while generation(directory) == before {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            () = again => {}
            _ = container::ended(&self.docker, &self.container) => {
                return Err(dead("PostgreSQL ended", container::log(&self.docker, &self.container).await));
            }
            () = tokio::time::sleep(RESTART_LIMIT) => {
                return Err(SandboxError::Timeout("restarting PostgreSQL", RESTART_LIMIT));
            }
        }
        answers(&self.docker, &self.container, &self.endpoint, client::OWN_DATABASE).await.map(|_| ())
    }

    async fn died(&self) -> String {
        let status = container::ended(&self.docker, &self.container).await;
        if self.ended.load(Ordering::Acquire) {
            std::future::pending::<()>().await;
        }
        let Some(status) = status else { return "the sandbox's container was removed by someone else".into() };
        let log = container::log(&self.docker, &self.container).await;
        format!("PostgreSQL ended by itself (exit status {status}); its log ends with: {log}")
    }

    async fn log(&self) -> String {
        container::log(&self.docker, &self.container).await
    }

    async fn stop(&self) -> Result<(), SandboxError> {
        self.ended.store(true, Ordering::Release);
        container::remove(&self.docker, &self.container).await?;
        let place = self.take_place();
        blocking(move || {
            drop(place);
            Ok(())
        })
        .await
    }

    fn leave(&self) {
        self.ended.store(true, Ordering::Release);
        if let Some(place) = self.take_place() {
            place.leave();
        }
    }
}

impl Drop for DockerSandbox {
    fn drop(&mut self) {
        let Some(place) = self.take_place() else { return };
        let (docker, container) = (self.docker.clone(), self.container.clone());
        let end = async move {
            if let Err(error) = container::remove(&docker, &container).await {
                tracing::warn!(%error, "a sandbox's container stays until the next start");
                place.leave();
            }
        };
        // Without a runtime there is nobody to do it; the next start reaps it.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(end)),
            Err(_) => {
                tracing::warn!(container = self.container, "dropped outside of the runtime; reaped at the next start");
            }
        }
    }
}

/// How many times the entry script has started PostgreSQL. The file lies in the container's reach: little of it is read.
fn generation(socket: &Path) -> Option<u64> {
    use std::io::Read as _;
    let mut text = String::new();
    std::fs::File::open(socket.join("generation")).ok()?.take(24).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
