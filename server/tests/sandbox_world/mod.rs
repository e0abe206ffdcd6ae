//! The drivers under test and a client.
#![allow(dead_code, reason = "each test file uses what it needs of it")]
#![allow(clippy::print_stderr, reason = "what is left out is said loudly")]

use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ride::sandbox::{Driver, DriverKind, Endpoint, SandboxConfig, SandboxRequest, TemplateSpec, choose_with};
use tokio_postgres::{Client, Config, NoTls};

#[path = "../common/wait.rs"]
pub mod wait;

use wait::folder;

/// A driver and the data directory it works in.
pub struct World {
    /// `process`, `process 18`, `docker`.
    pub name: &'static str,
    /// Which driver.
    pub kind: DriverKind,
    /// What it was opened with.
    pub config: SandboxConfig,
    /// It.
    pub driver: Arc<dyn Driver>,
    /// Removed at the end.
    own: Option<tempfile::TempDir>,
}

/// Runs `test` on each driver, in a data directory that the tests share: templates are made once. Docker is expected to
/// be there: `RIDE_TEST_DOCKER=0` leaves it out, and says so. `RIDE_TEST_PG18_BIN` (see tests/tools/pg18.sh) adds
/// PostgreSQL 18.
pub async fn each(test: impl AsyncFn(World)) {
    for (name, kind) in kinds() {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox").join(name.replace(' ', ""));
        let config = config(name, &data);
        let driver = open(kind, &config).await;
        test(World { name, kind, config, driver, own: None }).await;
    }
}

/// The same with a data directory for each alone.
pub async fn each_alone(test: impl AsyncFn(World)) {
    for (name, kind) in kinds() {
        let own = folder();
        let config = config(name, own.path());
        let driver = open(kind, &config).await;
        test(World { name, kind, config, driver, own: Some(own) }).await;
    }
}

/// The drivers to test.
pub fn kinds() -> Vec<(&'static str, DriverKind)> {
    let mut kinds = vec![("process", DriverKind::Process)];
    if std::env::var_os("RIDE_TEST_PG18_BIN").is_some() {
        kinds.push(("process 18", DriverKind::Process));
    } else {
        eprintln!("NOTE: RIDE_TEST_PG18_BIN IS NOT SET: POSTGRESQL 18 IS NOT TESTED");
    }
    if std::env::var("RIDE_TEST_DOCKER").is_ok_and(|it| it == "0") {
        eprintln!("NOTE: RIDE_TEST_DOCKER=0: THE DOCKER DRIVER IS NOT TESTED");
    } else {
        kinds.push(("docker", DriverKind::Docker));
    }
    kinds
}

/// What the driver called `name` is opened with.
pub fn config(name: &str, data: &Path) -> SandboxConfig {
    let mut config = SandboxConfig::from_env(data);
    if name == "process 18" {
        config.pg_bin = std::env::var_os("RIDE_TEST_PG18_BIN").map(Into::into);
    }
    config
}

/// Opens it, or says why the tests can't run.
pub async fn open(kind: DriverKind, config: &SandboxConfig) -> Arc<dyn Driver> {
    match choose_with(kind, config).await {
        Ok(driver) => driver,
        Err(error) if kind == DriverKind::Docker => {
            panic!("the docker driver can't be tested: {error}\n(RIDE_TEST_DOCKER=0 leaves its tests out)")
        }
        Err(error) => panic!("{error}"),
    }
}

/// A small shop.
pub fn request(id: &str) -> SandboxRequest {
    let mut request = SandboxRequest {
        id: id.into(),
        template: TemplateSpec {
            files: ["schema.sql".into(), String::new()],
            owners: vec![],
            history: String::new(),
            key: String::new(),
            database: "shop".into(),
            roles: vec!["deploy_worker".into(), "checkout_api".into()],
            sql: "CREATE TABLE orders (id int PRIMARY KEY, note text);
                  GRANT SELECT, INSERT ON orders TO checkout_api;
                  INSERT INTO orders SELECT n, 'order ' || n FROM generate_series(1, 100) n;"
                .into(),
            grant_settings: vec!["max_connections".into(), "idle_session_timeout".into()],
        },
        settings: BTreeMap::from([
            ("max_connections".into(), "50".into()),
            ("superuser_reserved_connections".into(), "0".into()),
        ]),
    };
    // Templates outlive a test run: a changed one must have another key.
    let mut hash = std::hash::DefaultHasher::new();
    format!("{:?}", request.template).hash(&mut hash);
    request.template.key = format!("{:016x}", hash.finish());
    request
}

/// A connection; ends with its client.
pub async fn connect(endpoint: &Endpoint, user: &str, database: &str) -> Result<Client, tokio_postgres::Error> {
    let mut config = Config::new();
    match endpoint {
        Endpoint::Unix { directory, port } => config.host_path(directory).port(*port),
        Endpoint::Tcp { host, port } => config.host(host).port(*port),
    };
    config.user(user).dbname(database).connect_timeout(Duration::from_secs(10));
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// A query's one bigint.
pub async fn number(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
}

/// The SQLSTATE that a statement fails with, `00000` if it doesn't.
pub async fn sqlstate(client: &Client, sql: &str) -> String {
    match client.batch_execute(sql).await {
        Ok(()) => "00000".into(),
        Err(error) => error.code().map_or_else(|| error.to_string(), |code| code.code().into()),
    }
}
