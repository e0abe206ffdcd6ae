//! Proofs: scripted attempts at a scenario on a real sandbox, and whether each gets the score that the scenario says
//! it must get.

mod attack;
mod console;
mod report;
mod run;
mod server_lab;

use async_trait::async_trait;
use ride_shared::grading::Scorecard;
use ride_shared::journal::{Calls, DiagnosisAnswer, Entry};
use ride_shared::protocol::Mode;

pub use attack::{Limit, attacks};
pub use report::{Outcome, Report};
pub use run::{Job, Manner, UnknownProof, jobs, run};
pub use server_lab::ServerLab;

/// Something that a lab could not do; says what and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LabError(pub String);

/// Where attempts are made: what the runner needs of the session registry.
#[async_trait]
pub trait Lab: Send + Sync {
    /// Starts a session and returns once its incident is live.
    async fn create(&self, scenario: &str, seed: u64, mode: Mode) -> Result<Box<dyn Attempt>, LabError>;

    /// Ends everything that is still running.
    async fn close(&self);
}

/// One session, as its learner and its operator see it.
#[async_trait]
pub trait Attempt: Send + Sync {
    /// The session's id.
    fn id(&self) -> String;

    /// `postgres://oncall.<id>:<token>@host:port/<database>`, through the TCP gateway.
    fn psql_url(&self) -> String;

    /// Takes an action; gives its outcome.
    async fn action(&self, name: &str, value: Option<&str>) -> Result<String, LabError>;

    /// Reveals the next hint.
    async fn hint(&self) -> Result<(), LabError>;

    /// Submits a diagnosis.
    async fn diagnose(&self, answer: DiagnosisAnswer) -> Result<(), LabError>;

    /// Gives a fleet some further calls and counts those that fail.
    async fn next_calls(&self, fleet: &str) -> Result<Calls, LabError>;

    /// Evidence counts anew from here on: so many ways of looking can be tried in one session.
    fn look_again(&self);

    /// Submits: measures, replays, grades.
    async fn score(&self) -> Result<Scorecard, LabError>;

    /// Every entry of the session's journal.
    async fn journal(&self) -> Result<Vec<Entry>, LabError>;

    /// The end of PostgreSQL's log; empty where there is none to be had.
    async fn sandbox_log(&self) -> String;

    /// Ends the session and its sandbox.
    async fn stop(&self);
}

#[cfg(test)]
mod tests;
