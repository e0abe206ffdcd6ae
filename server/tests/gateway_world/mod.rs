//! What the gateway's tests run on: a PostgreSQL of their own, a session in front of it, a journal in memory.
#![allow(dead_code, reason = "each test file uses what it needs of it")]

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use ride::gateway::{Directory, GatewayConfig, Matcher, Refusal, SessionGateway, serve_tcp};
use ride::sandbox::Endpoint;
use ride_shared::scenario::Sees;
use tokio_util::sync::CancellationToken;

#[path = "../common/memory.rs"]
mod memory;
pub mod page;
#[path = "../common/wait.rs"]
mod wait;
pub mod wire;

use memory::Journal;
use wait::{PATIENCE, eventually};

pub const ID: &str = "abcdefgh12345678";
pub const TOKEN: &str = "the-right-token";

/// A bound for every wait, so that a failing test ends.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let Ok(value) = tokio::time::timeout(PATIENCE, future).await else { panic!("timed out: {what}") };
    value
}

/// A PostgreSQL in a directory of its own, ended when dropped.
pub struct Postgres {
    folder: tempfile::TempDir,
    server: Child,
}

fn program(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("RIDE_PG_BIN") {
        return PathBuf::from(folder).join(name);
    }
    let mut found: Vec<PathBuf> = (std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten())
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

/// A command as a user whom PostgreSQL accepts: it refuses root.
fn command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    if let Some(user) = other_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn other_user() -> Option<nix::unistd::User> {
    nix::unistd::geteuid().is_root().then(|| nix::unistd::User::from_name("postgres").unwrap().unwrap())
}

/// A data directory to copy, made once and kept beside the build.
fn template() -> PathBuf {
    static MADE: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let version = Command::new(program("postgres")).arg("--version").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let template = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("gateway-{version}"));
    if !template.exists() {
        let folder = tempfile::tempdir().unwrap();
        if let Some(user) = other_user() {
            nix::unistd::chown(folder.path(), Some(user.uid), Some(user.gid)).unwrap();
        }
        let data = folder.path().join("data");
        let mut initdb = command("initdb");
        initdb.args(["-N", "-U", "ride", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"]).arg(&data);
        assert!(initdb.status().unwrap().success(), "initdb failed");
        let half = template.with_extension(std::process::id().to_string());
        assert!(Command::new("cp").arg("-a").arg(&data).arg(&half).status().unwrap().success());
        // Another test binary may have been quicker.
        if std::fs::rename(&half, &template).is_err() {
            std::fs::remove_dir_all(&half).unwrap();
        }
    }
    template
}

impl Postgres {
    pub async fn start(settings: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("ride-gateway-").tempdir().unwrap();
        if let Some(user) = other_user() {
            nix::unistd::chown(folder.path(), Some(user.uid), Some(user.gid)).unwrap();
        }
        let data = folder.path().join("data");
        let copied = Command::new("cp").arg("-a").arg(template()).arg(&data).status();
        assert!(copied.unwrap().success(), "the data directory was not copied");
        let mut server = command("postgres");
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        let settings = ["listen_addresses=", "fsync=off", "superuser_reserved_connections=0"].iter().chain(settings);
        for setting in settings {
            server.arg("-c").arg(setting);
        }
        let server = server.spawn().unwrap();
        let postgres = Self { folder, server };
        let ride = eventually("PostgreSQL's start", async || postgres.connect("ride", "postgres").await.ok()).await;
        ride.batch_execute("CREATE ROLE oncall LOGIN; GRANT pg_monitor, pg_signal_backend TO oncall").await.unwrap();
        ride.batch_execute("CREATE DATABASE shop OWNER oncall").await.unwrap();
        postgres
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Unix { directory: self.folder.path().to_owned(), port: 5432 }
    }

    /// A connection past the gateway.
    pub async fn connect(&self, user: &str, database: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let mut config = tokio_postgres::Config::new();
        config.host_path(self.folder.path()).user(user).dbname(database).application_name("direct");
        let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Waits until a query gives a row, as superuser.
    pub async fn until(&self, sql: &str) {
        let ride = self.connect("ride", "postgres").await.unwrap();
        eventually(sql, async || (!ride.query(sql, &[]).await.unwrap().is_empty()).then_some(())).await;
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let pid = nix::unistd::Pid::from_raw(self.server.id() as i32);
        let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGQUIT);
        let _ = self.server.wait();
    }
}

/// The one session of a test.
pub struct OneSession(pub Arc<SessionGateway>);

impl Directory for OneSession {
    fn find(&self, id: &str, token: &str) -> Result<Arc<SessionGateway>, Refusal> {
        if (id, token) == (ID, TOKEN) { Ok(self.0.clone()) } else { Err(Refusal::BadToken) }
    }
}

/// A PostgreSQL, a session's gateway, and its TCP port.
pub struct Lab {
    pub gateway: Arc<SessionGateway>,
    pub journal: Arc<Journal>,
    pub directory: Arc<OneSession>,
    pub config: GatewayConfig,
    pub port: u16,
    pub stop: CancellationToken,
    pub serving: tokio::task::JoinHandle<()>,
    pub postgres: Postgres,
}

pub fn matchers() -> Vec<Matcher> {
    let from = |from: &str, value: Option<&str>, at_least| Sees {
        from: Some(from.into()),
        value: value.map(str::to_owned),
        at_least,
        ..Sees::default()
    };
    let show = Sees { from: None, value: None, at_least: 1, show: Some("max_connections".into()), ..Sees::default() };
    vec![
        Matcher { rule: 0, sees: vec![from("pg_stat_activity.application_name", Some("deploy_worker"), 2)] },
        Matcher { rule: 1, sees: vec![show, from("pg_settings.name", Some("max_connections"), 1)] },
    ]
}

impl Lab {
    pub async fn start(on_call: u32) -> Self {
        Self::with(on_call, &["max_connections=20"], GatewayConfig::default(), false).await
    }

    pub async fn with(on_call: u32, settings: &[&str], config: GatewayConfig, broken_journal: bool) -> Self {
        Self::over(Postgres::start(settings).await, on_call, config, broken_journal, matchers()).await
    }

    /// A lab whose evidence is another.
    pub async fn over(
        postgres: Postgres,
        on_call: u32,
        config: GatewayConfig,
        broken_journal: bool,
        matchers: Vec<Matcher>,
    ) -> Self {
        let journal = Journal::new(broken_journal);
        let gateway = SessionGateway::open(
            config.clone(),
            postgres.endpoint(),
            "shop".into(),
            on_call,
            matchers,
            journal.clone(),
        )
        .await
        .unwrap();
        let directory = Arc::new(OneSession(gateway.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve_tcp(listener, config.clone(), directory.clone(), stop.clone()));
        Self { gateway, journal, directory, config, port, stop, serving, postgres }
    }

    /// tokio-postgres' settings for this lab.
    pub fn client(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host("127.0.0.1").port(self.port).user(format!("oncall.{ID}")).password(TOKEN).dbname("shop");
        config
    }

    /// A console by tokio-postgres.
    pub async fn connect(&self) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        connect(&self.client()).await
    }

    /// Waits until so many consoles have closed.
    pub async fn until_closed(&self, consoles: usize) {
        self.journal.until("consoles' end", || self.journal.closed() >= consoles).await;
    }
}

/// A console with these settings.
pub async fn connect(config: &tokio_postgres::Config) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
    let (client, connection) = soon("a connection", config.connect(tokio_postgres::NoTls)).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The one cell of a query's one row.
pub async fn cell(client: &tokio_postgres::Client, sql: &str) -> String {
    let messages = soon(sql, client.simple_query(sql)).await.unwrap();
    let row = messages.into_iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
        _ => None,
    });
    row.unwrap()
}

/// The SQLSTATE and message of an error.
pub fn said(error: &tokio_postgres::Error) -> (String, String) {
    let error = error.as_db_error().unwrap_or_else(|| panic!("not the server's: {error:?}"));
    (error.code().code().to_owned(), error.message().to_owned())
}
