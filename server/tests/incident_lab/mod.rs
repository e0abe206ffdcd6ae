//! A small lab for the incident's tests: a real PostgreSQL, a journal in memory, a learner.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ride::incident::{AfterRestart, Director, IncidentContext};
use ride::sandbox::{DriverKind, Endpoint, Sandbox, SandboxConfig, SandboxRequest, TemplateSpec, choose_with};
use ride_shared::protocol::LiveMessage;
use ride_shared::scenario::Scenario;
use tokio::sync::broadcast;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

#[path = "../common/memory.rs"]
mod memory;
#[path = "../common/wait.rs"]
mod wait;

use memory::Journal;

pub use wait::{eventually, until};

/// What every scenario needs and this room does not read.
const FRAME: &str = r#"
format = 1
title = "t"
topic = "t"
level = "L2"
minutes = [10, 15]
severity = "SEV-1"
summary = "s"
briefing = "b"
diagnosis = { true_cause = "a", true_culprit = "c", cause = [{ key = "a", label = "a" }] }
postmortem = { root_cause = "r", found_by = "f", mitigation = "m", durable_fix = "d", lesson = "l" }
"#;

/// As the storm scenario has it.
const SCENARIO: &str = r#"
[sandbox]
database = "shop"
roles = ["deploy_worker", "checkout_api", "inventory_api"]
schema = "schema.sql"
on_call = 5
grant_settings = ["max_connections", "work_mem"]
settings = { max_connections = 100, superuser_reserved_connections = 0 }

[[fleet]]
name = "checkout_api"
kind = "workload"
role = "checkout_api"
connections = 12
baseline = 4
statements = ["SELECT count(*) FROM products", "INSERT INTO orders (product) VALUES (1)"]
monitored = true

[[fleet]]
name = "inventory_api"
kind = "pool"
role = "inventory_api"
connections = 3
calls_per_second = 0.5
statements = ["SELECT count(*) FROM products"]

[[fleet]]
name = "deploy_worker"
kind = "storm"
role = "deploy_worker"
connections = 85
baseline = 12

[[phase]]
name = "deploy"
at_start = true
restart = ["deploy_worker"]
grow = ["checkout_api"]
log = "release v214: restarting every deploy_worker process"

[[action]]
name = "set-pool-size"
label = "l"
description = "d"
effect = "set-pool-size"
fleet = "deploy_worker"
values = [10, 20, 40, 85]

[[action]]
name = "set-reconnect"
label = "l"
description = "d"
effect = "set-reconnect"
fleet = "deploy_worker"
values = ["immediate", "jittered-backoff"]

[[action]]
name = "deploy"
label = "l"
description = "d"
effect = "run-phase"
phase = "deploy"

[[action]]
name = "restart-checkout"
label = "l"
description = "d"
effect = "restart-fleet"
fleet = "checkout_api"

[[action]]
name = "restart-database"
label = "l"
description = "d"
effect = "restart-database"

[[alert]]
name = "connections"
on = "connections-percent"
warning = 80
critical = 95

[[alert]]
name = "errors"
on = "error-percent"
warning = 2
critical = 25
"#;

const SCHEMA: &str = "
    CREATE TABLE products (id int PRIMARY KEY, name text);
    INSERT INTO products SELECT n, 'product ' || n FROM generate_series(1, 50) n;
    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, product int NOT NULL);
    GRANT SELECT ON products TO checkout_api, inventory_api, deploy_worker;
    GRANT SELECT, INSERT ON orders TO checkout_api;";

/// A session without its server.
pub struct Lab {
    pub scenario: Arc<Scenario>,
    pub sandbox: Arc<dyn Sandbox>,
    pub journal: Arc<Journal>,
    pub live: broadcast::Sender<LiveMessage>,
    /// What the gateway would hold; emptied and filled by [`Lab::refill`].
    pub on_call: Arc<Mutex<Vec<Client>>>,
}

impl Lab {
    pub async fn open() -> Self {
        Self::of(SCENARIO, "1ac1de47", SCHEMA).await
    }

    /// A lab of another scenario (its sandbox, fleets, phases and actions), whose template has that key.
    pub async fn of(scenario: &str, key: &str, schema: &str) -> Self {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(&format!("{FRAME}{scenario}")).unwrap());
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("incident");
        std::fs::create_dir_all(&base).unwrap();
        let driver = choose_with(DriverKind::Process, &SandboxConfig::from_env(&base)).await.unwrap();
        let request = SandboxRequest {
            id: format!("t{}", unique()),
            template: TemplateSpec {
                files: ["schema.sql".into(), String::new()],
                owners: vec![],
                history: String::new(),
                key: key.into(),
                database: "shop".into(),
                roles: scenario.sandbox.roles.clone(),
                sql: schema.into(),
                grant_settings: scenario.sandbox.grant_settings.clone(),
            },
            settings: scenario.sandbox.settings.iter().map(|(k, v)| (k.clone(), v.to_string())).collect(),
        };
        let sandbox: Arc<dyn Sandbox> = driver.start(&request).await.unwrap().into();
        let lab = Self {
            scenario,
            sandbox,
            journal: Journal::new(false),
            live: broadcast::channel(1024).0,
            on_call: Arc::default(),
        };
        refill(lab.sandbox.endpoint().clone(), Arc::clone(&lab.on_call)).await;
        lab
    }

    pub fn context(&self) -> IncidentContext {
        let (endpoint, on_call) = (self.sandbox.endpoint().clone(), Arc::clone(&self.on_call));
        let after: AfterRestart = Arc::new(move || Box::pin(refill(endpoint.clone(), Arc::clone(&on_call))));
        IncidentContext {
            scenario: Arc::clone(&self.scenario),
            sandbox: Arc::clone(&self.sandbox),
            recorder: Arc::clone(&self.journal) as _,
            live: self.live.clone(),
            seed: 0,
            after_restart: Some(after),
        }
    }

    /// A lab whose incident is live.
    pub async fn live() -> (Self, Director) {
        let lab = Self::open().await;
        let director = Director::start(lab.context()).await.unwrap();
        director.begin().await.unwrap();
        (lab, director)
    }

    /// Borrows an on-call connection for one statement; gives the first column of its rows.
    pub async fn sql(&self, statement: &str) -> Vec<String> {
        let client = self.on_call.lock().unwrap().pop().expect("an on-call slot");
        let answer = client.simple_query(statement).await;
        self.on_call.lock().unwrap().push(client);
        let answer = answer.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        first_column(answer)
    }

    /// Asks until the first answer is so; fails the test when it doesn't come to that.
    pub async fn until(&self, statement: &str, so: impl Fn(&str) -> bool) {
        wait::eventually(statement, async || so(&self.sql(statement).await[0]).then_some(())).await;
    }

    /// Terminates a fleet's connections as the learner would; gives how many.
    pub async fn terminate(&self, application: &str) -> usize {
        let rows = self
            .sql(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{application}'"
            ))
            .await;
        rows.iter().filter(|row| *row == "t").count()
    }

    /// The same with this thread standing still until the server has let them all go: a runtime of one thread hears
    /// nothing of their end meanwhile.
    pub fn terminate_unheard(&self, application: &str) -> String {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity \
             WHERE application_name = '{application}'"
        );
        let endpoint = self.sandbox.endpoint().clone();
        let terminated = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let client = connect(&endpoint, "oncall").await.unwrap();
                first_column(client.simple_query(&sql).await.unwrap())
            })
        });
        terminated.join().unwrap().concat()
    }

    pub async fn connect(&self, user: &str) -> Result<Client, tokio_postgres::Error> {
        connect(self.sandbox.endpoint(), user).await
    }

    pub async fn close(self, director: Director) {
        director.stop().await;
        self.sandbox.stop().await.unwrap();
    }
}

async fn refill(endpoint: Endpoint, on_call: Arc<Mutex<Vec<Client>>>) {
    on_call.lock().unwrap().clear();
    for _ in 0..5 {
        let client = connect(&endpoint, "oncall").await.unwrap();
        on_call.lock().unwrap().push(client);
    }
}

async fn connect(endpoint: &Endpoint, user: &str) -> Result<Client, tokio_postgres::Error> {
    let mut config = Config::new();
    match endpoint {
        Endpoint::Unix { directory, port } => config.host_path(directory).port(*port),
        Endpoint::Tcp { host, port } => config.host(host).port(*port),
    };
    config.options("-c statement_timeout=0");
    let (client, connection) = config.user(user).dbname("shop").application_name("console").connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn first_column(answer: Vec<SimpleQueryMessage>) -> Vec<String> {
    let rows = answer.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    rows.collect()
}

fn unique() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{}x{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}
