//! The room's own superuser connection: makes templates and asks whether a sandbox answers.

use std::time::Duration;

use tokio::task::AbortHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use super::{Endpoint, SandboxError};

/// A connection and the task that carries it.
pub struct Connection {
    /// The client.
    pub client: Client,
    task: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Connects as `user` to `database`. Nothing that a role or a database was given by `ALTER ... SET` is obeyed: what
/// comes in the startup message wins.
pub async fn connect(endpoint: &Endpoint, user: &str, database: &str) -> Result<Connection, tokio_postgres::Error> {
    let mut config = Config::new();
    match endpoint {
        Endpoint::Unix { directory, port } => config.host_path(directory).port(*port),
        Endpoint::Tcp { host, port } => config.host(host).port(*port),
    };
    config
        .user(user)
        .dbname(database)
        .application_name("ride")
        .options("-c statement_timeout=0 -c default_transaction_read_only=off")
        .connect_timeout(Duration::from_secs(5));
    let (client, connection) = config.connect(NoTls).await?;
    let task = tokio::spawn(async move {
        // Its error reaches whoever waits on the client.
        let _ = connection.await;
    });
    Ok(Connection { client, task: task.abort_handle() })
}

/// The superuser's own database in every sandbox; no learner can close it to ride.
pub const OWN_DATABASE: &str = "postgres";

/// Whether PostgreSQL answers in `database`: its `server_version_num`, or `None` if it isn't up yet.
pub async fn version(endpoint: &Endpoint, database: &str) -> Result<Option<u32>, SandboxError> {
    let asked = async {
        let connection = connect(endpoint, super::SUPERUSER, database).await?;
        connection.client.query_one("SELECT current_setting('server_version_num')::int", &[]).await
    };
    match asked.await {
        Ok(row) => Ok(Some(row.get::<_, i32>(0).unsigned_abs())),
        Err(error) => match error.code() {
            // Fleets may have taken every slot of a restarted server before ride came; then it is up.
            Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => Ok(Some(0)),
            None => Ok(None),
            Some(code) if *code == SqlState::CANNOT_CONNECT_NOW => Ok(None),
            Some(_) => {
                Err(SandboxError::Dead { what: "PostgreSQL refused ride's own connection".into(), log: tell(&error) })
            }
        },
    }
}

/// Waits until PostgreSQL answers in `database`. Bounded by the caller. The first connection to a database after a start
/// fills its catalog cache, so a new sandbox is best asked in the one that everybody will come to.
pub async fn ready(endpoint: &Endpoint, database: &str) -> Result<u32, SandboxError> {
    let socket = match endpoint {
        Endpoint::Unix { directory, port } => Some(directory.join(format!(".s.PGSQL.{port}"))),
        Endpoint::Tcp { .. } => None,
    };
    loop {
        // An attempt before the socket is there would only cost time, and one too early a forked backend.
        if socket.as_ref().is_none_or(|socket| socket.exists())
            && let Some(version) = version(endpoint, database).await?
        {
            return Ok(version);
        }
        tokio::time::sleep(Duration::from_millis(4)).await;
    }
}

/// The server's own words where it said something.
pub fn tell(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}
