//! Which driver this machine can use.

use std::path::Path;
use std::sync::Arc;

use super::{Driver, SandboxError};

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

/// The driver asked for, or why this machine can't have it. `data` is ride's data directory.
pub async fn choose(kind: DriverKind, data: &Path) -> Result<Arc<dyn Driver>, SandboxError> {
    let _ = (kind, data);
    Err(SandboxError::Unavailable("no driver is built in".into()))
}
