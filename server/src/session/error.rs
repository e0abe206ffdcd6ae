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
    /// A postmortem that is too long.
    #[error("{0}")]
    BadPostmortem(String),
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

/// What sort of answer an error is, for whoever speaks a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was named is not there.
    NotFound,
    /// It was there and is not any more.
    Gone,
    /// Not in this state.
    Conflict,
    /// Understood, and wrong.
    Invalid,
    /// Too much at once.
    TooMany,
    /// Not now, through no fault of the caller's.
    Unavailable,
    /// The disk is full.
    NoSpace,
    /// It took too long.
    Timeout,
    /// A mistake of ride's own.
    Internal,
}

impl SessionError {
    /// Its sort, and a stable key that programs can tell it by.
    pub fn kind(&self) -> (Kind, &'static str) {
        match self {
            Self::UnknownScenario(_) => (Kind::NotFound, "unknown-scenario"),
            Self::NotFound => (Kind::NotFound, "no-session"),
            Self::Over(_) => (Kind::Conflict, "over"),
            Self::NotLive => (Kind::Conflict, "not-live"),
            Self::Scoring => (Kind::Conflict, "scoring"),
            Self::NotScored => (Kind::Conflict, "not-scored"),
            Self::NoHintsLeft(_) => (Kind::Conflict, "no-hints-left"),
            Self::BadDiagnosis(_) => (Kind::Invalid, "bad-diagnosis"),
            Self::BadPostmortem(_) => (Kind::Invalid, "bad-postmortem"),
            Self::Action(ActionError::Unknown { .. }) => (Kind::NotFound, "unknown-action"),
            Self::Action(ActionError::BadValue { .. }) => (Kind::Invalid, "bad-value"),
            Self::Action(ActionError::NotNow(_)) => (Kind::Conflict, "not-now"),
            Self::Action(ActionError::Failed(_)) => (Kind::Unavailable, "action-failed"),
            Self::TooMany(_) => (Kind::TooMany, "too-many-sessions"),
            Self::Sandbox(SandboxError::DiskFull(_)) => (Kind::NoSpace, "disk-full"),
            Self::Sandbox(SandboxError::Timeout(..)) => (Kind::Timeout, "sandbox-timeout"),
            Self::Sandbox(_) => (Kind::Unavailable, "sandbox-failed"),
            Self::Journal(_) => (Kind::Unavailable, "journal-failed"),
            Self::ScenarioGone(_) => (Kind::Gone, "scenario-gone"),
            Self::Stopping => (Kind::Unavailable, "stopping"),
            Self::Broken { .. } => (Kind::Internal, "internal"),
        }
    }

    /// What the learner is told. Logs and paths of the machine stay out of it.
    pub fn told(&self) -> String {
        match self {
            Self::Sandbox(SandboxError::Dead { .. } | SandboxError::Io { .. }) => {
                "the session's PostgreSQL did not come up: try again; the server's log says why".into()
            }
            Self::Sandbox(SandboxError::DiskFull(_)) => {
                "the lab's disk has no room for another sandbox: end a session, or ask who runs this lab".into()
            }
            other => other.to_string(),
        }
    }

    /// What only the operator may know, if there is more than [`Self::told`] says.
    pub fn for_log(&self) -> Option<String> {
        match self {
            Self::Sandbox(e) => Some(e.to_string()),
            Self::Journal(why) => Some(why.clone()),
            Self::Broken { doing, why } => Some(format!("{doing}: {why}")),
            _ => None,
        }
    }
}
