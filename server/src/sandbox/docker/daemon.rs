//! The daemon and the image: whether they are there, and what to do if they aren't.

use std::time::Duration;

use bollard::Docker;
use bollard::query_parameters::BuildImageOptionsBuilder;
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::basics::hex;
use crate::sandbox::{IMAGE, SandboxConfig, SandboxError};

const DOCKERFILE: &str = include_str!("../../../../docker/postgres/Dockerfile");
const ENTRY: &str = include_str!("../../../../docker/postgres/entry.sh");
/// What the Dockerfile starts from.
const BASE: &str = "debian:trixie-slim";
/// Says from which Dockerfile an image was built; `docker/postgres/build.sh` writes the same.
const CONTEXT_LABEL: &str = "ride.context";
/// How long a daemon may think about a ping.
const PING_LIMIT: Duration = Duration::from_secs(5);
/// How long the image may take to build: it loads packages.
const BUILD_LIMIT: Duration = Duration::from_mins(10);

/// The major version in the image.
pub const MAJOR: u32 = 17;

/// What went wrong between ride and the daemon.
pub fn failed(what: impl Into<String>) -> impl FnOnce(bollard::errors::Error) -> SandboxError {
    let what = what.into();
    move |error| {
        let said = error.to_string();
        if said.contains("no space left on device") {
            return SandboxError::DiskFull(format!("{what}: {said}"));
        }
        SandboxError::Io { what, source: std::io::Error::other(error) }
    }
}

/// Whether the daemon says that there is no such thing.
pub fn is_missing(error: &bollard::errors::Error) -> bool {
    matches!(error, bollard::errors::Error::DockerResponseServerError { status_code: 404, .. })
}

/// Whether the daemon says that the name is taken.
pub fn is_conflict(error: &bollard::errors::Error) -> bool {
    matches!(error, bollard::errors::Error::DockerResponseServerError { status_code: 409, .. })
}

/// A daemon that answers and runs on this kernel.
pub async fn connect() -> Result<Docker, SandboxError> {
    let unanswered = |why: String| {
        let todo = if why.contains("ermission denied") {
            "add your user to the group docker, or use `--driver process`"
        } else {
            "start it (`systemctl start docker`, or `dockerd` as root), or use `--driver process`"
        };
        SandboxError::Unavailable(format!("no Docker daemon answers ({why}): {todo}"))
    };
    let docker = Docker::connect_with_defaults().map_err(|error| unanswered(chain(&error)))?;
    let info = tokio::time::timeout(PING_LIMIT, docker.info())
        .await
        .map_err(|_| unanswered(format!("nothing in {PING_LIMIT:?}")))?
        .map_err(|error| unanswered(chain(&error)))?;
    let here = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let there = info.kernel_version.unwrap_or_default();
    if here.trim() != there {
        return Err(SandboxError::Unavailable(format!(
            "the Docker daemon runs on another kernel ({there}), where a sandbox's socket can't be reached from here: \
             run ride on the same machine as the daemon, or use `--driver process`"
        )));
    }
    Ok(docker)
}

/// The image's id; the image is built if it is missing or old and its base is there.
pub async fn image(docker: &Docker, config: &SandboxConfig) -> Result<String, SandboxError> {
    let name = &config.image;
    let context = context();
    let found = match docker.inspect_image(name).await {
        Ok(found) => Some(found),
        Err(error) if is_missing(&error) => None,
        Err(error) => return Err(failed(format!("looking for the image {name}"))(error)),
    };
    let old = found.is_some();
    if let Some(found) = found {
        let labels = found.config.and_then(|it| it.labels).unwrap_or_default();
        // An image of someone's own is what they say it is.
        if name != IMAGE || labels.get(CONTEXT_LABEL) == Some(&context) {
            return found.id.ok_or_else(|| SandboxError::Unavailable(format!("the image {name} has no id")));
        }
    }
    if docker.inspect_image(BASE).await.is_err() {
        let state = if old { "is of an older ride" } else { "is missing" };
        return Err(SandboxError::Unavailable(format!(
            "the image {name} {state}: run `make image`, or use `--driver process`"
        )));
    }
    tracing::info!(image = name, "building the sandbox image; this happens once and takes a minute");
    tokio::time::timeout(BUILD_LIMIT, build(docker, name, &context))
        .await
        .map_err(|_| SandboxError::Timeout("building the sandbox image", BUILD_LIMIT))??;
    let built = docker.inspect_image(name).await.map_err(failed(format!("looking for the image {name}")))?;
    built.id.ok_or_else(|| SandboxError::Unavailable(format!("the image {name} has no id")))
}

async fn build(docker: &Docker, name: &str, context: &str) -> Result<(), SandboxError> {
    let labels = std::collections::HashMap::from([(CONTEXT_LABEL, context)]);
    let options = BuildImageOptionsBuilder::new().t(name).rm(true).forcerm(true).labels(&labels).build();
    let tar = tarball().map_err(|source| SandboxError::Io { what: "packing the Dockerfile".into(), source })?;
    let mut steps = docker.build_image(options, None, Some(bollard::body_full(tar.into())));
    let mut last = String::new();
    while let Some(step) = steps.next().await {
        let step = match step {
            Ok(step) => step,
            Err(error) => return Err(unbuilt(name, &format!("{error}; {last}"))),
        };
        if let Some(error) = step.error_detail {
            return Err(unbuilt(name, &format!("{}; {last}", error.message.unwrap_or_default())));
        }
        if let Some(line) = step.stream.filter(|line| !line.trim().is_empty()) {
            line.trim().clone_into(&mut last);
        }
    }
    Ok(())
}

fn unbuilt(name: &str, why: &str) -> SandboxError {
    SandboxError::Unavailable(format!("the image {name} could not be built ({why}): run `make image` to see it whole"))
}

fn context() -> String {
    hex(&Sha256::digest([DOCKERFILE, ENTRY].concat())[..8])
}

fn tarball() -> std::io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in [("Dockerfile", DOCKERFILE), ("entry.sh", ENTRY)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes())?;
    }
    tar.into_inner()
}

/// An error with its causes: bollard's own text often says only that something failed.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = cause.source();
    }
    text
}
