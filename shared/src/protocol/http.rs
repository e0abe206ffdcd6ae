//! HTTP bodies of `/api`.

use serde::{Deserialize, Serialize};

use crate::postmortem::session::Comparison;
use crate::postmortem::{Finding, Postmortem};
use crate::scenario::Briefing;

/// Whether hints cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Hints are recorded and free.
    #[default]
    Practice,
    /// Hints cost what the scenario says.
    Assessed,
}

/// Body of `POST /api/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateSession {
    /// `stage-NN/NN-name`.
    pub scenario: String,
    /// 0 where left out.
    #[serde(default)]
    pub seed: u64,
    /// Practice where left out.
    #[serde(default)]
    pub mode: Mode,
}

/// Answer to `POST /api/sessions` (201) and `POST .../reset`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionCreated {
    /// The session's id, 16 lower-case letters and digits.
    pub id: String,
    /// The only proof that the session is the caller's; shown once.
    pub token: String,
    /// The lab's page; the token is in its fragment, which a browser never sends.
    pub web_url: String,
    /// `postgres://oncall.<id>:<token>@host:port/<database>`.
    pub psql_url: String,
    /// The session as it is now.
    pub session: SessionView,
}

/// A session as its learner sees it (`GET /api/sessions/{id}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionView {
    /// [`super::VERSION`].
    pub version: u32,
    /// The session's id.
    pub id: String,
    /// Where it stands.
    pub state: SessionState,
    /// Why it ended, for the states `expired`, `lost` and `stopped`.
    pub ended_because: Option<String>,
    /// Practice or assessed.
    pub mode: Mode,
    /// The seed.
    pub seed: u64,
    /// `docker` or `process`.
    pub driver: String,
    /// PostgreSQL's version, such as `17.2`.
    pub postgres: String,
    /// Milliseconds since the session was asked for.
    pub age_ms: u64,
    /// When the incident went live, on the same clock; none before.
    pub live_at_ms: Option<u64>,
    /// When it will expire, on the same clock.
    pub expires_at_ms: u64,
    /// What may be seen of the scenario.
    pub briefing: Briefing,
    /// Hints revealed so far, in order.
    pub hints: Vec<String>,
    /// The address for psql, without the token.
    pub psql_address: String,
    /// The score's total, once there is one.
    pub total: Option<u32>,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SessionState {
    /// Usable; the incident is not live yet.
    Starting,
    /// The incident is live.
    Live,
    /// Submitted; the replay is running.
    Scoring,
    /// Scored.
    Finished,
    /// Its time ran out.
    Expired,
    /// Its sandbox is gone.
    Lost,
    /// Ended by its learner or with the server.
    Stopped,
}

impl SessionState {
    /// Whether nothing can be done in it any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Expired | Self::Lost | Self::Stopped)
    }
}

/// Answer to `POST .../hints`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HintRevealed {
    /// From 0.
    pub index: u32,
    /// The hint.
    pub text: String,
    /// Points it costs in this session.
    pub cost: u32,
    /// How many are left.
    pub left: u32,
}

/// Body of `POST .../actions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeAction {
    /// The action's name.
    pub action: String,
    /// Its value, for an action that takes one.
    #[serde(default)]
    pub value: Option<String>,
}

/// Answer to `POST .../actions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionTaken {
    /// The action's name.
    pub action: String,
    /// Its value.
    pub value: Option<String>,
    /// What happened, one sentence.
    pub outcome: String,
}

/// Answer to `POST .../diagnosis`: taken, not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosisTaken {
    /// What now stands as the diagnosis.
    pub diagnosis: crate::journal::DiagnosisAnswer,
}

/// Body of `PUT .../postmortem`: what the learner writes themselves. What is left out is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct WritePostmortem {
    /// What happened.
    pub summary: String,
    /// Why.
    pub root_cause: String,
    /// What is to be done, one item each.
    pub actions: Vec<String>,
}

/// Answer to `GET .../postmortem`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostmortemView {
    /// What the journal proves, and the scenario's truth; what the learner wrote stands in `own`.
    pub postmortem: Postmortem,
    /// What had better be written in another way before others read it.
    pub findings: Vec<Finding>,
    /// What the learner wrote, beside what is proven; empty where they wrote nothing.
    pub comparison: Vec<Comparison>,
}

/// Every error body of `/api`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// A stable key, such as `unknown-scenario`.
    pub error: String,
    /// What was wrong, and what would be right.
    pub message: String,
}

/// A mistake in a scenario's or a path's file (`GET /api/mistakes`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileMistake {
    /// The file.
    pub file: String,
    /// The line, from 1; none where it can't be told.
    pub line: Option<u32>,
    /// The key; empty where it can't be told.
    pub key: String,
    /// What is wrong, and what would be right.
    pub message: String,
}
