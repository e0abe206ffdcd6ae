//! Runs proofs, a few at a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use ride_shared::grading::{Scorecard, sprung};
use ride_shared::journal::{DiagnosisAnswer, Entry};
use ride_shared::protocol::Mode;
use ride_shared::scenario::{Proof, Step};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::attack::Limit;
use super::console::Console;
use super::report::{Outcome, Report, entry_line};
use super::{Attempt, Lab, LabError};
use crate::catalog::{Catalog, Resolved, UnknownScenario, nearest, split_action};

/// How long one attempt may take from the first step to the score.
const ATTEMPT_WITHIN: Duration = Duration::from_mins(5);
/// How long starting a session may take, its template included.
const START_WITHIN: Duration = Duration::from_mins(2);
/// Between two runs of a statement that goes on.
const AGAIN_AFTER: Duration = Duration::from_millis(250);
/// How long a fleet may need to be healthy again.
const HEALTHY_WITHIN: Duration = Duration::from_mins(1);
/// How long ending a session, or asking for what to print about it, may take.
const REST_WITHIN: Duration = Duration::from_secs(30);
/// Journal entries that a failing proof prints.
const TAIL: usize = 60;

/// One attempt to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// The scenario, with the names of the proof's seed put in.
    pub resolved: Resolved,
    /// The proof, with those names put in.
    pub proof: Proof,
    /// Which repetition, from 1.
    pub nth: u32,
    /// For an attempt to talk the grader round: the most that it may get, in place of the proof's score.
    pub limit: Option<Limit>,
    /// How its statements are sent, and when.
    pub manner: Manner,
}

/// How an attempt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// Each step as psql would, then the submission.
    #[default]
    Plain,
    /// Single statements are prepared and bound, with results in binary.
    Extended,
    /// Everything comes after the submission, and must change nothing any more.
    Late,
    /// The last step goes on, again and again or without end; the submission comes meanwhile.
    Meanwhile,
}

/// Why there are no jobs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownProof {
    /// No such scenario.
    #[error(transparent)]
    Scenario(#[from] UnknownScenario),
    /// No such proof.
    #[error("there is no proof {name} in {scenario}; did you mean {nearest}?")]
    Proof {
        /// What was asked for.
        name: String,
        /// Where.
        scenario: String,
        /// The nearest that there is.
        nearest: String,
    },
}

/// The attempts that these scenarios' proofs ask for: all of them, or those named `only`, `repeat` times each.
pub fn jobs(catalog: &Catalog, ids: &[String], only: Option<&str>, repeat: u32) -> Result<Vec<Job>, UnknownProof> {
    let mut jobs = Vec::new();
    for id in ids {
        let first = catalog.resolve(id, 0)?;
        let proofs = &first.scenario.proof;
        if let Some(name) = only
            && !proofs.iter().any(|p| p.name == name)
        {
            let nearest = nearest(name, proofs.iter().map(|p| p.name.as_str())).unwrap_or_default().to_owned();
            return Err(UnknownProof::Proof { name: name.to_owned(), scenario: id.clone(), nearest });
        }
        for (at, proof) in proofs.iter().enumerate().filter(|(_, p)| only.is_none_or(|only| only == p.name)) {
            let resolved = catalog.resolve(id, proof.seed)?;
            // The same proof, with the names of its own seed put in.
            let proof = resolved.scenario.proof.get(at).unwrap_or(proof).clone();
            jobs.extend((1..=repeat).map(|nth| Job {
                resolved: resolved.clone(),
                proof: proof.clone(),
                nth,
                limit: None,
                manner: Manner::Plain,
            }));
        }
    }
    Ok(jobs)
}

/// Makes every attempt, `parallel` at a time, telling each outcome as it comes. The report is in the jobs' order.
pub async fn run(lab: Arc<dyn Lab>, jobs: Vec<Job>, parallel: usize, mut told: impl FnMut(&Outcome) + Send) -> Report {
    let began = Instant::now();
    let attempts = jobs.into_iter().enumerate().map(|(at, job)| {
        let lab = Arc::clone(&lab);
        async move { (at, attempt(&*lab, job).await) }
    });
    let mut outcomes = Vec::new();
    let mut under_way = futures_util::stream::iter(attempts).buffer_unordered(parallel.max(1));
    while let Some((at, outcome)) = under_way.next().await {
        told(&outcome);
        outcomes.push((at, outcome));
    }
    outcomes.sort_by_key(|(at, _)| *at);
    Report::new(outcomes.into_iter().map(|(_, outcome)| outcome).collect(), began.elapsed().as_millis() as u64)
}

async fn attempt(lab: &dyn Lab, job: Job) -> Outcome {
    let began = Instant::now();
    let mut outcome = Outcome::of(&job);
    let mode = if job.proof.assessed { Mode::Assessed } else { Mode::Practice };
    let created = timeout(START_WITHIN, lab.create(&job.resolved.id, job.resolved.seed, mode)).await;
    match created {
        Err(_) => outcome.problems.push(format!("the session was not live within {START_WITHIN:?}")),
        Ok(Err(e)) => outcome.problems.push(format!("the session could not be started: {e}")),
        Ok(Ok(session)) => {
            outcome.session = session.id();
            match timeout(ATTEMPT_WITHIN, play(&*session, &job, &mut outcome.transcript)).await {
                Err(_) => outcome.problems.push(format!("the attempt took longer than {ATTEMPT_WITHIN:?}")),
                Ok(Err(e)) => outcome.problems.push(e.to_string()),
                Ok(Ok((card, journal))) => {
                    outcome.sprung = sprung(&journal, &job.resolved.scenario);
                    outcome.problems.extend(match &job.limit {
                        Some(limit) => limit.exceeded(&card),
                        None => compare(&job.proof, &card, &outcome.sprung),
                    });
                    outcome.card = Some(card);
                }
            }
            if !outcome.problems.is_empty() {
                explain(&*session, &mut outcome).await;
            }
            if timeout(REST_WITHIN, session.stop()).await.is_err() {
                outcome.problems.push(format!("the session did not end within {REST_WITHIN:?}"));
            }
        }
    }
    outcome.took_ms = began.elapsed().as_millis() as u64;
    outcome
}

async fn play(
    session: &dyn Attempt,
    job: &Job,
    transcript: &mut Vec<String>,
) -> Result<(Scorecard, Vec<Entry>), LabError> {
    let mut consoles: BTreeMap<u32, Console> = BTreeMap::new();
    let scoring = |e: LabError| LabError(format!("scoring failed: {e}"));
    let late = job.manner == Manner::Late;
    let first = if late { Some(session.score().await.map_err(scoring)?) } else { None };
    let (steps, endless) = match (job.manner, job.proof.step.split_last()) {
        (Manner::Meanwhile, Some((last, before))) => (before, last.sql.clone()),
        _ => (job.proof.step.as_slice(), None),
    };
    for (at, step) in steps.iter().enumerate() {
        let open = || Console::new(session.psql_url(), job.manner == Manner::Extended);
        let console = consoles.entry(step.console.unwrap_or(1)).or_insert_with(open);
        // What can't be had any more is not waited for.
        if late && (step.wait_healthy.is_some() || step.wait_for.is_some()) {
            continue;
        }
        let (what, came) = self::step(session, console, step).await;
        let told = came.as_ref().map_or_else(ToString::to_string, Clone::clone);
        transcript.push(format!("{what} -> {told}"));
        if !late {
            came.map_err(|e| LabError(format!("step {} failed: {what}: {e}", at + 1)))?;
        }
    }
    let _goes_on = match endless {
        Some(sql) => Some(go_on(session, sql, transcript).await?),
        None => None,
    };
    let card = session.score().await.map_err(scoring)?;
    if first.is_some_and(|first| first != card) {
        return Err(LabError("the card is another one than at the submission".into()));
    }
    Ok((card, session.journal().await?))
}

/// Sends a statement again and again, as `\watch` does, or once if it has no end, until what comes back is dropped.
async fn go_on(
    session: &dyn Attempt,
    sql: String,
    transcript: &mut Vec<String>,
) -> Result<AbortOnDropHandle<()>, LabError> {
    const RUNS: &str = "SELECT pid FROM pg_stat_activity WHERE usename = 'oncall' AND state = 'active' \
                        AND pid <> pg_backend_pid()";
    transcript.push(format!("sql {sql} -> goes on"));
    let mut console = Console::new(session.psql_url(), false);
    let (ran, has_run) = watch::channel(false);
    let task = tokio::spawn(async move {
        while console.run(&sql).await.is_ok_and(|came| !came.starts_with("ERROR")) {
            let _ = ran.send(true);
            sleep(AGAIN_AFTER).await;
        }
    });
    let task = AbortOnDropHandle::new(task);
    let mut beside = Console::new(session.psql_url(), false);
    let deadline = Instant::now() + HEALTHY_WITHIN;
    while !*has_run.borrow() && beside.run(RUNS).await? != "1 statements, 1 rows" {
        if task.is_finished() || Instant::now() >= deadline {
            return Err(LabError("what should go on is not running".into()));
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(task)
}

/// What the step was, and what came of it.
async fn step(session: &dyn Attempt, console: &mut Console, step: &Step) -> (String, Result<String, LabError>) {
    if let Some(sql) = &step.sql {
        return (format!("sql {sql}"), console.run(sql).await);
    }
    if let Some(given) = &step.action {
        let (name, value) = split_action(given);
        return (format!("action {given}"), session.action(name, value).await);
    }
    if let Some(answer) = &step.diagnose {
        let answer = DiagnosisAnswer {
            cause: answer.cause.clone(),
            culprit: answer.culprit.clone(),
            numbers: answer.numbers.clone(),
        };
        let what = format!("diagnose {answer:?}");
        return (what, session.diagnose(answer).await.map(|()| "taken".to_owned()));
    }
    if let Some(fleet) = &step.wait_healthy {
        return (format!("wait_healthy {fleet}"), healthy(session, fleet).await);
    }
    if let Some(kind) = &step.wait_for {
        return (format!("wait_for {kind}"), happened(session, kind).await);
    }
    ("hint".to_owned(), session.hint().await.map(|()| "revealed".to_owned()))
}

async fn healthy(session: &dyn Attempt, fleet: &str) -> Result<String, LabError> {
    let deadline = Instant::now() + HEALTHY_WITHIN;
    loop {
        let calls = session.next_calls(fleet).await?;
        if calls.made > 0 && calls.failed == 0 {
            return Ok(format!("{} calls, none failed", calls.made));
        }
        if Instant::now() >= deadline {
            let (failed, made) = (calls.failed, calls.made);
            return Err(LabError(format!("still {failed} of {made} calls fail after {HEALTHY_WITHIN:?}")));
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until the journal has an event of this type.
async fn happened(session: &dyn Attempt, wanted: &str) -> Result<String, LabError> {
    let deadline = Instant::now() + HEALTHY_WITHIN;
    let (kind, of) = wanted.split_once(' ').map_or((wanted, None), |(kind, of)| (kind, Some(of)));
    // The quotes keep a name from being part of another one.
    let of = of.map(|of| format!("{of:?}"));
    loop {
        for entry in session.journal().await?.iter().filter(|entry| entry.event.kind() == kind) {
            let line = entry_line(entry);
            if of.as_ref().is_none_or(|of| line.contains(of)) {
                return Ok(line);
            }
        }
        if Instant::now() >= deadline {
            return Err(LabError(format!("there is no {wanted} in the journal after {HEALTHY_WITHIN:?}")));
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Where a card is not what the proof must get.
fn compare(proof: &Proof, card: &Scorecard, sprung: &[String]) -> Vec<String> {
    let expect = &proof.expect;
    let parts = [
        ("total", Some(expect.total), card.total),
        ("detect", expect.detect, card.detect),
        ("fix", expect.fix, card.fix),
        ("trap", expect.trap, card.trap),
    ];
    let mut problems: Vec<String> = parts
        .into_iter()
        .filter_map(|(part, expected, got)| {
            let expected = expected.filter(|e| *e != got)?;
            Some(format!("{part}: expected {expected}, got {got}"))
        })
        .collect();
    if let Some(expected) = &expect.sprung {
        let (mut expected, mut got) = (expected.clone(), sprung.to_vec());
        expected.sort();
        got.sort();
        if expected != got {
            let list = |keys: &[String]| if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
            problems.push(format!("traps sprung: expected {}, got {}", list(&expected), list(&got)));
        }
    }
    problems
}

/// Adds the journal's end and the sandbox's log.
async fn explain(session: &dyn Attempt, outcome: &mut Outcome) {
    match timeout(REST_WITHIN, session.journal()).await {
        Ok(Ok(journal)) => {
            let told: Vec<&Entry> =
                journal.iter().filter(|e| !matches!(e.event.kind(), "vitals" | "app-log")).collect();
            outcome.journal = told.iter().skip(told.len().saturating_sub(TAIL)).map(|e| entry_line(e)).collect();
        }
        Ok(Err(e)) => outcome.journal = vec![format!("the journal can't be read: {e}")],
        Err(_) => outcome.journal = vec!["the journal can't be read: no answer".to_owned()],
    }
    outcome.sandbox_log = timeout(REST_WITHIN, session.sandbox_log()).await.unwrap_or_default();
}
