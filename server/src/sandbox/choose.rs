//! Which driver this machine can use.

use std::path::Path;
use std::sync::Arc;

use super::{DockerDriver, Driver, ProcessDriver, SandboxConfig, SandboxError};

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
    let why_not = match kind {
        DriverKind::Docker => return Ok(Arc::new(DockerDriver::open(config).await?)),
        DriverKind::Process => return Ok(Arc::new(ProcessDriver::open(config).await?)),
        DriverKind::Auto => match DockerDriver::open(config).await {
            Ok(driver) => return Ok(Arc::new(driver)),
            Err(error) => error,
        },
    };
    tracing::info!("{why_not}; taking the process driver");
    match ProcessDriver::open(config).await {
        Ok(driver) => Ok(Arc::new(driver)),
        // Both ways out in one line: either will do.
        Err(SandboxError::Unavailable(nor)) => {
            Err(SandboxError::Unavailable(format!("no driver can be used here. docker: {why_not}. process: {nor}")))
        }
        Err(error) => Err(error),
    }
}
