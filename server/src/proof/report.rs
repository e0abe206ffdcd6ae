//! What came of proofs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ride_shared::grading::{Scorecard, canonical_json};
use ride_shared::journal::Entry;
use serde::Serialize;

use super::run::Job;

/// What came of one attempt.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The scenario's id.
    pub scenario: String,
    /// The proof's name.
    pub proof: String,
    /// Which repetition, from 1.
    pub nth: u32,
    /// The seed.
    pub seed: u64,
    /// The session's id; empty where it never started.
    pub session: String,
    /// The total that it must get.
    pub expected: u32,
    /// The card; none where it never came to that.
    pub card: Option<Scorecard>,
    /// The traps that were sprung.
    pub sprung: Vec<String>,
    /// What is not as it must be; nothing for a proof that passed.
    pub problems: Vec<String>,
    /// Each step and what came of it.
    pub transcript: Vec<String>,
    /// The journal's end, of a proof that failed.
    pub journal: Vec<String>,
    /// The end of PostgreSQL's log, of a proof that failed.
    pub sandbox_log: String,
    /// How long it took, all in all.
    pub took_ms: u64,
}

impl Outcome {
    pub(super) fn of(job: &Job) -> Self {
        Self {
            scenario: job.resolved.id.clone(),
            proof: job.proof.name.clone(),
            nth: job.nth,
            seed: job.resolved.seed,
            session: String::new(),
            expected: job.proof.expect.total,
            card: None,
            sprung: Vec::new(),
            problems: Vec::new(),
            transcript: Vec::new(),
            journal: Vec::new(),
            sandbox_log: String::new(),
            took_ms: 0,
        }
    }

    /// Whether everything was as it must be.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }

    /// One line.
    pub fn line(&self) -> String {
        let verdict = if self.passed() { "ok    " } else { "FAILED" };
        let got = self.card.as_ref().map_or("no score".to_owned(), |c| format!("{:3}", c.total));
        let seconds = self.took_ms as f64 / 1000.0;
        let nth = if self.nth > 1 { format!(" #{}", self.nth) } else { String::new() };
        format!("{verdict} {got} {}  {}{nth}  ({seconds:.1} s)", self.scenario, self.proof)
    }

    /// Why it failed: what was expected and what came, the steps, the journal, PostgreSQL's log.
    pub fn details(&self) -> String {
        let mut out = format!("--- {} · {} · seed {} · {}\n", self.scenario, self.proof, self.seed, self.session);
        for problem in &self.problems {
            let _ = writeln!(out, "  {problem}");
        }
        if let Some(card) = &self.card {
            let Scorecard { total, detect, fix, trap, hints, lines } = card;
            let _ = writeln!(out, "card: total {total} = detect {detect} + fix {fix} + trap {trap} - hints {hints}");
            for line in lines {
                let (part, events) = (format!("{:?}", line.part), line.events.join(" "));
                let _ = writeln!(out, "  {part:10} {:4} of {:3}  {} [{events}]", line.points, line.of, line.reason);
            }
        }
        for (title, lines) in [("steps", &self.transcript), ("journal", &self.journal)] {
            let _ = writeln!(out, "{title}:");
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
        }
        if !self.sandbox_log.is_empty() {
            let _ = writeln!(out, "PostgreSQL's log ends with:");
            for line in self.sandbox_log.lines() {
                let _ = writeln!(out, "  {line}");
            }
        }
        out
    }
}

/// What came of all of them.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Every attempt.
    pub outcomes: Vec<Outcome>,
    /// Proofs whose repetitions did not all give the same scorecard, byte for byte.
    pub unsteady: Vec<String>,
    /// How long all of it took.
    pub took_ms: u64,
}

impl Report {
    pub(super) fn new(outcomes: Vec<Outcome>, took_ms: u64) -> Self {
        let mut cards: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for outcome in &outcomes {
            let Some(bytes) = outcome.card.as_ref().and_then(|card| canonical_json(card).ok()) else { continue };
            let seen = cards.entry(format!("{} · {}", outcome.scenario, outcome.proof)).or_default();
            if !seen.contains(&bytes) {
                seen.push(bytes);
            }
        }
        let unsteady = cards
            .into_iter()
            .filter(|(_, seen)| seen.len() > 1)
            .map(|(proof, seen)| format!("{proof}: {} different scorecards:\n  {}", seen.len(), seen.join("\n  ")))
            .collect();
        Self { outcomes, unsteady, took_ms }
    }

    /// Whether every proof passed, and every repetition gave the same bytes.
    pub fn passed(&self) -> bool {
        self.unsteady.is_empty() && self.outcomes.iter().all(Outcome::passed)
    }

    /// The details of what failed, then the count.
    pub fn summary(&self) -> String {
        let mut out = String::new();
        for outcome in self.outcomes.iter().filter(|o| !o.passed()) {
            out.push('\n');
            out.push_str(&outcome.details());
        }
        for proof in &self.unsteady {
            let _ = writeln!(out, "\nnot the same each time: {proof}");
        }
        let failed = self.outcomes.iter().filter(|o| !o.passed()).count();
        let _ = write!(out, "\n{} attempts, {failed} failed", self.outcomes.len());
        if !self.unsteady.is_empty() {
            let _ = write!(out, ", {} proofs not the same each time", self.unsteady.len());
        }
        let seconds = self.took_ms.div_ceil(1000);
        let _ = writeln!(out, ", in {} min {} s", seconds / 60, seconds % 60);
        out
    }
}

/// A journal entry on one line.
pub(super) fn entry_line(entry: &Entry) -> String {
    let seconds = entry.at_ms as f64 / 1000.0;
    let mut json = serde_json::to_value(&entry.event).unwrap_or_default();
    if let Some(map) = json.as_object_mut() {
        map.remove("type");
    }
    let told = json.as_object().filter(|map| !map.is_empty()).map(|_| json.to_string()).unwrap_or_default();
    format!("{:4} {seconds:9.3} s  {} {told}", entry.seq, entry.event.kind())
}
