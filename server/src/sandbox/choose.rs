//! Which driver this machine can use.

use std::path::Path;
use std::sync::Arc;

use super::{Driver, ProcessDriver, SandboxConfig, SandboxError};

/// `--driver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum DriverKind {
    /// Docker where a daemon answers and the image is there or can be built, else process.
    #[default]
    Auto,
    /// One container a session.
    Docker,
    /// One process group a session; no security boundary.
    Process,
}

/// The driver asked for, or why this machine can't have it. `data` is ride's data directory; the rest is read from the
/// environment.
pub async fn choose(kind: DriverKind, data: &Path) -> Result<Arc<dyn Driver>, SandboxError> {
    choose_with(kind, &SandboxConfig::from_env(data)).await
}

/// The same with everything given.
pub async fn choose_with(kind: DriverKind, config: &SandboxConfig) -> Result<Arc<dyn Driver>, SandboxError> {
    match kind {
        DriverKind::Process | DriverKind::Auto => Ok(Arc::new(ProcessDriver::open(config).await?)),
        DriverKind::Docker => Err(SandboxError::Unavailable("the docker driver is not built in yet".into())),
    }
}
