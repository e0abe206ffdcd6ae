//! What can go wrong with a session. Messages are for the learner; what only the operator may know goes to the log.

use crate::catalog::UnknownScenario;
use crate::incident::ActionError;
use crate::sandbox::SandboxError;

/// Why a session did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// No such scenario.
    #[error(transparent)]
    UnknownScenario(#[from] UnknownScenario),
    /// Wrong id or token; the two are not told apart.
    #[error(
        "no session with this id and token: start one from the catalog, or take its address from where it was started"
    )]
    NotFound,
    /// The session is over.
    #[error("this session is over: {0}. Start another one from the catalog, or reset this one")]
    Over(String),
    /// Not while the incident is still coming up.
    #[error("the incident is not live yet: try again in a second")]
    NotLive,
    /// Not while the score is being measured.
    #[error("this session is being scored: wait for the scorecard")]
    Scoring,
    /// There is no score yet.
    #[error(
        "this session is not scored yet: submit it first (POST /api/sessions/{{id}}/score, or \\score in the console)"
    )]
    NotScored,
    /// Every hint was revealed.
    #[error("all {0} hints are revealed: there are no more")]
    NoHintsLeft(usize),
    /// A diagnosis that names what the form doesn't have.
    #[error("{0}")]
    BadDiagnosis(String),
    /// The action was not taken.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// As many sessions as there may be.
    #[error("this server already runs {0} sessions, as many as it may: end one of yours, or try again later")]
    TooMany(usize),
    /// The sandbox did not come up.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The journal can't be written or read.
    #[error(
        "the journal can't be kept just now, so this was not done: free some space on the lab's disk and try again"
    )]
    Journal(String),
    /// The scenario's files are not there any more, or were changed.
    #[error("the files of {0} were changed or removed since this session ran, so it can't be shown: start a new one")]
    ScenarioGone(String),
    /// The server is going down.
    #[error("the server is stopping: try again when it is back")]
    Stopping,
    /// Something broke; the text is for the log.
    #[error("something broke inside ride while it was {doing}: try again; the server's log has the reason")]
    Broken {
        /// What was being done.
        doing: &'static str,
        /// What happened, for the log.
        why: String,
    },
}

impl SessionError {
    /// Something broke while `doing`.
    pub(super) fn broken(doing: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Broken { doing, why: why.to_string() }
    }
}
