//! The scorecard.

use serde::{Deserialize, Serialize};

use crate::scenario::{FixKind, Truth};

/// Detect's whole.
pub const DETECT: u32 = 40;
/// Fix's whole.
pub const FIX: u32 = 40;
/// Trap's whole.
pub const TRAP: u32 = 20;

/// A score with its reasons. `total = detect + fix + trap - hints`, never below 0. Holds no time and no measured figure:
/// the same deeds give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scorecard {
    /// Of 100.
    pub total: u32,
    /// Of 40.
    pub detect: u32,
    /// Of 40.
    pub fix: u32,
    /// Of 20.
    pub trap: u32,
    /// Points that hints cost.
    pub hints: u32,
    /// Every line, in the scenario's order.
    pub lines: Vec<Line>,
}

/// One line of the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Which part it belongs to.
    pub part: Part,
    /// Points given; negative for a trap that was sprung and for hints.
    pub points: i32,
    /// Points that could be had; for a trap, what it would cost.
    pub of: u32,
    /// Why, one sentence.
    pub reason: String,
    /// The journal entries that it rests on, as `type#n`: the n-th entry of that type in the session, from 1. Unlike
    /// `seq` these stay the same when the same deeds are done at another pace.
    pub events: Vec<String>,
}

/// The parts of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Evidence and diagnosis.
    Detect,
    /// The service is healthy again now.
    Mitigation,
    /// It stays so under replay.
    Durable,
    /// Harm.
    Trap,
    /// Hints taken in assessed mode.
    Hint,
}

impl From<FixKind> for Part {
    fn from(kind: FixKind) -> Self {
        match kind {
            FixKind::Mitigation => Self::Mitigation,
            FixKind::Durable => Self::Durable,
        }
    }
}

/// Times of the response in milliseconds from the incident's going live; none where it never came to that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Times {
    /// To the first statement or action of the learner (MTTA).
    pub acknowledged_ms: Option<u64>,
    /// To the first evidence (MTTD).
    pub detected_ms: Option<u64>,
    /// To the first second from which the monitored application stayed healthy until submission (MTTR).
    pub recovered_ms: Option<u64>,
}

/// Answer to `POST .../score` and `GET .../scorecard`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scored {
    /// The card.
    pub card: Scorecard,
    /// Times of the response. Not a part of the card: the same deeds at another pace are the same card.
    pub times: Times,
    /// The truth, now that it can't spoil anything.
    pub truth: Truth,
}
