//! Proofs of the scenarios that are built in, on both drivers and on PostgreSQL 18; attempts to talk the grader round; and
//! a real session's receipt, checked as somebody who was handed it would. RIDE_PROOFS=all brings all of them,
//! RIDE_TEST_DOCKER=0 leaves docker out, RIDE_TEST_PG18_BIN brings 18 in: see sandbox_world.

mod sandbox_world;

use std::sync::Arc;

use ride::app::{App, AppConfig};
use ride::catalog::Catalog;
use ride::proof::{self, Job, Lab, ServerLab};
use ride::sandbox::{Driver, DriverKind};
use ride_shared::grading::Receipt;
use ride_shared::protocol::{CreateSession, Mode};

const STORM: &str = "stage-03/03-connection-storm-after-deploy";

/// Open to walk through: PostgreSQL may be another user's, and its files would outlive this folder elsewhere.
fn data() -> tempfile::TempDir {
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
    tempfile::Builder::new().prefix("ride-proofs-").permissions(open).tempdir().unwrap()
}

/// Whether all that scenarios have is to be tried, which takes most of an hour: `RIDE_PROOFS=all`. Else it is the storm's
/// proofs and attacks, and on the process driver every other scenario's reference and doing nothing.
fn everything() -> bool {
    std::env::var("RIDE_PROOFS").is_ok_and(|which| which == "all")
}

/// As many as a small machine has processors: what callers suffer is measured.
const PARALLEL: usize = 2;

/// Held by whoever makes attempts, for the same reason.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn run(name: &str, catalog: Arc<Catalog>, driver: Arc<dyn Driver>, data: &tempfile::TempDir, jobs: Vec<Job>) {
    let _alone = ALONE.lock().await;
    let lab = Arc::new(ServerLab::start_with(catalog, driver, data.path().to_owned(), PARALLEL).await.unwrap());
    let report = proof::run(Arc::clone(&lab) as Arc<dyn Lab>, jobs, PARALLEL, |_| {}).await;
    lab.close().await;
    assert!(report.passed(), "{name}: {}", report.summary());
}

/// On the driver of this name, if it is to be tested; see [`sandbox_world::kinds`].
async fn every_proof_gets_its_score(name: &str) {
    let Some((_, kind)) = sandbox_world::kinds().into_iter().find(|(known, _)| *known == name) else { return };
    let data = data();
    let driver = sandbox_world::open(kind, &sandbox_world::config(name, data.path())).await;
    let catalog = Arc::new(Catalog::built_in());
    let ids: Vec<String> = catalog.ids().into_iter().map(str::to_owned).collect();
    let mut jobs = proof::jobs(&catalog, &ids, None, 1).unwrap();
    if !everything() {
        let short = |job: &Job| name == "process" && ["reference", "nothing"].contains(&job.proof.name.as_str());
        jobs.retain(|job| job.resolved.id == STORM || short(job));
    }
    assert!(jobs.len() > 20);
    run(name, catalog, driver, &data, jobs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_gets_its_score_in_a_process() {
    every_proof_gets_its_score("process").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_gets_its_score_on_postgresql_18() {
    every_proof_gets_its_score("process 18").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_gets_its_score_in_docker() {
    every_proof_gets_its_score("docker").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_talks_the_grader_round() {
    let Some((_, kind)) = sandbox_world::kinds().into_iter().find(|(known, _)| *known == "process") else { return };
    let data = data();
    let driver = sandbox_world::open(kind, &sandbox_world::config("process", data.path())).await;
    let catalog = Arc::new(Catalog::built_in());
    let ids: Vec<String> = catalog.ids().into_iter().map(str::to_owned).collect();
    let jobs = proof::attacks(&catalog, &ids).unwrap();
    // Each table is taken out of reach in three ways, and one application that is to blame refused in two; all else is tried
    // at every scenario.
    let of = |begin: &str| jobs.iter().filter(|job| job.proof.name.starts_with(begin)).count();
    let (tables, alone) = (of("attack-emptied-"), of("attack-culprit-constrained"));
    assert!(tables > ids.len() && alone > 0, "{tables} tables, {alone} applications");
    assert_eq!(jobs.len(), 71 * ids.len() + 3 * tables + 2 * alone);
    let jobs = jobs.into_iter().filter(|job| everything() || job.resolved.id == STORM).collect();
    run("process", catalog, driver, &data, jobs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_receipt_holds_after_a_way_through_a_file() {
    let data = data();
    let config = AppConfig { prepare: false, ..AppConfig::on_free_ports(DriverKind::Process, data.path().to_owned()) };
    let app = App::start(config).await.unwrap();
    let ask = CreateSession { scenario: STORM.into(), seed: 3, mode: Mode::Practice };
    let (session, _token) = app.registry.create(ask).await.unwrap();
    session.wait_live().await.unwrap();
    session.action("set-pool-size", Some("10")).await.unwrap();
    session.score().await.unwrap();
    let json = serde_json::to_string_pretty(&session.receipt().await.unwrap()).unwrap();
    app.stop().await;

    let receipt: Receipt = serde_json::from_str(&json).unwrap();
    receipt.verify().unwrap();
    let resolved = Catalog::built_in().resolve(&receipt.scenario, receipt.seed).unwrap();
    receipt.verify_card(&resolved.scenario, &resolved.version).unwrap();
    // The pool is small from the next release on, but nobody took the slots back.
    assert_eq!((receipt.card.total, receipt.card.fix), (45, 25));
}
