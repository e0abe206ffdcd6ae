//! Templates of the docker driver: a tar of a cluster, made by the image itself, unpacked into each container's tmpfs.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::Docker;

use super::container::{self, DATA_LABEL, Plan, TEMPLATE_LABEL};
use super::daemon;
use crate::sandbox::base::{self, Facts};
use crate::sandbox::files::{self, Home, Owner, io_error};
use crate::sandbox::{Endpoint, SandboxError, TemplateSpec, blocking, client, dead, settings};

/// How long the image may take until it answers.
pub const START_LIMIT: Duration = Duration::from_mins(1);
/// How long the scenario's SQL may take, and packing the result.
const MAKE_LIMIT: Duration = Duration::from_mins(2);
const FACTS: &str = "facts.json";

/// Makes and finds templates.
#[derive(Clone)]
pub struct Templates {
    /// The daemon.
    pub docker: Docker,
    /// Where they lie.
    pub home: Home,
    /// The image's id.
    pub image: String,
    /// Who a container runs as.
    pub user: Owner,
    /// Who a container's directories must be given to; `None` where that is ride itself.
    pub owner: Option<Owner>,
}

/// A finished template.
#[derive(Debug, Clone)]
pub struct Template {
    /// The cluster.
    pub tar: PathBuf,
    /// What it has.
    pub facts: Facts,
}

impl Templates {
    /// The template of `spec`, made if it isn't there.
    pub async fn get(&self, spec: &TemplateSpec) -> Result<Template, SandboxError> {
        base::check(spec)?;
        let name = self.name(spec);
        let directory = self.home.templates().join(&name);
        if let Some(found) = read(&directory) {
            return Ok(found);
        }
        let lock = lock_path(&self.home, &name);
        let _lock = blocking(move || files::lock(&lock)).await?;
        // Someone else may have made it while we waited.
        if let Some(found) = read(&directory) {
            return Ok(found);
        }
        // What a killed builder left.
        for left in container::list(&self.docker, &self.home.tag, TEMPLATE_LABEL).await? {
            if left.value == name {
                container::remove(&self.docker, &left.container).await?;
            }
        }
        let partial = directory.with_extension("partial");
        let (home, dir, owner) = (self.home.clone(), partial.clone(), self.owner);
        let socket = blocking(move || {
            home.remove(&dir)?;
            files::private_directory(&dir, None)?;
            home.make_socket_directory(&dir, owner)
        })
        .await?;
        let container = format!("ride-template-{}-{name}", self.home.tag);
        let made = self.make(&container, &name, &socket, spec).await;
        container::remove(&self.docker, &container).await?;
        if made.is_err() {
            self.home.discard(&partial).await;
        }
        let facts = made?;
        let what = || format!("finishing {}", directory.display());
        // By copy, since a far socket directory may be on another file system.
        fs::copy(socket.join("template.tar"), partial.join("template.tar")).map_err(io_error(what()))?;
        files::give(&partial.join("template.tar"), self.owner)?;
        self.home.remove_socket_directory(&partial)?;
        let text = serde_json::to_string(&facts).map_err(|error| io_error(what())(error.into()))?;
        fs::write(partial.join(FACTS), text).map_err(io_error(what()))?;
        fs::rename(&partial, &directory).map_err(io_error(what()))?;
        read(&directory).ok_or_else(|| SandboxError::Refused(format!("{} is not readable", directory.display())))
    }

    async fn make(
        &self,
        container: &str,
        name: &str,
        socket: &Path,
        spec: &TemplateSpec,
    ) -> Result<Facts, SandboxError> {
        let conf = settings::render(daemon::MAJOR, false, &BTreeMap::new(), &[], base::OWN)?;
        let plan = Plan {
            name: container,
            image: &self.image,
            mode: "template",
            conf: &conf,
            user: self.user,
            socket,
            template: None,
            labels: HashMap::from([
                (DATA_LABEL.to_owned(), self.home.tag.clone()),
                (TEMPLATE_LABEL.to_owned(), name.to_owned()),
            ]),
        };
        plan.run(&self.docker).await?;
        let endpoint = Endpoint::Unix { directory: socket.to_path_buf(), port: settings::PORT };
        let work = async {
            answers(&self.docker, container, &endpoint, client::OWN_DATABASE).await?;
            let facts = base::furnish(&endpoint, spec).await?;
            container::signal(&self.docker, container, "SIGTERM").await?;
            match container::ended(&self.docker, container).await {
                Some(0) => Ok(facts),
                _ => Err(dead("packing the template failed", container::log(&self.docker, container).await)),
            }
        };
        tokio::time::timeout(MAKE_LIMIT, work)
            .await
            .map_err(|_| SandboxError::Timeout("making the template", MAKE_LIMIT))?
    }

    /// Names the image and the ride that made a template.
    /// What a template is called.
    pub fn name(&self, spec: &TemplateSpec) -> String {
        let image: String = self.image.trim_start_matches("sha256:").chars().take(12).collect();
        // A part of the hash tells templates apart, and a socket's path, in which it stands, has 107 bytes.
        let key = spec.key.get(..16).unwrap_or(&spec.key);
        format!("{}-{image}-{}-{key}", daemon::MAJOR, base::fingerprint())
    }
}

/// Waits until the container's PostgreSQL answers in `database`, or says why it never will.
pub async fn answers(
    docker: &Docker,
    container: &str,
    endpoint: &Endpoint,
    database: &str,
) -> Result<u32, SandboxError> {
    tokio::select! {
        version = client::ready(endpoint, database) => version,
        _ = container::ended(docker, container) => {
            Err(dead("the container ended before PostgreSQL answered", container::log(docker, container).await))
        }
        () = tokio::time::sleep(START_LIMIT) => Err(SandboxError::Timeout("starting PostgreSQL", START_LIMIT)),
    }
}

/// The lock of a template that is being made.
pub fn lock_path(home: &Home, name: &str) -> PathBuf {
    home.templates().join(name).with_extension("lock")
}

fn read(directory: &Path) -> Option<Template> {
    let facts = serde_json::from_slice(&fs::read(directory.join(FACTS)).ok()?).ok()?;
    Some(Template { tar: directory.join("template.tar"), facts })
}
