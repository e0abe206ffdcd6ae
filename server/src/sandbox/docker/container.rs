//! One container: what it may do, and the few things that ride does to it.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{
    ContainerCreateBody, ContainerSummaryStateEnum, HostConfig, HostConfigLogConfig, Mount, MountType,
};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, KillContainerOptionsBuilder, ListContainersOptionsBuilder, LogsOptionsBuilder,
    RemoveContainerOptionsBuilder,
};
use futures_util::StreamExt as _;

use super::daemon::{failed, is_conflict, is_missing};
use crate::sandbox::SandboxError;
use crate::sandbox::files::Owner;

/// Whose data directory a container belongs to.
pub const DATA_LABEL: &str = "ride.data";
/// The session that a container serves.
pub const SESSION_LABEL: &str = "ride.session";
/// The template that a container makes.
pub const TEMPLATE_LABEL: &str = "ride.template";

/// All of a sandbox's data. The tmpfs counts as the container's memory, so it stays well below it: a full disk must be a
/// full disk, and not the end of a backend.
const DATA_BYTES: u64 = 256 << 20;
const MEMORY_BYTES: i64 = 768 << 20;
/// Processes and threads: a connection is one.
const PIDS: i64 = 512;
const NANO_CPUS: i64 = 1_000_000_000;
/// How long the daemon may take over one request.
const LIMIT: Duration = Duration::from_secs(20);
/// How much of a container's log is read.
const LOG_LINES: &str = "12";

/// A container to make.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Its name.
    pub name: &'a str,
    /// The image's id.
    pub image: &'a str,
    /// What the entry script is to do.
    pub mode: &'static str,
    /// postgresql.conf.
    pub conf: &'a str,
    /// Who it runs as.
    pub user: Owner,
    /// The socket's directory on this side.
    pub socket: &'a Path,
    /// The template's tar, where it serves one.
    pub template: Option<&'a Path>,
    /// Its labels.
    pub labels: HashMap<String, String>,
}

impl Plan<'_> {
    /// Makes and starts it. The caller holds the sandbox's lock, so a container of ours that has its name already is
    /// one that a killed ride left.
    pub async fn run(&self, docker: &Docker) -> Result<(), SandboxError> {
        let what = || format!("the container {}", self.name);
        match self.create(docker).await? {
            Err(error) if is_conflict(&error) && is_ours(docker, self).await => {
                remove(docker, self.name).await?;
                self.create(docker).await?
            }
            outcome => outcome,
        }
        .map_err(failed(format!("making {}", what())))?;
        limited("starting a container", docker.start_container(self.name, None))
            .await?
            .map_err(failed(format!("starting {}", what())))
    }

    async fn create(&self, docker: &Docker) -> Result<Result<(), bollard::errors::Error>, SandboxError> {
        let options = CreateContainerOptionsBuilder::new().name(self.name).build();
        let made = limited("making a container", docker.create_container(Some(options), self.body())).await?;
        Ok(made.map(|_| ()))
    }

    fn body(&self) -> ContainerCreateBody {
        let bind = |from: &Path, to: &str, read_only| Mount {
            target: Some(to.into()),
            source: Some(from.to_string_lossy().into_owned()),
            typ: Some(MountType::BIND),
            read_only: Some(read_only),
            ..Mount::default()
        };
        let mut mounts = vec![bind(self.socket, "/socket", false)];
        mounts.extend(self.template.map(|it| bind(it, "/template.tar", true)));
        let Owner { uid, gid } = self.user;
        let data = format!("rw,nosuid,nodev,noexec,size={DATA_BYTES},mode=0700,uid={uid},gid={gid}");
        ContainerCreateBody {
            image: Some(self.image.into()),
            cmd: Some(vec![self.mode.into()]),
            env: Some(vec![format!("RIDE_CONF={}", self.conf), "TZ=UTC".into()]),
            user: Some(format!("{uid}:{gid}")),
            labels: Some(self.labels.clone()),
            network_disabled: Some(true),
            host_config: Some(HostConfig {
                network_mode: Some("none".into()),
                readonly_rootfs: Some(true),
                cap_drop: Some(vec!["ALL".into()]),
                // Docker's own seccomp profile applies as long as none is named here.
                security_opt: Some(vec!["no-new-privileges:true".into()]),
                ipc_mode: Some("private".into()),
                pids_limit: Some(PIDS),
                memory: Some(MEMORY_BYTES),
                memory_swap: Some(MEMORY_BYTES),
                nano_cpus: Some(NANO_CPUS),
                shm_size: Some(16 << 20),
                tmpfs: Some(HashMap::from([("/data".into(), data)])),
                mounts: Some(mounts),
                log_config: Some(HostConfigLogConfig {
                    typ: Some("json-file".into()),
                    config: Some(HashMap::from([("max-size".into(), "1m".into()), ("max-file".into(), "1".into())])),
                }),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        }
    }
}

/// Waits until it has ended and gives its exit status, or `None` if there is no such container (any more).
pub async fn ended(docker: &Docker, name: &str) -> Option<i64> {
    loop {
        match docker.wait_container(name, None).next().await {
            Some(Ok(end)) => return Some(end.status_code),
            // Any status but 0 comes as an error.
            Some(Err(bollard::errors::Error::DockerContainerWaitError { code, .. })) => return Some(code),
            Some(Err(error)) if is_missing(&error) => return None,
            // The daemon was restarted, or let the request wait too long: ask again.
            Some(Err(_)) | None => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

/// The end of its log.
pub async fn log(docker: &Docker, name: &str) -> String {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(LOG_LINES).build();
    let mut parts = docker.logs(name, Some(options));
    let mut text = String::new();
    let read = async {
        while let Some(Ok(part)) = parts.next().await {
            text.push_str(&part.to_string());
        }
    };
    if tokio::time::timeout(LIMIT, read).await.is_err() {
        text.push_str("(the daemon did not give the rest)");
    }
    text.trim_end().to_owned()
}

/// Sends it a signal.
pub async fn signal(docker: &Docker, name: &str, signal: &str) -> Result<(), SandboxError> {
    let options = KillContainerOptionsBuilder::new().signal(signal).build();
    limited("signalling a container", docker.kill_container(name, Some(options)))
        .await?
        .map_err(failed(format!("sending {signal} to the container {name}")))
}

/// Ends and removes it; fine if there is none.
pub async fn remove(docker: &Docker, name: &str) -> Result<(), SandboxError> {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match limited("removing a container", docker.remove_container(name, Some(options))).await? {
        Err(error) if !is_missing(&error) => Err(failed(format!("removing the container {name}"))(error)),
        _ => Ok(()),
    }
}

/// A container of ours.
#[derive(Debug)]
pub struct Found {
    /// The daemon's id of it.
    pub container: String,
    /// The value of the label asked for.
    pub value: String,
    /// Whether it runs.
    pub running: bool,
}

/// Every container, running or not, of the data directory `tag` that has `label`.
pub async fn list(docker: &Docker, tag: &str, label: &str) -> Result<Vec<Found>, SandboxError> {
    let filters = HashMap::from([("label", vec![format!("{DATA_LABEL}={tag}"), label.to_owned()])]);
    let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
    let found = limited("listing containers", docker.list_containers(Some(options)))
        .await?
        .map_err(failed("listing containers"))?;
    let ours = found.into_iter().filter_map(|it| {
        let labels = it.labels?;
        let running = it.state == Some(ContainerSummaryStateEnum::RUNNING);
        // The daemon has filtered; what is removed is decided by what we read ourselves.
        (labels.get(DATA_LABEL).map(String::as_str) == Some(tag))
            .then(|| Some(Found { container: it.id?, value: labels.get(label)?.clone(), running }))?
    });
    Ok(ours.collect())
}

/// Whether the container that has the name carries all the labels that ours would.
async fn is_ours(docker: &Docker, plan: &Plan<'_>) -> bool {
    let Ok(Ok(found)) = limited("looking at a container", docker.inspect_container(plan.name, None)).await else {
        return false;
    };
    let labels = found.config.and_then(|it| it.labels).unwrap_or_default();
    plan.labels.iter().all(|(name, value)| labels.get(name) == Some(value))
}

async fn limited<T>(what: &'static str, work: impl Future<Output = T>) -> Result<T, SandboxError> {
    tokio::time::timeout(LIMIT, work).await.map_err(|_| SandboxError::Timeout(what, LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_has_every_restriction() {
        let plan = Plan {
            name: "n",
            image: "i",
            mode: "serve",
            conf: "",
            user: Owner { uid: 65532, gid: 65532 },
            socket: Path::new("/s"),
            template: Some(Path::new("/t")),
            labels: HashMap::new(),
        };
        let body = plan.body();
        assert_eq!(body.user.as_deref(), Some("65532:65532"));
        let host = body.host_config.unwrap();
        assert_eq!(host.network_mode.as_deref(), Some("none"));
        assert_eq!(host.readonly_rootfs, Some(true));
        assert_eq!(host.cap_drop.unwrap(), ["ALL"]);
        assert_eq!(host.security_opt.unwrap(), ["no-new-privileges:true"]);
        assert!(host.privileged.is_none() && host.cap_add.is_none() && host.devices.is_none());
        assert!(host.pids_limit.unwrap() > 0 && host.nano_cpus.unwrap() > 0);
        assert_eq!(host.memory, host.memory_swap, "no swap");
        assert!(host.memory.unwrap().cast_unsigned() > 2 * DATA_BYTES);
        assert!(host.tmpfs.unwrap()["/data"].contains("size="));
        let mounts = host.mounts.unwrap();
        assert_eq!(mounts.len(), 2);
        assert_eq!(mounts[1].read_only, Some(true));
    }
}
