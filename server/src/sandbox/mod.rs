//! Sandboxes: a running PostgreSQL for each session. Knows PostgreSQL, containers and processes; knows nothing of
//! scenarios, gateways or scores.

use std::collections::BTreeMap;
use std::path::PathBuf;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

/// The superuser of every sandbox: ride's alone.
pub const SUPERUSER: &str = "ride";
/// The learner's role.
pub const ONCALL: &str = "oncall";

/// Where a sandbox's PostgreSQL is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A unix socket `.s.PGSQL.<port>` in a directory that belongs to this sandbox alone.
    Unix {
        /// The directory.
        directory: PathBuf,
        /// The number in the socket's name.
        port: u16,
    },
    /// Loopback, where the daemon's kernel is not this one.
    Tcp {
        /// A loopback address.
        host: String,
        /// The port.
        port: u16,
    },
}

/// The half of a socket that reads.
pub type Reader = Box<dyn AsyncRead + Send + Sync + Unpin>;
/// The half that writes.
pub type Writer = Box<dyn AsyncWrite + Send + Sync + Unpin>;

impl Endpoint {
    /// Opens a socket to PostgreSQL, nothing said yet.
    pub async fn open(&self) -> std::io::Result<(Reader, Writer)> {
        match self {
            Self::Unix { directory, port } => {
                let stream = UnixStream::connect(directory.join(format!(".s.PGSQL.{port}"))).await?;
                let (reader, writer) = stream.into_split();
                Ok((Box::new(reader), Box::new(writer)))
            }
            Self::Tcp { host, port } => {
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                stream.set_nodelay(true)?;
                let (reader, writer) = stream.into_split();
                Ok((Box::new(reader), Box::new(writer)))
            }
        }
    }

    /// How a database is reached here, without saying as whom.
    pub fn config(&self, database: &str, connect_within: std::time::Duration) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        match self {
            Self::Unix { directory, port } => config.host_path(directory).port(*port),
            Self::Tcp { host, port } => config.host(host).port(*port),
        };
        config.dbname(database).connect_timeout(connect_within);
        config
    }
}

/// What a sandbox is made from, apart from its settings. The driver keeps a template for each [`TemplateSpec::key`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSpec {
    /// Changes when anything below changes: a hash, lower-case hex.
    pub key: String,
    /// The application's database, owned by [`ONCALL`].
    pub database: String,
    /// Application roles to create: LOGIN, no rights but on what the schema grants them.
    pub roles: Vec<String>,
    /// Those of `roles` that are members of [`ONCALL`], and so may change what it owns.
    pub owners: Vec<String>,
    /// What the files of `sql` and `history` are called, for messages.
    pub files: [String; 2],
    /// Run once as [`ONCALL`] in the database.
    pub sql: String,
    /// Run as [`ONCALL`] after the database was vacuumed and analyzed; empty for nothing.
    pub history: String,
    /// Parameters on which [`ONCALL`] is granted SET and ALTER SYSTEM.
    pub grant_settings: Vec<String>,
}

/// A sandbox to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxRequest {
    /// The session's id: names the container, the directory, the label.
    pub id: String,
    /// What it is made from.
    pub template: TemplateSpec,
    /// Settings for postgresql.conf beyond the driver's own.
    pub settings: BTreeMap<String, String>,
}

/// What must be kept to find a sandbox again after this process died.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SandboxRecord {
    /// The driver's name.
    pub driver: String,
    /// The session's id.
    pub id: String,
}

/// What can go wrong with a sandbox; each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The driver can't be used on this machine.
    #[error("{0}")]
    Unavailable(String),
    /// The machine has no room left.
    #[error("no space left for the sandbox: {0}")]
    DiskFull(String),
    /// PostgreSQL or the container did not come up or died; holds the end of its log.
    #[error("{what}; its log ends with: {log}")]
    Dead {
        /// What happened.
        what: String,
        /// The log's last lines.
        log: String,
    },
    /// A scenario's SQL is wrong.
    #[error("{place}: {said}")]
    Sql {
        /// File and line.
        place: String,
        /// What PostgreSQL said.
        said: String,
    },
    /// It took longer than it may.
    #[error("{0} took longer than {1:?}")]
    Timeout(&'static str, std::time::Duration),
    /// What was asked for can't be: a name, a parameter, an id.
    #[error("{0}")]
    Refused(String),
    /// Anything else, told by the system.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Gives running sandboxes.
#[async_trait]
pub trait Driver: Send + Sync {
    /// `docker` or `process`.
    fn name(&self) -> &'static str;

    /// Whether a sandbox survives this process and can be taken up again by [`Driver::adopt`].
    fn survives(&self) -> bool;

    /// Makes the template if it isn't there yet. Called at the server's start for every scenario, so that no session
    /// waits for it.
    async fn prepare(&self, template: &TemplateSpec) -> Result<(), SandboxError>;

    /// Removes every template that is none of these, of whatever version; gives the names of those that it removed.
    async fn sweep(&self, keep: &[TemplateSpec]) -> Result<Vec<String>, SandboxError>;

    /// Starts a sandbox and returns when it answers its first query.
    async fn start(&self, request: &SandboxRequest) -> Result<Box<dyn Sandbox>, SandboxError>;

    /// Takes up a sandbox that an earlier process started; `None` if it is gone.
    async fn adopt(&self, record: &SandboxRecord) -> Result<Option<Box<dyn Sandbox>>, SandboxError>;

    /// Ends every sandbox of this driver and this data directory that `keep` doesn't name; gives the ids of those it
    /// ended. Touches nothing else.
    async fn reap(&self, keep: &[String]) -> Result<Vec<String>, SandboxError>;
}

/// A running PostgreSQL. Dropping it ends it (best effort, without waiting) unless [`Sandbox::leave`] was called.
#[async_trait]
pub trait Sandbox: Send + Sync {
    /// Where it is reached.
    fn endpoint(&self) -> &Endpoint;

    /// `server_version_num`, such as 170002.
    fn version(&self) -> u32;

    /// What to keep to adopt it.
    fn record(&self) -> SandboxRecord;

    /// Restarts PostgreSQL in the same data directory and waits until it answers.
    async fn restart(&self) -> Result<(), SandboxError>;

    /// Waits until it has died by itself and gives its last words; never returns while it lives.
    async fn died(&self) -> String;

    /// The end of PostgreSQL's log.
    async fn log(&self) -> String;

    /// Ends it and removes what it left.
    async fn stop(&self) -> Result<(), SandboxError>;

    /// Lets it live on when this value is dropped.
    fn leave(&self);
}

mod base;
mod choose;
mod client;
mod config;
mod docker;
mod files;
mod place;
mod process;
mod settings;

pub use choose::{DriverKind, choose, choose_with};
pub use config::{IMAGE, SandboxConfig};
pub use docker::DockerDriver;
pub use process::ProcessDriver;

/// Tells a full disk from other ends.
fn dead(what: &str, log: String) -> SandboxError {
    if log.contains("No space left on device") || log.contains("Disk quota exceeded") {
        return SandboxError::DiskFull(log);
    }
    SandboxError::Dead { what: what.into(), log }
}

/// Runs what blocks on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SandboxError> + Send + 'static,
) -> Result<T, SandboxError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(files::io_error("a worker thread")(std::io::Error::other(error))),
    }
}
