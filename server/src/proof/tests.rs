//! The runner, against a lab without a sandbox: what it asks for, and what it tells when something is off.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ride_shared::grading::{Scorecard, grade};
use ride_shared::journal::{Calls, DiagnosisAnswer, Entry, Event};
use ride_shared::protocol::Mode;
use ride_shared::scenario::Step;

use super::*;
use crate::catalog::Catalog;

const STORM: &str = "stage-03/03-connection-storm-after-deploy";

/// Makes sessions whose measurements are made up; its journals are graded for real.
struct Paper {
    /// Connections that the culprit is said to hold at submission, one for each session in turn.
    held: Mutex<Vec<u32>>,
    stopped: Arc<Mutex<u32>>,
    closed: Mutex<bool>,
}

struct Sheet {
    seed: u64,
    held: u32,
    events: Mutex<Vec<Event>>,
    stopped: Arc<Mutex<u32>>,
}

#[async_trait]
impl Lab for Paper {
    async fn create(&self, _: &str, seed: u64, mode: Mode) -> Result<Box<dyn Attempt>, LabError> {
        let held = self.held.lock().unwrap().pop().ok_or_else(|| LabError("no paper left".into()))?;
        let cost = if mode == Mode::Assessed { 3 } else { 0 };
        let events = Mutex::new(vec![Event::IncidentLive, Event::Hint { index: 0, cost }]);
        Ok(Box::new(Sheet { seed, held, events, stopped: Arc::clone(&self.stopped) }))
    }

    async fn close(&self) {
        *self.closed.lock().unwrap() = true;
    }
}

#[async_trait]
impl Attempt for Sheet {
    fn id(&self) -> String {
        "paper".into()
    }

    fn psql_url(&self) -> String {
        String::new()
    }

    async fn action(&self, name: &str, value: Option<&str>) -> Result<String, LabError> {
        if name == "deploy" {
            return Err(LabError("the paper tore".into()));
        }
        let event =
            Event::Action { name: name.into(), value: value.map(str::to_owned), peak_connections_percent: None };
        self.events.lock().unwrap().push(event);
        Ok("done".into())
    }

    async fn hint(&self) -> Result<(), LabError> {
        Ok(())
    }

    async fn diagnose(&self, answer: DiagnosisAnswer) -> Result<(), LabError> {
        self.events.lock().unwrap().push(Event::Diagnosis(answer));
        Ok(())
    }

    async fn next_calls(&self, _: &str) -> Result<Calls, LabError> {
        Ok(Calls { made: 8, failed: 0 })
    }

    fn look_again(&self) {}

    async fn score(&self) -> Result<Scorecard, LabError> {
        let calls = Some(Calls { made: 24, failed: 0 });
        self.events.lock().unwrap().extend([
            Event::Submitted,
            Event::StateMeasured {
                rule: 0,
                connections: Some(self.held),
                calls,
                holds: std::collections::BTreeMap::new(),
            },
        ]);
        let scenario = Catalog::built_in().resolve(STORM, self.seed).unwrap().scenario;
        grade(&self.journal().await?, &scenario).map_err(|e| LabError(e.to_string()))
    }

    async fn journal(&self) -> Result<Vec<Entry>, LabError> {
        let events = self.events.lock().unwrap().clone();
        Ok((1..).zip(events).map(|(seq, event)| Entry { seq, at_ms: seq * 10, event }).collect())
    }

    async fn sandbox_log(&self) -> String {
        "LOG:  paper is ready".into()
    }

    async fn stop(&self) {
        *self.stopped.lock().unwrap() += 1;
    }
}

fn paper(held: &[u32]) -> Arc<Paper> {
    Arc::new(Paper { held: Mutex::new(held.to_vec()), stopped: Arc::default(), closed: Mutex::default() })
}

/// The proof `nothing` with these steps and this total.
fn job(step: Vec<Step>, total: u32, nth: u32) -> Job {
    let catalog = Catalog::built_in();
    let mut job = jobs(&catalog, &[STORM.to_owned()], Some("nothing"), 1).unwrap().remove(0);
    job.proof.step = step;
    job.proof.expect.total = total;
    (job.proof.expect.detect, job.proof.expect.fix, job.proof.expect.trap) = (None, None, None);
    job.nth = nth;
    job
}

fn action(given: &str) -> Step {
    Step { action: Some(given.into()), ..Step::default() }
}

#[tokio::test]
async fn a_proof_that_gets_its_score_passes_and_its_session_is_ended() {
    let lab = paper(&[0]);
    let wait = Step { wait_healthy: Some("checkout_api".into()), ..Step::default() };
    let mut lines = Vec::new();
    let jobs = vec![job(vec![wait, action("set-pool-size 10")], 35, 1)];
    let report = run(Arc::clone(&lab) as _, jobs, 2, |o| lines.push(o.line())).await;
    assert!(report.passed(), "{}", report.summary());
    assert!(lines[0].starts_with("ok      35 stage-03"), "{lines:?}");
    assert_eq!(*lab.stopped.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_proof_that_gets_another_score_tells_all_that_helps() {
    let lab = paper(&[85]);
    let report = run(Arc::clone(&lab) as _, vec![job(vec![action("restart-database")], 35, 1)], 1, |_| {}).await;
    assert!(!report.passed());
    let told = report.summary();
    for part in [
        "total: expected 35, got 0",
        "traps sprung: expected none, got restarted-database",
        "action restart-database -> done",
        "state-measured {",
        "LOG:  paper is ready",
        "1 attempts, 1 failed",
    ] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}

#[tokio::test]
async fn a_step_that_fails_is_named_and_the_session_is_ended_all_the_same() {
    let lab = paper(&[0]);
    let jobs = vec![job(vec![action("set-pool-size 10"), action("deploy")], 35, 1)];
    let report = run(Arc::clone(&lab) as _, jobs, 1, |_| {}).await;
    assert_eq!(report.outcomes[0].problems, ["step 2 failed: action deploy: the paper tore"]);
    assert_eq!(*lab.stopped.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_session_that_does_not_start_is_a_failure() {
    let report = run(paper(&[]), vec![job(vec![], 0, 1)], 1, |_| {}).await;
    assert_eq!(report.outcomes[0].problems, ["the session could not be started: no paper left"]);
}

#[tokio::test]
async fn repetitions_with_different_cards_are_told() {
    let jobs = vec![job(vec![], 35, 1), job(vec![], 35, 2)];
    let same = run(paper(&[0, 0]), jobs.clone(), 2, |_| {}).await;
    assert!(same.passed(), "{}", same.summary());
    let differ = run(paper(&[0, 85]), jobs, 1, |_| {}).await;
    assert_eq!(differ.unsteady.len(), 1);
    assert!(differ.summary().contains("2 different scorecards"));
}

#[test]
fn jobs_carry_the_names_of_their_own_seed() {
    let catalog = Catalog::built_in();
    let ids = [STORM.to_owned()];
    let all = jobs(&catalog, &ids, None, 1).unwrap();
    assert_eq!(all.len(), catalog.resolve(STORM, 0).unwrap().scenario.proof.len());
    let seeded = jobs(&catalog, &ids, Some("reference-seed-1"), 3).unwrap();
    assert_eq!(seeded.iter().map(|j| j.nth).collect::<Vec<_>>(), [1, 2, 3]);
    let sql = seeded[0].proof.step.iter().filter_map(|s| s.sql.clone()).collect::<String>();
    assert!(sql.contains("rollout_agent") && !sql.contains("deploy_worker"), "{sql}");
    let err = jobs(&catalog, &ids, Some("referense"), 1).unwrap_err().to_string();
    assert!(err.ends_with("did you mean reference?"), "{err}");
}
