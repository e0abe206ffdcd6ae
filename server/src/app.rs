//! The whole server in one value: `ride serve`, `ride postgres start` and the tests start it the same way.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::catalog::{Catalog, Watch};
use crate::gateway;
use crate::http::{self, HttpConfig, Site};
use crate::sandbox::{self, Driver, DriverKind, SandboxError};
use crate::session::{RealWorld, Registry, SessionConfig};
use crate::store::{SqliteStore, Store, StoreError};

/// How long sockets and requests that are under way may take to end.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// Where HTTP is served; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where psql and the like are served; port 0 takes a free one.
    pub pg_listen: SocketAddr,
    /// Which driver.
    pub driver: DriverKind,
    /// The data directory.
    pub data: PathBuf,
    /// A folder of scenarios, whose changes are taken up while the server runs; those built in where none.
    pub scenarios: Option<PathBuf>,
    /// Whether the process driver, which is no security boundary, may be reached from other machines.
    pub process_for_all: bool,
    /// Whether every scenario's template is made ahead; without, each is made for its first session.
    pub prepare: bool,
    /// The HTTP side; `loopback` and `gateway` are put in from the rest.
    pub http: HttpConfig,
    /// Limits of sessions.
    pub session: SessionConfig,
}

impl AppConfig {
    /// On free loopback ports, with everything else as it is by default.
    pub fn on_free_ports(driver: DriverKind, data: PathBuf) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen: any,
            pg_listen: any,
            driver,
            data,
            scenarios: None,
            process_for_all: false,
            prepare: true,
            http: HttpConfig::default(),
            session: SessionConfig::default(),
        }
    }
}

/// Why the server did not start; each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The data directory.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The driver.
    #[error("{0}")]
    Driver(#[from] SandboxError),
    /// A port.
    #[error("{address} is taken by another program: end it, or choose another address with {flag}")]
    PortInUse {
        /// The address.
        address: SocketAddr,
        /// The flag that changes it.
        flag: &'static str,
    },
    /// An address that can't be listened on.
    #[error("{address} can't be listened on ({why}): choose another address with {flag}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        why: std::io::Error,
        /// The flag that changes it.
        flag: &'static str,
    },
    /// The folder of scenarios.
    #[error("the scenarios in {folder} can't be read ({why}): choose another folder with --scenarios")]
    Scenarios {
        /// The folder.
        folder: String,
        /// What the system said.
        why: std::io::Error,
    },
    /// The process driver off loopback.
    #[error(
        "the process driver is no security boundary, so it only serves this machine: listen on 127.0.0.1, use --driver \
         docker, or accept the risk with --allow-process-for-all"
    )]
    ProcessForAll,
}

/// A server that runs.
pub struct RunningApp {
    /// Where HTTP is served.
    pub http_addr: SocketAddr,
    /// Where psql and the like are served.
    pub pg_addr: SocketAddr,
    /// Its sessions.
    pub registry: Arc<Registry>,
    site: Arc<Site>,
    stopping: CancellationToken,
    http: JoinHandle<()>,
    pg: JoinHandle<()>,
    /// Cancelled when the data directory is let go; none where the store is the caller's.
    released: Option<CancellationToken>,
}

/// Starts servers.
pub struct App;

impl App {
    /// Starts a server. It answers when this returns; templates are made in the background.
    pub async fn start(config: AppConfig) -> Result<RunningApp, AppError> {
        let store = SqliteStore::open(&config.data)?;
        let released = store.released();
        let driver = sandbox::choose(config.driver, &config.data).await?;
        let folder = config.scenarios.clone();
        let unreadable = |why| {
            let folder = folder.clone().unwrap_or_default();
            AppError::Scenarios { folder: folder.display().to_string(), why }
        };
        // Before the catalog is loaded: what changes in between is seen. What is built in can't change.
        let watch = folder.as_deref().map(Watch::new).transpose().map_err(unreadable)?;
        let catalog = Catalog::open(folder.as_deref()).map_err(unreadable)?;
        let mut app = Self::start_with(config, Arc::new(store), driver, Arc::new(catalog)).await?;
        app.released = Some(released);
        if let Some(watch) = watch {
            app.registry.follow(watch);
        }
        Ok(app)
    }

    /// The same with a store, driver and catalog that are there already.
    pub async fn start_with(
        config: AppConfig,
        store: Arc<dyn Store>,
        driver: Arc<dyn Driver>,
        catalog: Arc<Catalog>,
    ) -> Result<RunningApp, AppError> {
        let loopback = config.listen.ip().is_loopback() && config.pg_listen.ip().is_loopback();
        if !loopback && driver.name() == "process" && !config.process_for_all {
            return Err(AppError::ProcessForAll);
        }
        for mistake in catalog.mistakes() {
            tracing::error!("{mistake}");
        }
        let (http_listener, http_addr) = bind(config.listen, "--listen").await?;
        let (pg_listener, pg_addr) = bind(config.pg_listen, "--pg-listen").await?;

        let prepare = config.prepare;
        let mut session = config.session;
        session.gateway.psql_address = Some(reachable(pg_addr).to_string());
        let gateway = session.gateway.clone();
        let registry = Registry::new(session, Arc::new(RealWorld), store, driver, catalog);
        // Before anybody is let in: clients wait in the listeners' queues meanwhile.
        registry.adopt().await?;
        if prepare {
            registry.prepare();
        }

        let stopping = CancellationToken::new();
        let http_config =
            HttpConfig { loopback: config.listen.ip().is_loopback(), gateway: gateway.clone(), ..config.http };
        let site = Site::new(http_config, Arc::clone(&registry), pg_addr, stopping.clone());
        let pg = tokio::spawn(gateway::serve_tcp(pg_listener, gateway, Arc::clone(&registry) as _, stopping.clone()));
        let http = tokio::spawn(http::serve(http_listener, Arc::clone(&site)));
        Ok(RunningApp { http_addr, pg_addr, registry, site, stopping, http, pg, released: None })
    }
}

impl RunningApp {
    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}", reachable(self.http_addr))
    }

    /// Host and port for psql.
    pub fn psql_host(&self) -> String {
        reachable(self.pg_addr).to_string()
    }

    /// Waits until the server ends by itself, which it only does where something broke.
    pub async fn broke(&mut self) -> String {
        match (&mut self.http).await {
            Ok(()) => "the HTTP server ended".into(),
            Err(e) => format!("the HTTP server broke: {e}"),
        }
    }

    /// Says goodbye to everybody, ends or leaves the sandboxes, and waits for every task, each for a limited time. The
    /// data directory is free for another server then.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        self.registry.shutdown().await;
        tracing::debug!("sessions are done");
        self.site.sockets_done(ENDS_WITHIN).await;
        tracing::debug!("WebSockets are done");
        // What doesn't end in time is dropped with its connections.
        if !self.http.is_finished() && tokio::time::timeout(ENDS_WITHIN, &mut self.http).await.is_err() {
            tracing::warn!("some requests did not end in time");
            self.http.abort();
        }
        tracing::debug!("HTTP is done");
        if tokio::time::timeout(ENDS_WITHIN, &mut self.pg).await.is_err() {
            tracing::warn!("some psql connections did not end in time");
            self.pg.abort();
        }
        let Self { released, site, registry, .. } = self;
        drop((site, registry));
        if let Some(released) = released
            && tokio::time::timeout(ENDS_WITHIN, released.cancelled()).await.is_err()
        {
            tracing::warn!("the data directory was not let go in time");
        }
    }
}

/// The address to reach a listener at: loopback where it listens on every address.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(a) if a.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], a.port())),
        SocketAddr::V6(a) if a.ip().is_unspecified() => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], a.port())),
        other => other,
    }
}

async fn bind(address: SocketAddr, flag: &'static str) -> Result<(TcpListener, SocketAddr), AppError> {
    let listen = |why: std::io::Error| match why.kind() {
        std::io::ErrorKind::AddrInUse => AppError::PortInUse { address, flag },
        _ => AppError::Listen { address, why, flag },
    };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let bound = listener.local_addr().map_err(listen)?;
    Ok((listener, bound))
}
