//! The lab that proofs really run in: a whole server on free ports, with its gateway on TCP.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use ride_shared::grading::Scorecard;
use ride_shared::journal::{Calls, DiagnosisAnswer, Entry};
use ride_shared::protocol::{CreateSession, Mode};
use tokio::sync::Mutex;

use super::{Attempt, Lab, LabError};
use crate::app::{App, AppConfig, AppError, RunningApp};
use crate::catalog::Catalog;
use crate::sandbox::{self, Driver, DriverKind};
use crate::session::{Registry, Session, SessionConfig};
use crate::store::SqliteStore;

/// A server of its own.
pub struct ServerLab {
    /// None once it was closed.
    app: Mutex<Option<RunningApp>>,
    registry: Arc<Registry>,
    psql: String,
}

impl ServerLab {
    /// Starts the server; `sessions` run at once at most.
    pub async fn start(
        catalog: Arc<Catalog>,
        driver: DriverKind,
        data: PathBuf,
        sessions: usize,
    ) -> Result<Self, AppError> {
        let driver = sandbox::choose(driver, &data).await?;
        Self::start_with(catalog, driver, data, sessions).await
    }

    /// The same with a driver that is there already.
    pub async fn start_with(
        catalog: Arc<Catalog>,
        driver: Arc<dyn Driver>,
        data: PathBuf,
        sessions: usize,
    ) -> Result<Self, AppError> {
        let store = Arc::new(SqliteStore::open(&data)?);
        let defaults = AppConfig::on_free_ports(DriverKind::Auto, data);
        // A session that has been stopped may hold its place a moment longer.
        let session = SessionConfig { max_sessions: sessions * 2, ..SessionConfig::default() };
        let app = App::start_with(AppConfig { session, prepare: false, ..defaults }, store, driver, catalog).await?;
        let (registry, psql) = (Arc::clone(&app.registry), app.psql_host());
        Ok(Self { app: Mutex::new(Some(app)), registry, psql })
    }
}

#[async_trait]
impl Lab for ServerLab {
    async fn create(&self, scenario: &str, seed: u64, mode: Mode) -> Result<Box<dyn Attempt>, LabError> {
        let ask = CreateSession { scenario: scenario.to_owned(), seed, mode };
        let (session, token) = self.registry.create(ask).await.map_err(told)?;
        if let Err(e) = session.wait_live().await {
            session.stop("its incident never went live").await;
            return Err(told(e));
        }
        let address = match session.view(&self.psql) {
            Ok(view) => view.psql_address,
            Err(e) => {
                session.stop("it could not be looked at").await;
                return Err(told(e));
            }
        };
        let psql_url = address.replacen('@', &format!(":{token}@"), 1);
        Ok(Box::new(ServerAttempt { session, psql_url }))
    }

    async fn close(&self) {
        if let Some(app) = self.app.lock().await.take() {
            app.stop().await;
        }
    }
}

struct ServerAttempt {
    session: Arc<Session>,
    psql_url: String,
}

#[async_trait]
impl Attempt for ServerAttempt {
    fn id(&self) -> String {
        self.session.id()
    }

    fn psql_url(&self) -> String {
        self.psql_url.clone()
    }

    async fn action(&self, name: &str, value: Option<&str>) -> Result<String, LabError> {
        self.session.action(name, value).await.map(|taken| taken.outcome).map_err(told)
    }

    async fn hint(&self) -> Result<(), LabError> {
        self.session.hint().await.map(drop).map_err(told)
    }

    async fn diagnose(&self, answer: DiagnosisAnswer) -> Result<(), LabError> {
        self.session.diagnose(answer).await.map(drop).map_err(told)
    }

    async fn next_calls(&self, fleet: &str) -> Result<Calls, LabError> {
        self.session.next_calls(fleet).await.map_err(told)
    }

    fn look_again(&self) {
        if let Ok(gateway) = self.session.gateway() {
            gateway.look_again();
        }
    }

    async fn score(&self) -> Result<Scorecard, LabError> {
        self.session.score().await.map(|scored| scored.card).map_err(told)
    }

    async fn journal(&self) -> Result<Vec<Entry>, LabError> {
        self.session.entries().await.map_err(told)
    }

    async fn sandbox_log(&self) -> String {
        self.session.sandbox_log().await
    }

    async fn stop(&self) {
        self.session.stop("the proof is done").await;
    }
}

fn told(e: impl std::fmt::Display) -> LabError {
    LabError(e.to_string())
}
